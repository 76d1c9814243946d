import { strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { AelConditions } from 'tendril-testing/ael/conditions';
import { checkRoundTrip } from 'tendril-testing/ael/round-trip';
import type { AerospikeExp, ExpEntry } from '../../../../src/model/exp/entry.ts';
import { cdt, exp, GeoJSON, lists, maps } from '../../../../src/public.ts';
import { encodeExpression } from '../../../../src/wire/expressions/encode.ts';
import { Random } from '../../../helpers/random.ts';
import { BYTES, EXAMPLES, NEWER } from '../examples.ts';

const path = (): InstanceType<typeof cdt.Context> => new cdt.Context();
const [L, M, B, H] = [exp.binList('l'), exp.binMap('m'), exp.binBlob('b'), exp.binHll('h')];

const TEXTS: readonly (readonly [expression: AerospikeExp, text: string])[] = [
  [exp.gt(exp.binInt('age'), exp.int(21)), '$.age:INT > 21'],
  [
    exp.sub(exp.sub(exp.binInt('a'), exp.int(-1)), exp.mul(exp.binInt('b'), exp.int(2))),
    '($.a:INT - -1) - $.b:INT * 2',
  ],
  [
    exp.or(exp.eq(exp.binInt('a'), exp.int(1)), exp.eq(exp.binStr('a'), exp.str("it's"))),
    "$.a:LOCAL:INT == 1 or $.a:LOCAL:STRING == 'it\\'s'",
  ],
  [exp.eq(exp.binFloat('f'), exp.float(1e-7)), '$.f:FLOAT == 0.0000001'],
  [exp.eq(exp.binFloat('f'), exp.float(3)), '$.f:FLOAT == 3.0'],
  [exp.binStr('my bin'), "$.'my bin':STRING"],
  [exp.intNot(exp.binInt('i')), '(~($.i:INT))'],
  [exp.lists.getByValue(exp.binList('l'), exp.int(3), 13 as never), '(3 in $.l:LIST)'],
  [exp.maps.put(M, exp.int(1), exp.str('k')), '$.m:MAP.k.setTo(1)'],
  [exp.maps.increment(M, exp.int(1), exp.str("it's")), "$.m:MAP.{@'it\\'s'}.add(1)"],
  [exp.lists.append(M, exp.int(1), null, path().addMapKey('k').addListIndex(-1)), '$.m:MAP.k.[-1].append(1)'],
  [exp.lists.insert(L, exp.int(1), exp.int(0), { writeFlags: 2 }), '$.l:LIST.[0].insert(1)'],
  [exp.lists.sort(L, lists.sortFlags.DROP_DUPLICATES), '$.l:LIST.sort():DROP_DUPS'],
  [exp.lists.removeByRankRangeToEnd(L, exp.int(1)), '$.l:LIST.[#1:].remove()'],
  [exp.maps.removeByKeyList(M, exp.list(['a', 'b'])), "$.m:MAP.{@'a','b'}.remove()"],
  [exp.lists.getByRelRankRangeToEnd(L, exp.int(5), exp.int(-1), lists.returnType.COUNT), '$.l:LIST.[#-1:~5].count()'],
  [
    exp.maps.getByKeyRelIndexRange(M, exp.int(2), exp.int(-1), exp.str('x'), maps.returnType.VALUE),
    "$.m:MAP.{-1:0~'x'}",
  ],
  [
    exp.selectByPath(M, exp.type.LIST, 1, path().addMapKey('a').addAllChildrenWithFilter(exp.loopVarBool(1))),
    '$.m:MAP.a.*[?(@:BOOL)]',
  ],
  [exp.modifyByPath(M, exp.type.MAP, exp.removeResult(), 16, path().addAllChildren()), '$.m:MAP.*.remove():NO_FAIL'],
  [exp.bit.getInt(B, true, exp.int(8), exp.int(0)), '$.b:BLOB.bitGetInt(offset: 0, size: 8, signed: true)'],
  [
    exp.bit.count(exp.bit.lShift(B, exp.int(1), exp.int(8), exp.int(0)), exp.int(8), exp.int(0)),
    '($.b:BLOB.bitLshift(offset: 0, size: 8, shift: 1)).bitCount(offset: 0, size: 8)',
  ],
  [exp.hll.addMH(H, 8, 10, exp.list(['a'])), "$.h:HLL.hllAdd(['a'], indexBits: 10, minHashBits: 8)"],
  [exp.hll.getUnionCount(H, exp.binHll('g')), '$.h:HLL.hllUnionCount($.g:HLL)'],
  [exp.hll.init(H, 10), '$.h:HLL.hllInit(indexBits: 10)'],
  [exp.hll.initMH(H, 8, 10), '$.h:HLL.hllInit(indexBits: 10, minHashBits: 8)'],
  [exp.string.upper(null, exp.string.substr(exp.int(1), exp.binStr('s'))), '($.s:STRING.substr(from: 1)).upper()'],
  [exp.string.append(null, exp.str('b'), exp.binStr('s')), "($.s:STRING + 'b')"],
  [
    exp.bit.set(
      exp.maps.getByKey(M, exp.str('k'), exp.type.BLOB, maps.returnType.VALUE),
      exp.bytes(Buffer.of(1)),
      exp.int(8),
      exp.int(0),
    ),
    "($.m:MAP.k:BLOB).bitSet(offset: 0, size: 8, value: x'01')",
  ],
  [exp.binExists('a'), '$.a.exists()'],
  [exp.int(2 ** 53), '9007199254740992'],
];

/** What the language has no words for: the mark is the `exp.` in front. */
const MARKED: readonly (readonly [expression: AerospikeExp, text: string])[] = [
  [exp.cmpRegex(0, 'a', exp.binStr('s')), "exp.cmpRegex(0, 'a', $.s:STRING)"],
  [exp.cmpRegex(1, '\\d', exp.binStr('s')), "exp.cmpRegex(1, '\\\\d', $.s:STRING)"],
  [exp.and(exp.binBool('a'), exp.mapKeys(M)), '$.a:BOOL and exp.mapKeys($.m:MAP)'],
  [exp.min(exp.int(1)), 'exp.min(1)'],
  [exp.eq(exp.binInt('a'), exp.nil()), '$.a:INT == exp.nil()'],
  [exp.float(Number.NaN), 'exp.float(NaN)'],
  [
    exp.list([undefined, GeoJSON.Point(1, 2)]),
    `exp.value([undefined, geoJson('{"type":"Point","coordinates":[1,2]}')])`,
  ],
  [
    exp.maps.put(M, exp.int(1), exp.str('k'), { order: 1, writeFlags: 5 } as never),
    "exp.maps.put($.m:MAP, 'k', 1, order: 1, writeFlags: 5)",
  ],
  [exp.lists.set(L, exp.int(1), exp.int(0)), 'exp.lists.set($.l:LIST, 0, 1)'],
  [exp.lists.clear(M, path().addMapKey('a')), 'exp.lists.clear($.m:MAP.a)'],
  [
    exp.lists.append(M, exp.int(1), null, path().addMapKeyCreate('k', 1)),
    'exp.lists.append($.m:MAP.k:exp.create(PADDED_OR_KEY_ORDERED), 1)',
  ],
  [
    exp.lists.removeByIndexRange(
      L,
      exp.int(2),
      exp.int(1),
      null,
      (lists.returnType.COUNT | lists.returnType.INVERTED) as never,
    ),
    'exp.lists.removeByIndexRange($.l:LIST, returnType: COUNT | INVERTED, 1, 2)',
  ],
  [
    exp.maps.getByKeyRange(M, exp.inf(), exp.nil(), maps.returnType.KEY_VALUE),
    'exp.maps.getByKeyRange($.m:MAP, returnType: KEY_VALUE, NIL, INF)',
  ],
  [exp.selectByPath(M, exp.type.LIST, 1, path().addMapKey('a')), 'exp.selectByPath($.m:MAP.a, flags: 1)'],
  [
    exp.modifyByPath(M, exp.type.MAP, exp.removeResult(), 0, path().addMapKey('a')),
    'exp.modifyByPath($.m:MAP.a, exp.removeResult(), flags: 4)',
  ],
  [exp.bit.add(B, 3 as never, exp.int(1), exp.int(8), exp.int(0)), 'exp.bit.add($.b:BLOB, 0, 8, 1, 0, 3)'],
  [exp.string.regexCompare('a', exp.binStr('s')), "exp.string.regexCompare($.s:STRING, 'a')"],
  [exp.string.upper({ writeFlags: 4 } as never, exp.binStr('s')), 'exp.string.upper($.s:STRING, 4)'],
  [exp.hll.getUnion(H, exp.list([Buffer.of(0)])), "exp.hll.getUnion($.h:HLL, [x'00'])"],
];

test('an expression has a text', () => {
  for (const [expression, text] of TEXTS) strictEqual(exp.toText(expression), text);
});

test('what the language cannot say has a text as well, and nothing throws', () => {
  for (const [expression, text] of MARKED) strictEqual(exp.toText(expression), text);
  for (const value of [
    undefined,
    null,
    1,
    {},
    [],
    [{}],
    [{ op: 16 }],
    [{ op: 127, count: 5 }],
    [{ op: 1, count: 3 }],
  ]) {
    strictEqual(exp.toText(value as never), 'no expression');
  }
  strictEqual(exp.toText('kwGTUQKlc3RvY2sA'), 'base64 kwGTUQKlc3RvY2sA');
  const endless: unknown[] = [];
  endless.push({ op: 145, exp: endless });
  strictEqual(exp.toText(endless as never), 'no expression');
});

const hex = (expression: AerospikeExp): string => encodeExpression(expression).toString('hex');

test('the text of an example that reads means the same again', () => {
  for (const text of [
    ...EXAMPLES.map(([example]) => example),
    ...NEWER.map(([example]) => example),
    ...BYTES.map(([example]) => example),
  ]) {
    const expression = exp.ael(text);
    const again = exp.toText(expression);
    strictEqual(hex(exp.ael(again)), hex(expression), `${text} → ${again}`);
  }
});

test('entries that programs have changed have a text as well', () => {
  const round: unknown[] = [];
  round.push(round);
  const odd: readonly unknown[] = [
    undefined,
    null,
    -1,
    1.5,
    2n ** 70n,
    'x',
    true,
    Symbol('s'),
    [],
    {},
    round,
    () => 1,
    Number.NaN,
    { items: [[1]] },
    { items: 5 },
    { policy: null },
    Object.defineProperty({}, 'str', {
      get: () => {
        throw new Error('no');
      },
    }),
  ];
  Random.run((random) => {
    const conditions = new AelConditions(random, true);
    for (let i = 0; i < 1500; i++) {
      const { expression } = random.below(2) === 0 ? conditions.value(3) : conditions.condition(3);
      const entries = structuredClone(expression.filter(({ ctx }) => ctx === undefined || ctx === null)) as ExpEntry[];
      for (let changes = 0; changes < 3; changes++) {
        const entry = entries[random.below(entries.length)] as ExpEntry;
        const name = ['op', 'count', 'ctx', ...Object.keys(entry)][
          random.below(3 + Object.keys(entry).length)
        ] as string;
        if (random.below(4) === 0) entries.splice(random.below(entries.length), 1);
        else entry[name] = odd[random.below(odd.length)];
        strictEqual(typeof exp.toText(entries), 'string');
        if (entries.length === 0) break;
      }
    }
  });
});

test('a random text means what its builders mean, and its own text means the same again', () => {
  Random.run((random) => {
    for (let i = 0; i < 2000; i++) checkRoundTrip(random, hex);
  });
});
