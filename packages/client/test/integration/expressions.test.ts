// Expressions wherever the records are: what the functions give that the vendor's client sends wrongly, filters among
// merged commands, and values that callers change.

import { deepStrictEqual, rejects, strictEqual } from 'node:assert/strict';
import {
  AerospikeError,
  type AerospikeExp,
  cdt,
  exp,
  lists,
  maps,
  operations,
  policy,
  status,
} from '../../src/index.ts';
import { checkOnEveryTopology, connectClient } from './topologies.ts';

const { FILTERED_OUT, ERR_PARAM, ERR_REQUEST_INVALID } = status;
const SAMPLE = { i: -7, f: 2.5, l: [3, 1, 2], m: { a: 1, k: [5] }, b: Buffer.from([0x42, 3]) };

const L = exp.binList('l');
const M = exp.binMap('m');

/** Calls, and what the server makes of them on the sample. */
const VALUES: readonly (readonly [name: string, expression: AerospikeExp, value: unknown])[] = [
  ['isTombstone', exp.isTombstone(), false],
  ['digestModulo', exp.lt(exp.digestModulo(3), exp.int(3)), true],
  ['pow', exp.pow(exp.float(2), exp.float(10)), 1024],
  ['pow of a bin', exp.pow(exp.binFloat('f'), exp.float(2)), 6.25],
  ['log', exp.log(exp.float(8), exp.float(2)), 3],
  ['mod', exp.mod(exp.binInt('i'), exp.int(4)), -3],
  ['abs', exp.abs(exp.binInt('i')), 7],
  ['floor', exp.floor(exp.binFloat('f')), 2],
  ['ceil', exp.ceil(exp.binFloat('f')), 3],
  ['toInt', exp.toInt(exp.binFloat('f')), 2],
  ['toFloat', exp.eq(exp.toFloat(exp.binInt('i')), exp.float(-7)), true],
  ['intNot', exp.intNot(exp.binInt('i')), 6],
  ['intCount', exp.intCount(exp.int(6)), 2],
  ['intLshift', exp.intLshift(exp.abs(exp.binInt('i')), exp.int(2)), 28],
  ['intRshift', exp.intRshift(exp.binInt('i'), exp.int(60)), 15],
  ['intArshift', exp.intArshift(exp.binInt('i'), exp.int(1)), -4],
  ['intLscan', exp.intLscan(exp.int(1), exp.bool(true)), 63],
  ['intRscan', exp.intRscan(exp.int(0), exp.bool(true)), -1],
  ['a policy of append', exp.lists.append(L, exp.int(0), { order: lists.order.ORDERED }), [3, 1, 2, 0]],
  ['a policy of insert', exp.lists.insert(L, exp.int(9), exp.int(1), { writeFlags: 2 }), [3, 9, 1, 2]],
  [
    'a policy of insertItems',
    exp.lists.insertItems(L, exp.list([9, 8]), exp.int(0), { writeFlags: 2 }),
    [9, 8, 3, 1, 2],
  ],
  ['a policy of set', exp.lists.set(L, exp.int(9), exp.int(0), { writeFlags: lists.writeFlags.ADD_UNIQUE }), [9, 1, 2]],
  ['a policy of list increment', exp.lists.increment(L, exp.int(9), exp.int(0), { writeFlags: 0 }), [12, 1, 2]],
  ['an inverted removal', exp.lists.removeByValue(L, exp.int(1), null, lists.returnType.INVERTED), [1]],
  ['a policy of put', exp.maps.put(M, exp.int(2), exp.str('z'), { writeFlags: 1 }), { a: 1, k: [5], z: 2 }],
  ['a policy of map increment', exp.maps.increment(M, exp.int(3), exp.str('a'), { order: 1 }), { a: 4, k: [5] }],
  [
    'a change of a list in a map',
    exp.lists.append(M, exp.int(6), null, new cdt.Context().addMapKey('k')),
    { a: 1, k: [5, 6] },
  ],
  [
    'a change two steps down',
    exp.maps.put(
      exp.map({ o: [{ a: 1 }] }),
      exp.int(2),
      exp.str('b'),
      null,
      new cdt.Context().addMapKey('o').addListIndex(0),
    ),
    { o: [{ a: 1, b: 2 }] },
  ],
  [
    'flags of bits',
    exp.bit.not(exp.binBlob('b'), exp.int(8), exp.int(8), { writeFlags: 4 }),
    Buffer.from([0x42, 0xfc]),
  ],
  ['a hyperloglog', exp.hll.getCount(exp.hll.add(exp.hll.init(exp.nil(), 8), 8, exp.list(['a', 'b']))), 2],
  ['flags of a hyperloglog', exp.hll.describe(exp.hll.init(exp.nil(), 8, { writeFlags: 1 })), [8, 0]],
  ['a Map', exp.maps.size(exp.map(new Map([[1, 'a']]))), 1],
  ['a BigInt', exp.eq(exp.int(2n ** 62n), exp.mul(exp.int(2 ** 31), exp.int(2 ** 31))), true],
];

