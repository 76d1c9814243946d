// operate with the scalar operations, alone and together.

export const operations = [
  {
    name: 'each operation',
    async run(t) {
      const { client, A } = t;
      const op = A.operations;
      await t.step('write creates', () => client.operate(t.key('k'), [op.write('a', 1), op.write('s', 'x')]));
      await t.step('read', () => client.operate(t.key('k'), [op.read('a')]));
      await t.step('read two', () => client.operate(t.key('k'), [op.read('s'), op.read('a')]));
      await t.step('read absent bin', () => client.operate(t.key('k'), [op.read('zz')]));
      await t.step('add', () => client.operate(t.key('k'), [op.add('a', 5)]));
      await t.step('incr', () => client.operate(t.key('k'), [op.incr('a', 5)]));
      await t.step('add a double', () => client.operate(t.key('k'), [op.add('f', 1.5), op.read('f')]));
      await t.step('append', () => client.operate(t.key('k'), [op.append('s', 'y')]));
      await t.step('prepend', () => client.operate(t.key('k'), [op.prepend('s', 'w')]));
      await t.step('touch', () => client.operate(t.key('k'), [op.touch(200)]));
      await t.step('touch without ttl', () => client.operate(t.key('k'), [op.touch()]));
      await t.step(
        'get',
        () => client.get(t.key('k')),
        (record) => [record.bins, record.gen],
      );
      await t.step('delete', () => client.operate(t.key('k'), [op.delete()]));
      await t.step('gone', () => client.exists(t.key('k')));
    },
  },
  {
    name: 'operations together',
    async run(t) {
      const { client, A } = t;
      const op = A.operations;
      await t.step('put', () => client.put(t.key('k'), { i: 1, s: 'x' }));
      await t.step('add and read', () => client.operate(t.key('k'), [op.add('i', 1), op.read('i')]));
      await t.step('read, add, read the same bin', () =>
        client.operate(t.key('k'), [op.read('i'), op.add('i', 1), op.read('i')]),
      );
      await t.step('read twice', () => client.operate(t.key('k'), [op.read('i'), op.read('i')]));
      await t.step('write, append, read', () =>
        client.operate(t.key('k'), [op.write('n', 'a'), op.append('n', 'b'), op.prepend('n', 'c'), op.read('n')]),
      );
      await t.step('append and read another', () => client.operate(t.key('k'), [op.append('s', '!'), op.read('i')]));
      await t.step('touch and read', () => client.operate(t.key('k'), [op.touch(-1), op.read('i')]));
      await t.step('delete and write', () => client.operate(t.key('k'), [op.delete(), op.write('z', 1), op.read('z')]));
      await t.step('after delete and write', () => client.get(t.key('k')));
      await t.step('write and delete', () => client.operate(t.key('k'), [op.write('z', 2), op.delete()]));
      await t.step('after write and delete', () => client.exists(t.key('k')));
      await t.step('read and delete', () =>
        client.put(t.key('k'), { q: 7 }).then(() => client.operate(t.key('k'), [op.read('q'), op.delete()])),
      );
      await t.step('20 operations', () =>
        client.operate(
          t.key('k'),
          Array.from({ length: 10 }, (_, i) => [op.write(`b${i}`, i), op.read(`b${i}`)]).flat(),
        ),
      );
    },
  },
  {
    name: 'on an absent record',
    async run(t) {
      const { client, A } = t;
      const op = A.operations;
      await t.step('read', () => client.operate(t.key('k'), [op.read('a')]));
      await t.step('touch', () => client.operate(t.key('k'), [op.touch(10)]));
      await t.step('delete', () => client.operate(t.key('k'), [op.delete()]));
      await t.step('touch and read', () => client.operate(t.key('k'), [op.touch(10), op.read('a')]));
      await t.step('write null', () => client.operate(t.key('k'), [op.write('a', null)]));
      await t.step('add and read', () => client.operate(t.key('k2'), [op.add('a', 1), op.read('a')]));
      await t.step('no operations', () => client.operate(t.key('k2'), []));
    },
  },
  {
    name: 'written values of every type',
    async run(t) {
      const { client, A } = t;
      const op = A.operations;
      for (const [name, value] of Object.entries({
        integer: 1,
        bigint: 2n ** 60n,
        double: 1.25,
        'Double object': new A.Double(2),
        string: 'x',
        boolean: true,
        buffer: Buffer.from([1, 2]),
        list: [1, 'a', null],
        map: { b: 1, a: [2] },
        geo: new A.GeoJSON.Point(1, 2),
        null: null,
      })) {
        await t.step(`write and read ${name}`, () => client.operate(t.key(name), [op.write('v', value), op.read('v')]));
      }
    },
  },
  {
    name: 'wrong types',
    async run(t) {
      const { client, A } = t;
      const op = A.operations;
      await t.step('put', () => client.put(t.key('k'), { i: 1, s: 'x', l: [1], m: { a: 1 }, d: 1.5, b: true }));
      for (const bin of ['i', 's', 'l', 'm', 'd', 'b']) {
        await t.step(`add 1 to ${bin}`, () => client.operate(t.key('k'), [op.add(bin, 1)]));
        await t.step(`add 0.5 to ${bin}`, () => client.operate(t.key('k'), [op.add(bin, 0.5)]));
        await t.step(`append a string to ${bin}`, () => client.operate(t.key('k'), [op.append(bin, 'y')]));
        await t.step(`prepend a buffer to ${bin}`, () =>
          client.operate(t.key('k'), [op.prepend(bin, Buffer.from([1]))]),
        );
      }
      await t.step('get', () => client.get(t.key('k')));
    },
  },
  {
    name: 'operate policies',
    async run(t) {
      const { client, A } = t;
      const { policy, operations: op } = A;
      await t.step('put', () => client.put(t.key('k'), { a: 1 }));
      for (const [name, meta, value] of [
        ['key SEND', null, { key: policy.key.SEND }],
        ['gen EQ right', { gen: 2 }, { gen: policy.gen.EQ }],
        ['gen EQ wrong', { gen: 99 }, { gen: policy.gen.EQ }],
        ['gen GT right', { gen: 50 }, { gen: policy.gen.GT }],
        ['gen GT wrong', { gen: 1 }, { gen: policy.gen.GT }],
        ['gen without policy', { gen: 99 }, null],
        ['exists UPDATE', null, { exists: policy.exists.UPDATE }],
        ['exists CREATE', null, { exists: policy.exists.CREATE }],
        ['exists REPLACE', null, { exists: policy.exists.REPLACE }],
        ['commit MASTER', null, { commitLevel: policy.commitLevel.MASTER }],
        ['durable delete', null, { durableDelete: true }],
        ['ttl', { ttl: 500 }, null],
        ['replica', null, { replica: policy.replica.MASTER }],
        ['readModeAP', null, { readModeAP: policy.readModeAP.ALL }],
        ['readModeSC', null, { readModeSC: policy.readModeSC.LINEARIZE }],
        ['timeouts', null, { totalTimeout: 2500, socketTimeout: 800 }],
        ['an OperatePolicy', null, new A.OperatePolicy({ key: policy.key.SEND, totalTimeout: 900 })],
      ]) {
        await t.step(`write, ${name}`, () => client.operate(t.key('k'), [op.write('a', 2)], meta, value));
        await t.step(
          `read, ${name}`,
          () => client.operate(t.key('k'), [op.read('a')], meta, value),
          (r) => r?.bins,
        );
        await t.step(
          `add and read, ${name}`,
          () => client.operate(t.key('k'), [op.add('a', 1), op.read('a')], meta, value),
          (r) => r?.bins,
        );
      }
    },
  },
];
