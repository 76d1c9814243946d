// Write and remove policies, each with its effect.

const state = (t, key = 'k') =>
  t.step(
    'state',
    () => t.client.get(t.key(key)),
    (record) => [record?.bins, record?.gen],
  );

export const writePolicies = [
  {
    name: 'exists',
    async run(t) {
      const { client, A } = t;
      for (const [name, exists] of Object.entries(A.policy.exists)) {
        await t.step(`${name} on an absent record`, () => client.put(t.key(name), { a: 1, b: 1 }, null, { exists }));
        await t.step(
          'make it present',
          () => client.put(t.key(name), { a: 1, b: 1 }),
          () => 'put',
        );
        await t.step(`${name} on a present record`, () => client.put(t.key(name), { b: 2 }, null, { exists }));
        await state(t, name);
        await t.step(`${name} with a null bin`, () => client.put(t.key(name), { a: null, b: 3 }, null, { exists }));
        await state(t, name);
      }
      await t.step('an unknown value', () => client.put(t.key('x'), { a: 1 }, null, { exists: 77 }));
    },
  },
  {
    name: 'generation',
    async run(t) {
      const { client, A } = t;
      const { gen } = A.policy;
      await t.step('EQ 0 creates', () => client.put(t.key('k'), { a: 1 }, { gen: 0 }, { gen: gen.EQ }));
      await t.step('EQ 1', () => client.put(t.key('k'), { a: 2 }, { gen: 1 }, { gen: gen.EQ }));
      await t.step('EQ wrong', () => client.put(t.key('k'), { a: 3 }, { gen: 1 }, { gen: gen.EQ }));
      await t.step('EQ without metadata', () => client.put(t.key('k'), { a: 3 }, null, { gen: gen.EQ }));
      await t.step('GT smaller', () => client.put(t.key('k'), { a: 4 }, { gen: 1 }, { gen: gen.GT }));
      await t.step('GT equal', () => client.put(t.key('k'), { a: 4 }, { gen: 2 }, { gen: gen.GT }));
      await t.step('GT greater', () => client.put(t.key('k'), { a: 4 }, { gen: 10 }, { gen: gen.GT }));
      await t.step('IGNORE', () => client.put(t.key('k'), { a: 5 }, { gen: 99 }, { gen: gen.IGNORE }));
      await t.step('metadata without policy', () => client.put(t.key('k'), { a: 6 }, { gen: 99 }));
      await state(t);
      await t.step('EQ on an absent record', () => client.put(t.key('n'), { a: 1 }, { gen: 3 }, { gen: gen.EQ }));
      await t.step('GT on an absent record', () => client.put(t.key('n'), { a: 1 }, { gen: 3 }, { gen: gen.GT }));
      await t.step('gen 65536', () => client.put(t.key('k'), { a: 7 }, { gen: 65536 }, { gen: gen.EQ }));
      await t.step('remove with wrong generation', () => client.remove(t.key('k'), { gen: gen.EQ, generation: 77 }));
      await t.step('remove with a greater generation', () => client.remove(t.key('k'), { gen: gen.GT, generation: 1 }));
      await t.step(
        'read the generation',
        () => client.get(t.key('k')),
        (record) => record.gen,
      );
      await t.step('remove with the right generation', () => client.remove(t.key('k'), { gen: gen.EQ, generation: 5 }));
      await t.step('gone', () => client.exists(t.key('k')));
    },
  },
  {
    name: 'stored key',
    async run(t) {
      const { client, A } = t;
      const { key } = A.policy;
      await t.step('put with DIGEST', () => client.put(t.key('k'), { a: 1 }, null, { key: key.DIGEST }));
      await t.step('put with SEND', () => client.put(t.key('k'), { a: 2 }, null, { key: key.SEND }));
      await t.step('get with SEND', () => client.get(t.key('k'), { key: key.SEND }));
      await t.step('another key with the same digest', () => {
        const original = t.key('k');
        return client
          .get(original)
          .then(() =>
            client.put(new A.Key('test', t.set, 'another', original.digest), { a: 3 }, null, { key: key.SEND }),
          );
      });
      await t.step('remove with SEND', () => client.remove(t.key('k'), { key: key.SEND }));
    },
  },
  {
    name: 'commit level, durable delete, replica, timeouts, retries',
    async run(t) {
      const { client, A } = t;
      const { policy } = A;
      for (const [name, value] of Object.entries({
        'commitLevel ALL': { commitLevel: policy.commitLevel.ALL },
        'commitLevel MASTER': { commitLevel: policy.commitLevel.MASTER },
        durableDelete: { durableDelete: true },
        onLockingOnly: { onLockingOnly: true },
        'replica MASTER': { replica: policy.replica.MASTER },
        'replica SEQUENCE': { replica: policy.replica.SEQUENCE },
        'replica ANY': { replica: policy.replica.ANY },
        'totalTimeout 2000': { totalTimeout: 2000 },
        'totalTimeout 0': { totalTimeout: 0 },
        'socketTimeout 300': { socketTimeout: 300 },
        'socketTimeout 0': { socketTimeout: 0 },
        'both timeouts 0': { socketTimeout: 0, totalTimeout: 0 },
        'maxRetries 3': { maxRetries: 3 },
        'a WritePolicy': new A.WritePolicy({ key: policy.key.SEND, commitLevel: policy.commitLevel.MASTER }),
        everything: {
          key: policy.key.SEND,
          exists: policy.exists.CREATE_OR_REPLACE,
          commitLevel: policy.commitLevel.MASTER,
          durableDelete: true,
          socketTimeout: 1500,
          totalTimeout: 3000,
          maxRetries: 1,
        },
      })) {
        await t.step(`put, ${name}`, () => client.put(t.key('k'), { a: 1 }, null, value));
        await t.step(`remove, ${name}`, () => client.remove(t.key('k'), value));
        await t.step(`exists after ${name}`, () => client.exists(t.key('k')));
      }
      await t.step('durable delete of an absent record', () => client.remove(t.key('none'), { durableDelete: true }));
      await t.step('put', () => client.put(t.key('last'), { a: 1 }));
      await t.step('null of the last bin with durableDelete', () =>
        client.put(t.key('last'), { a: null }, null, { durableDelete: true }),
      );
    },
  },
  {
    name: 'default policies of the client',
    async run(t) {
      const { A } = t;
      const { policy } = A;
      const client = t.opened(
        await A.connect(
          t.config({
            policies: {
              read: { totalTimeout: 4321, key: policy.key.SEND, readModeAP: policy.readModeAP.ALL },
              write: { key: policy.key.SEND, exists: policy.exists.CREATE, socketTimeout: 777 },
              operate: { commitLevel: policy.commitLevel.MASTER },
              remove: { gen: policy.gen.EQ, generation: 9 },
              info: { timeout: 2222 },
            },
          }),
        ),
      );
      await t.step('put', () => client.put(t.key('k'), { a: 1 }));
      await t.step('put again', () => client.put(t.key('k'), { a: 1 }));
      await t.step('put with own exists', () =>
        client.put(t.key('k'), { a: 2 }, null, { exists: policy.exists.UPDATE }),
      );
      await t.step('put with an empty policy', () => client.put(t.key('k'), { a: 2 }, null, {}));
      await t.step(
        'get',
        () => client.get(t.key('k')),
        (record) => record?.bins,
      );
      await t.step(
        'get with own timeout',
        () => client.get(t.key('k'), { totalTimeout: 500 }),
        (record) => record?.bins,
      );
      await t.step('exists', () => client.exists(t.key('k')));
      await t.step(
        'operate',
        () => client.operate(t.key('k'), [A.operations.write('b', 1)]),
        (record) => record?.bins,
      );
      await t.step(
        'add',
        () => client.add(t.key('k'), { c: 1 }),
        (record) => record?.bins,
      );
      await t.step('remove', () => client.remove(t.key('k')));
      await t.step('remove with own generation policy', () => client.remove(t.key('k'), { gen: policy.gen.IGNORE }));
    },
  },
];