checkOnEveryTopology({
  'functions that the vendor’s client sends wrongly give what they say': async ({ client, key }) => {
    await client.put(key('values'), SAMPLE);
    for (const [name, expression, value] of VALUES) {
      const { bins } = await client.operate(key('values'), [exp.operations.read('r', expression)]);
      deepStrictEqual(bins.r, value, name);
    }
  },

  'a filter holds for its own command, merged with others or not': async ({ client, key }) => {
    const keys = Array.from({ length: 60 }, (_, i) => key(`merged${i}`));
    await Promise.all(keys.map((each, i) => client.put(each, { i }, {}, { key: policy.key.SEND })));
    const isSmall = { filterExpression: exp.lt(exp.binInt('i'), exp.int(30)) };
    const outcomes = await Promise.allSettled(
      keys.map((each, i) => {
        if (i % 3 === 0) return client.get(each, { ...isSmall, key: policy.key.SEND });
        return i % 3 === 1 ? client.get(each) : client.put(each, { j: 1 }, {}, isSmall);
      }),
    );
    deepStrictEqual(
      outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason.code : 0)),
      keys.map((_, i) => (i % 3 !== 1 && i >= 30 ? FILTERED_OUT : 0)),
    );
  },

  'scans, queries and work in the background keep to their filter': async ({ client, set, key }) => {
    const keys = Array.from({ length: 30 }, (_, i) => key(`streamed${i}`));
    await Promise.all(keys.map((each, i) => client.put(each, { streamed: i })));
    const isSmall = { filterExpression: exp.lt(exp.binInt('streamed'), exp.int(10)) };
    const seen = (records: readonly { readonly bins: object }[]) =>
      records.map(({ bins }) => (bins as { streamed: number }).streamed).sort((a, b) => a - b);
    const small = Array.from({ length: 10 }, (_, i) => i);
    deepStrictEqual(seen(await client.scan('test', set).results(isSmall)), small);
    deepStrictEqual(seen(await client.query('test', set).results(isSmall)), small);
    const job = await client.query('test', set).operate([operations.write('small', true)], isSmall);
    await job.waitUntilDone(20);
    const written = await client.scan('test', set).results({ filterExpression: exp.binExists('small') });
    deepStrictEqual(seen(written), small);
  },

  'an expression may be changed once its command was called': async ({ client, key }) => {
    await client.put(key('changed'), { i: 1 });
    const filterExpression = exp.eq(exp.binInt('i'), exp.int(1));
    const pending = client.get(key('changed'), { filterExpression });
    filterExpression.length = 0;
    deepStrictEqual((await pending).bins, { i: 1 });
  },

  'a filter in a configured policy holds, and one of a command beats it': async ({ client, config, key }, t) => {
    await client.put(key('configured'), { i: 1 });
    const other = await connectClient(t, {
      ...config,
      policies: { read: { filterExpression: exp.eq(exp.binInt('i'), exp.int(2)) } },
    });
    await rejects(other.get(key('configured')), { code: FILTERED_OUT });
    await rejects(other.get(key('configured'), { totalTimeout: 5000 }), { code: FILTERED_OUT });
    const { bins } = await other.get(key('configured'), { filterExpression: exp.bool(true) });
    strictEqual(bins.i, 1);
  },

  'what is not an expression fails, and says where; what no server takes is refused by it': async ({ client, key }) => {
    await client.put(key('wrong'), { i: 1 });
    const wrong = exp.and(exp.bool(true), exp.binBool('a_name_that_is_too_long'));
    await rejects(client.get(key('wrong'), { filterExpression: wrong }), (error: unknown) => {
      strictEqual(error instanceof AerospikeError, true);
      strictEqual((error as AerospikeError).code, ERR_PARAM);
      strictEqual(
        (error as AerospikeError).message,
        'Policy object invalid: filterExpression: Expression invalid at argument 2 of bin, argument 2 of and: bin name ' +
          'is 23 bytes long, it has 1 to 15 (a_name_that_is_too_long)',
      );
      return true;
    });
    await rejects(client.operate(key('wrong'), [exp.operations.read('r', exp.int('x' as never))]), { code: ERR_PARAM });
    const mixed = exp.eq(exp.int(1), exp.str('1'));
    await rejects(client.get(key('wrong'), { filterExpression: mixed }), { code: ERR_REQUEST_INVALID });
  },

  'a path selects, changes and removes': async ({ client, key }) => {
    await client.put(key('paths'), { m: { a: 1, b: 5, c: 9 } });
    const value = exp.loopVarInt(exp.loopVarPart.VALUE);
    const large = new cdt.Context().addAllChildrenWithFilter(exp.gt(value, exp.int(3)));
    const doubled = exp.modifyByPath(exp.binMap('m'), exp.type.MAP, exp.mul(value, exp.int(2)), 0, large);
    const removed = exp.modifyByPath(exp.binMap('m'), exp.type.MAP, exp.removeResult(), 0, large);
    const { bins } = await client.operate(key('paths'), [
      exp.operations.read('values', exp.selectByPath(exp.binMap('m'), exp.type.LIST, exp.pathSelectFlags.VALUE, large)),
      exp.operations.read('doubled', doubled),
      exp.operations.write('m', removed),
      operations.read('m'),
    ]);
    deepStrictEqual(bins, { values: [5, 9], doubled: { a: 1, b: 10, c: 18 }, m: { a: 1 } });
    strictEqual(maps.returnType.VALUE, 7);
  },
});
