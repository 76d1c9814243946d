// Operations on bits and HyperLogLogs.
import { BITS, each } from './each.mjs';

export const bits = {
  name: 'bits',
  async run(t) {
    const { bitwise: b } = t.A;
    await each(
      t,
      { b: BITS },
      {
        resize: () => b.resize('b', 7),
        'resize from the front': () => b.resize('b', 7, b.resizeFlags.FROM_FRONT),
        insert: () => b.insert('b', 1, Buffer.from([0xff])),
        remove: () => b.remove('b', 1, 2),
        set: () => b.set('b', 13, 3, Buffer.from([0xe0])),
        'set an integer': () => b.set('b', 1, 8, 127),
        'set a negative integer': () => b.set('b', 1, 8, -1),
        or: () => b.or('b', 17, 6, Buffer.from([0xa8])),
        xor: () => b.xor('b', 17, 6, Buffer.from([0xac])),
        and: () => b.and('b', 23, 9, Buffer.from([0x3c, 0x80])),
        not: () => b.not('b', 25, 6),
        'shift left': () => b.lshift('b', 32, 8, 3),
        'shift right': () => b.rshift('b', 0, 9, 1),
        add: () => b.add('b', 24, 16, 128, false),
        'add a negative': () => b.add('b', 24, 16, -1, true),
        'add too much': () => b.add('b', 24, 8, 255, false),
        'add too much, wrapping': () => b.add('b', 24, 8, 255, false).onOverflow(b.overflow.WRAP),
        'add too much, at most': () => b.add('b', 24, 8, 255, false).onOverflow(b.overflow.SATURATE),
        subtract: () => b.subtract('b', 24, 16, 128, false),
        get: () => b.get('b', 9, 5),
        'scan from the right': () => b.rscan('b', 32, 8, true),
        'get an integer': () => b.getInt('b', 8, 16, false),
        'get a signed integer': () => b.getInt('b', 8, 16, true),
        'with a policy': () => b.set('b', 60, 8, Buffer.from([1])).withPolicy({ writeFlags: b.writeFlags.NO_FAIL }),
        'set text': () => b.set('b', 0, 8, 'x'),
      },
    );
    await each(
      t,
      { b: Buffer.from([0xff, 0xff, 0xff, 0x00, 0x80]) },
      {
        'scan from the left': () => b.lscan('b', 24, 16, true),
      },
    );
  },
};

export const hyperLogLogs = {
  name: 'HyperLogLogs',
  async run(t) {
    const { hll: h, HyperLogLog } = t.A;
    const other = Buffer.from('00040000000000000000000000000c4000000000000000', 'hex');
    await each(
      t,
      { x: 1 },
      {
        init: () => h.init('h', 8),
        'init with minhash': () => h.init('h', 4, 4),
        add: () => [h.add('h', ['a', 'b', 'c', 1, 2.5], 4), h.getCount('h')],
        'add with minhash': () => h.add('h', ['a', 'b'], 4, 4),
        'add without bits': () => h.add('h', ['a']),
        'add with a policy': () => h.add('h', ['a'], 4).withPolicy({ writeFlags: h.writeFlags.CREATE_ONLY }),
        union: () => [h.init('h', 4), h.setUnion('h', [other]), h.getCount('h')],
        'union with a policy': () => [
          h.init('h', 8),
          h.setUnion('h', [other]).withPolicy({ writeFlags: h.writeFlags.ALLOW_FOLD }),
          h.describe('h'),
        ],
        refresh: () => [h.add('h', ['a'], 8), h.refreshCount('h')],
        fold: () => [h.add('h', ['a'], 8), h.fold('h', 4), h.describe('h')],
        'union of others': () => [h.add('h', ['a'], 4), h.getUnion('h', [other])],
        'union of wrapped others': () => [h.add('h', ['a'], 4), h.getUnion('h', [new HyperLogLog(other)])],
        'union count': () => [h.add('h', ['a'], 4), h.getUnionCount('h', [other])],
        intersection: () => [h.add('h', ['a'], 4), h.getIntersectCount('h', [other])],
        similarity: () => [h.add('h', ['a'], 4), h.getSimilarity('h', [other])],
        'written as a bin': () => [t.A.operations.write('h', new HyperLogLog(other)), h.getCount('h')],
      },
    );
  },
};
