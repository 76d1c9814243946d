// put, remove, add, append, prepend and their results.

export const writes = [
  {
    name: 'put, update, remove',
    async run(t) {
      const { client } = t;
      await t.step('exists before', () => client.exists(t.key('k')));
      await t.step('put', () => client.put(t.key('k'), { a: 1 }));
      await t.step('exists after', () => client.exists(t.key('k')));
      await t.step('put again', () => client.put(t.key('k'), { b: 2 }));
      await t.step('get', () => client.get(t.key('k')));
      await t.step('remove', () => client.remove(t.key('k')));
      await t.step('exists after remove', () => client.exists(t.key('k')));
      await t.step('remove again', () => client.remove(t.key('k')));
      await t.step('put after remove', () => client.put(t.key('k'), { c: 3 }));
      await t.step('generation starts again', () => client.get(t.key('k')));
    },
  },
  {
    name: 'add',
    async run(t) {
      const { client, A } = t;
      await t.step('creates', () => client.add(t.key('k'), { i: 5 }));
      await t.step('adds', () => client.add(t.key('k'), { i: 7 }));
      await t.step('subtracts', () => client.incr(t.key('k'), { i: -20 }));
      await t.step('bigint', () => client.add(t.key('k'), { i: 2n ** 62n }));
      await t.step('wraps', () => client.add(t.key('k'), { i: 2n ** 62n }));
      await t.step('get', () => client.get(t.key('k')));
      await t.step('double creates', () => client.add(t.key('d'), { d: 1.5 }));
      await t.step('double adds', () => client.add(t.key('d'), { d: new A.Double(2) }));
      await t.step('integer to a double', () => client.add(t.key('d'), { d: 1 }));
      await t.step('double to an integer', () => client.add(t.key('k'), { i: 1.5 }));
      await t.step('string operand', () => client.add(t.key('k'), { i: 'x' }));
      await t.step('to a string', () =>
        client.put(t.key('s'), { s: 'x' }).then(() => client.add(t.key('s'), { s: 1 })),
      );
      await t.step('two bins', () => client.add(t.key('two'), { a: 1, b: 2 }));
      await t.step('no bins', () => client.add(t.key('two'), {}));
      await t.step('get two', () => client.get(t.key('two')));
      await t.step('with metadata and policy', () =>
        client.add(t.key('two'), { a: 1 }, { ttl: 100 }, { exists: A.policy.exists.UPDATE }),
      );
    },
  },
  {
    name: 'append and prepend',
    async run(t) {
      const { client } = t;
      await t.step('append creates', () => client.append(t.key('k'), { s: 'b' }));
      await t.step('append', () => client.append(t.key('k'), { s: 'c' }));
      await t.step('prepend', () => client.prepend(t.key('k'), { s: 'a' }));
      await t.step('get', () => client.get(t.key('k')));
      await t.step('buffer creates', () => client.append(t.key('b'), { b: Buffer.from([2]) }));
      await t.step('append buffer', () => client.append(t.key('b'), { b: Buffer.from([3]) }));
      await t.step('prepend buffer', () => client.prepend(t.key('b'), { b: Buffer.from([1]) }));
      await t.step('get buffer', () => client.get(t.key('b')));
      await t.step('string to buffer', () => client.append(t.key('b'), { b: 'x' }));
      await t.step('buffer to string', () => client.append(t.key('k'), { s: Buffer.from([1]) }));
      await t.step('integer operand', () => client.append(t.key('k'), { s: 1 }));
      await t.step('to an integer', () =>
        client.put(t.key('i'), { i: 1 }).then(() => client.append(t.key('i'), { i: 'x' })),
      );
      await t.step('empty string', () => client.append(t.key('k'), { s: '' }));
      await t.step('non-ASCII', () => client.append(t.key('k'), { s: 'ä€' }));
      await t.step('get at the end', () => client.get(t.key('k')));
    },
  },
  {
    name: 'failed writes leave the record untouched',
    async run(t) {
      const { client, A } = t;
      const { operations } = A;
      await t.step('put', () => client.put(t.key('k'), { i: 1, s: 'x' }));
      await t.step('operate fails at the second operation', () =>
        client.operate(t.key('k'), [operations.write('i', 2), operations.add('s', 1)]),
      );
      await t.step('get', () => client.get(t.key('k')));
    },
  },
  {
    name: 'many records',
    async run(t) {
      const { client } = t;
      const all = async (calls) => {
        const done = await Promise.allSettled(calls);
        return done.every((one) => one.status === 'fulfilled') ? done.map((one) => one.value) : undefined;
      };
      const numbers = (count) => Array.from({ length: count }, (_, i) => i);
      for (const count of [80, 300]) {
        await t.step(
          `${count} puts at once`,
          () => all(numbers(count).map((i) => client.put(t.key(i), { i, s: `s${i}` }))),
          (keys) => keys?.map((key) => key.key),
        );
        await t.step(
          `${count} gets at once`,
          () => all(numbers(count).map((i) => client.get(t.key(i)))),
          (records) => records?.map((record) => record.bins),
        );
      }
      await t.step(
        '20 adds to one record',
        () =>
          Promise.all(Array.from({ length: 20 }, () => client.add(t.key('hot'), { n: 1 }))).then(() =>
            client.get(t.key('hot')),
          ),
        (record) => record.bins,
      );
    },
  },
];
