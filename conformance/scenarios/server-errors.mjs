// What the server refuses, seen by a caller.

export const serverErrors = [
  {
    name: 'unknown namespace',
    async run(t) {
      const { client, A } = t;
      const key = () => new A.Key('nowhere', 'demo', 'k');
      await t.step('put', () => client.put(key(), { a: 1 }));
      await t.step('get', () => client.get(key()));
      await t.step('exists', () => client.exists(key()));
      await t.step('existsWithMetadata', () => client.existsWithMetadata(key()));
      await t.step('remove', () => client.remove(key()));
      await t.step('operate', () => client.operate(key(), [A.operations.read('a')]));
      await t.step('32 character namespace', () => client.get(new A.Key('n'.repeat(32), 'demo', 'k')));
      await t.step('64 character set', () => client.put(new A.Key('test', 's'.repeat(64), 'k'), { a: 1 }));
      await t.step('63 character set', () => client.put(new A.Key('test', 's'.repeat(63), 'k'), { a: 1 }));
    },
  },
  {
    name: 'not found',
    async run(t) {
      const { client, A } = t;
      await t.step('get', () => client.get(t.key('k')));
      await t.step('select', () => client.select(t.key('k'), ['a']));
      await t.step('remove', () => client.remove(t.key('k')));
      await t.step('operate read', () => client.operate(t.key('k'), [A.operations.read('a')]));
      await t.step('update', () => client.put(t.key('k'), { a: 1 }, null, { exists: A.policy.exists.UPDATE }));
      await t.step('replace', () => client.put(t.key('k'), { a: 1 }, null, { exists: A.policy.exists.REPLACE }));
    },
  },
  {
    name: 'exists already, wrong generation, wrong type, too big, bad name',
    async run(t) {
      const { client, A } = t;
      await t.step('put', () => client.put(t.key('k'), { a: 'x' }));
      await t.step('create', () => client.put(t.key('k'), { a: 1 }, null, { exists: A.policy.exists.CREATE }));
      await t.step('generation', () => client.put(t.key('k'), { a: 1 }, { gen: 9 }, { gen: A.policy.gen.EQ }));
      await t.step('type', () => client.add(t.key('k'), { a: 1 }));
      await t.step('too big', () => client.put(t.key('k'), { a: 'x'.repeat(1 << 20) }));
      await t.step('bin name', () => client.put(t.key('k'), { abcdefghijklmnop: 1 }));
      await t.step('durable delete', () => client.remove(t.key('k'), { durableDelete: true }));
      await t.step('invalid GeoJSON', () => client.put(t.key('g'), { g: new A.GeoJSON('{"type":"Nonsense"}') }));
      await t.step('GeoJSON that is no JSON', () => client.put(t.key('g'), { g: new A.GeoJSON('x') }));
      await t.step('GeoJSON out of range', () => client.put(t.key('g'), { g: new A.GeoJSON.Point(1000, 1000) }));
      await t.step('wrong set', () => {
        const key = t.key('k');
        return client.get(key).then(() => client.get(new A.Key('test', 'otherset', undefined, key.digest)));
      });
      await t.step('write to wrong set', () => {
        const key = t.key('k');
        return client.get(key).then(() => client.put(new A.Key('test', 'otherset', undefined, key.digest), { a: 1 }));
      });
    },
  },
];
