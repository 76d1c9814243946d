// Several operations on one record, on absent bins and records, and in batches.
import { BITS, each, LIST, MAP } from './each.mjs';

export const severalOperations = {
  name: 'several operations',
  async run(t) {
    const { lists: l, maps: m, operations: op, bitwise: b } = t.A;
    await each(
      t,
      { l: LIST, m: MAP, i: 1, b: BITS },
      {
        'on one list': () => [l.append('l', 9), l.size('l'), l.getRange('l', -2)],
        'on one list, the last without a result': () => [l.size('l'), l.clear('l')],
        'on one map': () => [m.put('m', 'z', 9), m.size('m'), m.getByKey('m', 'z', m.returnType.VALUE)],
        'on one map, the last without a result': () => [m.size('m'), m.clear('m')],
        'on one map, the last of no result': () => [m.size('m'), m.removeByKey('m', 'a')],
        'on a list and a scalar': () => [l.append('l', 9), op.incr('i', 4), op.read('i')],
        'on a map and a scalar': () => [m.put('m', 'z', 9), op.incr('i', 4), op.read('i')],
        'a write and a map': () => [op.write('i', 2), m.size('m')],
        'a map and all bins': () => [m.size('m'), op.read('')],
        'a list, then its bin': () => [l.append('l', 9), op.read('l')],
        'a map, then its bin': () => [m.clear('m'), op.read('m')],
        'a bit and a list': () => [b.set('b', 0, 1, Buffer.from([0x80])), b.get('b', 0, 8), l.size('l')],
        'an absent list': () => [l.size('zz'), l.size('l')],
        'an absent map': () => [m.size('zz'), m.size('m')],
        'one that fails': () => [l.append('l', 9), m.size('l')],
        'on a bin of another type': () => l.append('i', 9),
      },
    );
    const key = t.key('absent');
    await t.step('read an absent record', () => t.client.operate(key, [l.size('l')]));
    await t.step('remove from an absent record', () => t.client.operate(key, [l.clear('l')]));
    await t.step('append to an absent record', () => t.client.operate(key, [l.append('l', 1)]));
    await t.step('respond to all', () =>
      t.client.operate(key, [l.append('l', 2), l.clear('l')], null, { respondAllOps: true }),
    );
  },
};

export const inBatches = {
  name: 'in batches',
  async run(t) {
    const { client, A } = t;
    const { lists: l, maps: m } = A;
    const keys = ['a', 'b', 'c'].map((name) => t.key(name));
    const outcomes = (rows) => rows.map(({ status, record }) => [status, record?.bins]);
    await t.step(
      'write',
      () =>
        client.batchWrite(
          keys.map((key) => ({
            type: A.batchType.BATCH_WRITE,
            key,
            ops: [l.append('l', 1), l.append('l', 2), m.put('m', 'x', 1), m.size('m'), l.clear('l')],
          })),
        ),
      outcomes,
    );
    const ops = [l.size('l'), m.getByKey('m', 'x', m.returnType.VALUE), m.size('zz')];
    // Two rows of one node: a node's only row travels as a command, which is answered otherwise.
    await t.step('read', () => client.batchRead([0, 0].map((at) => ({ key: keys[at], ops }))), outcomes);
    await t.step('read one', () => client.batchRead([{ key: keys[0], ops }]), outcomes);
    await t.step('read one with writes', () => client.batchRead([{ key: keys[0], ops: [l.append('l', 1)] }]), outcomes);
  },
};
