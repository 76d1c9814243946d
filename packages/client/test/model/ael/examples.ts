// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of the language look so

// Texts of the language with the expression that each means, made by hand with the functions of `exp`.

import { call } from '../../../src/model/exp/calls.ts';
import type { AerospikeExp } from '../../../src/model/exp/entry.ts';
import { cdt, Double, exp, GeoJSON, lists, maps } from '../../../src/public.ts';

const { INT, STR, AUTO } = exp.type;
const L = lists.returnType;
const M = maps.returnType;
const { int, float, str, eq, ne, gt, ge, lt, le } = exp;
const I = exp.binInt;
const S = exp.binStr;
const F = exp.binFloat;
const none = exp.pathSelectFlags;
const context = (): InstanceType<typeof cdt.Context> => new cdt.Context();
const key = (bin: string, name: string | number, type: number): AerospikeExp =>
  exp.maps.getByKey(exp.binMap(bin), typeof name === 'string' ? str(name) : int(name), type as never, M.VALUE);
const index = (bin: string, at: number): AerospikeExp => exp.lists.getByIndex(exp.binList(bin), int(at), INT, L.VALUE);
const values = (bin: AerospikeExp, ctx: InstanceType<typeof cdt.Context>): AerospikeExp =>
  exp.selectByPath(bin, exp.type.LIST, none.VALUE, ctx);
const V = exp.loopVarPart.VALUE;
const EXISTS = 13 as never;
const POINT = '{"type":"Point","coordinates":[-122.3,47.6]}';

/** Text, and what it means. */
export const EXAMPLES: readonly (readonly [text: string, expression: () => AerospikeExp])[] = [
  ["$.age > 21 and $.status == 'active'", () => exp.and(gt(I('age'), int(21)), eq(S('status'), str('active')))],
  ['1 == 1', () => eq(int(1), int(1))],
  ['1 == 2', () => eq(int(1), int(2))],
  ['$.aelbin == 42', () => eq(I('aelbin'), int(42))],
  ['$.price != 0', () => ne(I('price'), int(0))],
  ['$.binA:INT > $.binB', () => gt(I('binA'), I('binB'))],
  [
    '$.A > 0 and $.D == 1 or $.A == 0',
    () => exp.or(exp.and(gt(I('A'), int(0)), eq(I('D'), int(1))), eq(I('A'), int(0))),
  ],
  ['not($.x == 10)', () => exp.not(eq(I('x'), int(10)))],
  ['exclusive($.x == 10, $.missing == 1)', () => exp.exclusive(eq(I('x'), int(10)), eq(I('missing'), int(1)))],
  ['$.x == 999 or $.name == "no"', () => exp.or(eq(I('x'), int(999)), eq(S('name'), str('no')))],
  ['$.name == "ael" and $.x == 11', () => exp.and(eq(S('name'), str('ael')), eq(I('x'), int(11)))],
  ['$.missing == 2', () => eq(I('missing'), int(2))],
  ['$.x / 0 == 1', () => eq(exp.div(I('x'), int(0)), int(1))],
  ['$.y / 0.0 == 1.0', () => eq(exp.div(F('y'), float(0)), float(1))],
  ['$.x in [1, 2, 3]', () => exp.or(eq(I('x'), int(1)), eq(I('x'), int(2)), eq(I('x'), int(3)))],
  ['3 in $.aelbin', () => exp.lists.getByValue(exp.binList('aelbin'), int(3), EXISTS)],
  ['"gold" in $.allowedTiers', () => exp.lists.getByValue(exp.binList('allowedTiers'), str('gold'), EXISTS)],
  ['$.name in ["Bob", "Mary"]', () => exp.or(eq(S('name'), str('Bob')), eq(S('name'), str('Mary')))],
  ['$.email =~ /^[^@]+@[^@]+$/', () => exp.cmpRegex(1, '^[^@]+@[^@]+$', S('email'))],
  ['$.n =~ /^a/i', () => exp.cmpRegex(3, '^a', S('n'))],
  ['($.A + $.D) == 2', () => eq(exp.add(I('A'), I('D')), int(2))],
  ['$.v % 2 == 0', () => eq(exp.mod(I('v'), int(2)), int(0))],
  ['$.f ** 2.0 > 100.0', () => gt(exp.pow(F('f'), float(2)), float(100))],
  ['$.flags & 0xFF == 1', () => eq(exp.intAnd(I('flags'), int(255)), int(1))],
  ['$.bits >>> 2 > 0', () => gt(exp.intRshift(I('bits'), int(2)), int(0))],
  ['$.bits >> 2 > 0', () => gt(exp.intArshift(I('bits'), int(2)), int(0))],
  ['abs(-3) == 3', () => eq(exp.abs(int(-3)), int(3))],
  ['min(3, 5, 7, 2) == 2', () => eq(exp.min(int(3), int(5), int(7), int(2)), int(2))],
  ['log(value: 128.0, base: 2.0) == 7.0', () => eq(exp.log(float(128), float(2)), float(7))],
  ['findBitLeft(x: $.i, value: true) == 0', () => eq(exp.intLscan(I('i'), exp.bool(true)), int(0))],
  ['$.ttl() < 3600', () => lt(exp.ttl(), int(3600))],
  ['$.ttl() == -5', () => eq(exp.ttl(), int(-5))],
  ['$.timeSinceLastUpdate() < 7200000', () => lt(exp.sinceUpdate(), int(7_200_000))],
  ['$.recordSize() > 1024', () => gt(exp.recordSize(), int(1024))],
  ["$.setName() == 'critical'", () => eq(exp.setName(), str('critical'))],
  ['$.isTombstone()', () => exp.isTombstone()],
  ['$.keyExists()', () => exp.keyExist()],
  ['$.digestModulo(3) == 0', () => eq(exp.digestModulo(3), int(0))],
  ['$.key() == 1', () => eq(exp.keyInt(), int(1))],
  ["$.key():STRING == 'u1'", () => eq(exp.keyStr(), str('u1'))],
  ['$.a.type() == INT', () => eq(exp.binType('a'), int(1))],
  ['$.numbers.exists()', () => exp.binExists('numbers')],
  ["$.profile.name == 'x'", () => eq(key('profile', 'name', STR), str('x'))],
  ['$.info.age > 30', () => gt(key('info', 'age', INT), int(30))],
  ["$.info.city == 'NYC'", () => eq(key('info', 'city', STR), str('NYC'))],
  ['$.numbers.[0] == 10', () => eq(index('numbers', 0), int(10))],
  ['$.numbers.[-1] == 50', () => eq(index('numbers', -1), int(50))],
  ['$.values.[#-1] > 100', () => gt(exp.lists.getByRank(exp.binList('values'), int(-1), INT, L.VALUE), int(100))],
  [
    '$.values:LIST.[=30,].count() > 0',
    () => gt(exp.lists.getByValueList(exp.binList('values'), exp.list([30]), L.COUNT), int(0)),
  ],
  [
    '$.values:LIST.[1:3].count() == 2',
    () => eq(exp.lists.getByIndexRange(exp.binList('values'), int(1), int(2), L.COUNT), int(2)),
  ],
  [
    '$.aelbin.[3:7].count() > 2',
    () => gt(exp.lists.getByIndexRange(exp.binList('aelbin'), int(3), int(4), L.COUNT), int(2)),
  ],
  [
    '$.aelbin.[1].[0] == 3',
    () => eq(exp.lists.getByIndex(exp.binList('aelbin'), int(0), INT, L.VALUE, context().addListIndex(1)), int(3)),
  ],
  [
    "$.data.users.[2].name == 'a'",
    () =>
      eq(
        exp.maps.getByKey(exp.binMap('data'), str('name'), STR, M.VALUE, context().addMapKey('users').addListIndex(2)),
        str('a'),
      ),
  ],
  ['$.aelbin:MAP.count() == 3', () => eq(exp.maps.size(exp.binMap('aelbin')), int(3))],
  [
    '$.aelbin:MAP.{@10,20}.count() == 2',
    () => eq(exp.maps.getByKeyList(exp.binMap('aelbin'), exp.list([10, 20]), M.COUNT), int(2)),
  ],
  ['$.aelbin.20.exists()', () => exp.maps.getByKey(exp.binMap('aelbin'), int(20), AUTO, EXISTS)],
  ['$.aelbin.99.exists()', () => exp.maps.getByKey(exp.binMap('aelbin'), int(99), AUTO, EXISTS)],
  ['$.aelbin.2 == "b"', () => eq(key('aelbin', 2, STR), str('b'))],
  [
    "$.rooms.{@'room1':'room3'}.count() > 0",
    () => gt(exp.maps.getByKeyRange(exp.binMap('rooms'), str('room3'), str('room1'), M.COUNT), int(0)),
  ],
  [
    "$.scores.{-2:3~'bob'}",
    () => exp.maps.getByKeyRelIndexRange(exp.binMap('scores'), int(6), int(-2), str('bob'), M.VALUE),
  ],
  [
    '$.m.{!@a,b}.getKeys()',
    () => exp.maps.getByKeyList(exp.binMap('m'), exp.list(['a', 'b']), (M.KEY | 0x10000) as never),
  ],
  ['$.m.{@a:d}.getMaps():UNORDERED', () => exp.maps.getByKeyRange(exp.binMap('m'), str('d'), str('a'), 16 as never)],
  [
    '$.l:LIST.*[?(@:INT > 250)].count()',
    () => exp.lists.size(values(exp.binList('l'), context().addAllChildrenWithFilter(gt(exp.loopVarInt(V), int(250))))),
  ],
  [
    '$.m:MAP.*[?(@ > 15)]',
    () => values(exp.binMap('m'), context().addAllChildrenWithFilter(gt(exp.loopVarInt(V), int(15)))),
  ],
  [
    "$.m:MAP.*[?(@key == 'beta')].count()",
    () =>
      exp.lists.size(
        values(
          exp.binMap('m'),
          context().addAllChildrenWithFilter(eq(exp.loopVarStr(exp.loopVarPart.KEY), str('beta'))),
        ),
      ),
  ],
  [
    '$.l:LIST.*[?(@index >= 3)].count()',
    () =>
      exp.lists.size(
        values(exp.binList('l'), context().addAllChildrenWithFilter(ge(exp.loopVarInt(exp.loopVarPart.INDEX), int(3)))),
      ),
  ],
  [
    '$.xs:LIST.*[?(@ / 0 > 1)].count() == 1',
    () =>
      eq(
        exp.lists.size(
          values(exp.binList('xs'), context().addAllChildrenWithFilter(gt(exp.div(exp.loopVarInt(V), int(0)), int(1)))),
        ),
        int(1),
      ),
  ],
  ['$.m.zzz:INT == 1', () => eq(key('m', 'zzz', INT), int(1))],
  ['$.xs:LIST.[9]:INT == 1', () => eq(index('xs', 9), int(1))],
  ['$.xs:LIST.[0]:INT == 99', () => eq(index('xs', 0), int(99))],
  ['$.m.a:INT == 99', () => eq(key('m', 'a', INT), int(99))],
  [
    '$.blob:BLOB.bitGetInt(offset: 0, size: 8) == 99',
    () => eq(exp.bit.getInt(exp.binBlob('blob'), false, int(8), int(0)), int(99)),
  ],
  [
    "$.visitors.hllMayContain(['u1', 'u2']) == 1",
    () => eq(exp.hll.mayContain(exp.binHll('visitors'), exp.list(['u1', 'u2'])), int(1)),
  ],
  [`geoCompare($.loc, geoJson('${POINT}'))`, () => exp.cmpGeo(exp.binGeo('loc'), exp.geo(new GeoJSON(POINT)))],
  ['$.amount:INT.toFloat() / 2.0 > 1.5', () => gt(exp.div(exp.toFloat(I('amount')), float(2)), float(1.5))],
  [
    'when($.x == 11 => 1, $.y == 9.9 => 2, default => 3) == 99',
    () => eq(exp.cond(eq(I('x'), int(11)), int(1), eq(F('y'), float(9.9)), int(2), int(3)), int(99)),
  ],
  [
    'let(a = $.x + 1) then (${a} == 99)',
    () => exp.let(exp.def('a', exp.add(I('x'), int(1))), eq(exp.var('a'), int(99))),
  ],
  [
    'let (total = $.price * $.qty) then (${total} > 1000)',
    () => exp.let(exp.def('total', exp.mul(I('price'), I('qty'))), gt(exp.var('total'), int(1000))),
  ],
  ['$.l.append(5)', () => exp.lists.append(exp.binList('l'), int(5))],
  ["$.m.k.setTo('v')", () => exp.maps.put(exp.binMap('m'), str('v'), str('k'))],
  ['$.m.n.add(1)', () => exp.maps.increment(exp.binMap('m'), int(1), str('n'))],
  [
    '$.m:MAP.*.remove():NO_FAIL',
    () =>
      exp.modifyByPath(
        exp.binMap('m'),
        exp.type.MAP,
        exp.removeResult(),
        exp.pathModifyFlags.NO_FAIL,
        context().addAllChildren(),
      ),
  ],
  [
    '$.l:LIST.*.modify(@:INT + 1)',
    () =>
      exp.modifyByPath(
        exp.binList('l'),
        exp.type.LIST,
        exp.add(exp.loopVarInt(V), int(1)),
        exp.pathModifyFlags.DEFAULT,
        context().addAllChildren(),
      ),
  ],
  ['-$.a == 5', () => eq(exp.sub(int(0), I('a')), int(5))],
  ['$.a-1 == 5', () => eq(exp.sub(I('a'), int(1)), int(5))],
  ['$.a - 1 - $.b == 5', () => eq(exp.sub(I('a'), int(1), I('b')), int(5))],
  ['($.a - 1) - $.b == 5', () => eq(exp.sub(exp.sub(I('a'), int(1)), I('b')), int(5))],
  ['$."my bin" <= 0b101', () => le(I('my bin'), int(5))],
  ["x'cafe' == $.b", () => eq(exp.bytes(Buffer.from('cafe', 'hex')), exp.binBlob('b'))],
  ["b64'yv4=' == $.b", () => eq(exp.bytes(Buffer.from('cafe', 'hex')), exp.binBlob('b'))],
  ["$.l == [1, 'a', 2.0, [true]]", () => eq(exp.binList('l'), exp.list([1, 'a', new Double(2), [true]]))],
  ['$.m == {b: 1, a: 2}', () => eq(exp.binMap('m'), exp.map({ b: 1, a: 2 }))],
  ['/* all */ true', () => exp.bool(true)],
  ['unknown', () => exp.unknown()],
  ['$.m.{=5} == 5', () => eq(call(INT, 0, 99, 2, [int(7), int(5)], exp.binMap('m')), int(5))],
  ['$.m.{@a:}.count() == 1', () => eq(exp.maps.getByKeyRange(exp.binMap('m'), exp.inf(), str('a'), M.COUNT), int(1))],
  ['$.m.{@:a}.count() == 1', () => eq(exp.maps.getByKeyRange(exp.binMap('m'), str('a'), exp.nil(), M.COUNT), int(1))],
  ['$.l.[=1:5].count() == 1', () => eq(exp.lists.getByValueRange(exp.binList('l'), int(1), int(5), L.COUNT), int(1))],
  [
    '$.l.[#-1:1~5].count() == 1',
    () => eq(exp.lists.getByRelRankRange(exp.binList('l'), int(5), int(-1), int(3), L.COUNT), int(1)),
  ],
  ['$.m.{#-3:}.getRanks()', () => exp.maps.getByRankRangeToEnd(exp.binMap('m'), int(-3), M.RANK)],
  [
    '$.m.{@a,b}&[?(@ > 1)].count() == 1',
    () =>
      eq(
        exp.lists.size(
          values(
            exp.binMap('m'),
            context()
              .addMapKeysIn(['a', 'b'])
              .addAndFilter(gt(exp.loopVarInt(V), int(1))),
          ),
        ),
        int(1),
      ),
  ],
  [
    '$.l.[0].setTo(7)',
    () => exp.lists.set(exp.binList('l'), int(7), int(0), { writeFlags: lists.writeFlags.INSERT_BOUNDED } as never),
  ],
  ['$.l.[0].remove()', () => exp.lists.removeByIndex(exp.binList('l'), int(0))],
  ['$.m.{@a,b}.remove()', () => exp.maps.removeByKeyList(exp.binMap('m'), exp.list(['a', 'b']))],
  ['$.l.sort():DROP_DUPS', () => exp.lists.sort(exp.binList('l'), 2 as never)],
  ['$.m.k:LIST.count() == 2', () => eq(exp.lists.size(exp.binMap('m'), context().addMapKey('k')), int(2))],
];

const step = (type: number, value: unknown, then: AerospikeExp): InstanceType<typeof cdt.Context> => {
  const ctx = context();
  ctx.items.push([type, value]);
  return ctx.addAndFilter(then);
};
const T = exp.string;

/** The same of what only servers from 8.2 on do. */
export const NEWER: readonly (readonly [text: string, expression: () => AerospikeExp])[] = [
  [
    '$.sku.trim().upper() =~ /^[A-Z]{3}-\\d{4}$/',
    () => T.regexCompareFlags('^[A-Z]{3}-\\d{4}$', 0, T.upper(null, T.trim(null, S('sku')))),
  ],
  ['$.n =~ /a/ms', () => T.regexCompareFlags('a', 6, S('n'))],
  [
    "$.first + ' ' + $.last == 'A B'",
    () => eq(T.append(null, S('last'), T.append(null, str(' '), S('first'))), str('A B')),
  ],
  ['$.code:STRING.toInt() > 12', () => gt(T.toInteger(S('code')), int(12))],
  ['$.code:STRING.toFloat() > 1.5', () => gt(T.toDouble(S('code')), float(1.5))],
  ["($.ttl()).toString() == '60'", () => eq(T.toString(exp.ttl()), str('60'))],
  ["$.name.find(needle: '-', occurrence: 1) == 3", () => eq(T.find(str('-'), int(1), S('name')), int(3))],
  ["$.l.join(',') == 'a'", () => eq(exp.lists.joinSeparator(exp.binList('l'), str(',')), str('a'))],
  ["$.b.b64Encode() == 'aGk='", () => eq(exp.bit.b64Encode(exp.binBlob('b')), str('aGk='))],
  ["$.s.substr(from: 1, to: 3) == 'bc'", () => eq(T.substr(int(1), int(3), S('s')), str('bc'))],
  ['$.s.snip(from: 1)', () => T.snipStart(null, int(1), S('s'))],
  ["$.s.replaceAll(replace: 'b', find: 'a')", () => T.replaceAll(null, 'a', 'b', S('s'))],
  ["$.s.regexReplace(pattern: /a+/i, replace: '-')", () => T.regexReplace(null, 'a+', '-', 17, S('s'))],
  [
    "$.s.padStart(length: 7, pad: '*').repeat(2)",
    () => T.repeat(null, int(2), T.padStart(null, int(7), str('*'), S('s'))),
  ],
  ["$.s.split(',').count() == 2", () => eq(exp.lists.size(T.split(str(','), S('s'))), int(2))],
  [
    '$.l:LIST.[1:4]&[?(@:INT >= 300)].count()',
    () => exp.lists.size(values(exp.binList('l'), step(0x18, [1, 3], ge(exp.loopVarInt(V), int(300))))),
  ],
  [
    "$.m:MAP.{=10:31}&[?(@key == 'gamma')].count()",
    () =>
      exp.lists.size(
        values(exp.binMap('m'), step(0x2d, [10, 31], eq(exp.loopVarStr(exp.loopVarPart.KEY), str('gamma')))),
      ),
  ],
  [
    '$.m.{!@a,b}.name:LIST',
    () => {
      const ctx = context();
      ctx.items.push([0x42a, ['a', 'b']]);
      return values(exp.binMap('m'), ctx.addMapKey('name'));
    },
  ],
];

/** Text, and the bytes that the language's own compiler makes of it, as far as older servers know them. */
export const BYTES: readonly (readonly [text: string, hex: string])[] = [
  ['$.a == 1', '93 01 93 51 02 a161 01'],
  ["$.n == 'x'", '93 01 93 51 03 a16e a20378'],
  ['$.l.[1:3].count() == 2', '93 01 95 7f 02 00 94 18 05 01 02 93 51 04 a16c 02'],
  ['$.l.[1].[0] == 3', '93 01 95 7f 02 00 93 ccff 92 10 01 93 13 07 00 93 51 04 a16c 03'],
  ['$.m.k == 1', '93 01 95 7f 02 00 93 61 07 a2036b 93 51 05 a16d 01'],
  ['$.m.{@a,b}.count() > 0', '93 03 95 7f 02 00 93 6b 05 92 7e 92 a20361 a20362 93 51 05 a16d 00'],
  ['$.m.k.exists()', '95 7f 01 00 93 61 0d a2036b 93 51 05 a16d'],
  ['$.l:LIST.*[?(@ > 15)]', '95 7f 04 00 93 ccfe 92 04 93 03 93 7a 02 01 0f 01 93 51 04 a16c'],
  ['$.m:MAP.count() == 3', '93 01 95 7f 02 00 91 60 93 51 05 a16d 03'],
  ['-$.a == 5', '93 01 93 15 00 93 51 02 a161 05'],
  ['when ($.a == 1 => 2, default => 3) == 2', '93 01 94 7b 93 01 93 51 02 a161 01 02 03 02'],
  ['let (v = $.a + 1) then (${v} > 2)', '94 7d a176 93 14 93 51 02 a161 01 93 03 92 7c a176 02'],
  ['$.l.append(5)', '95 7f 04 40 92 01 05 93 51 04 a16c'],
  ['$.m.k.setTo(1)', '95 7f 05 40 93 43 a2036b 01 93 51 05 a16d'],
  // What older servers do not know; the sample of the language for =~ is one that they do know.
  ['$.n =~ /\\d/i', '95 7f 01 03 93 10 a3035c64 01 93 51 03 a16e'],
  ['$.s.strlen()', '95 7f 02 03 91 00 93 51 03 a173'],
  ['$.s.upper()', '95 7f 03 43 92 38 00 93 51 03 a173'],
];

/** Texts that are refused, and the message without its place. */
export const REFUSED: readonly (readonly [text: string, line: number, column: number, message: string])[] = [
  ['$.x ==', 1, 7, 'unexpected end of expression, expected a value'],
  ['$.x && $.y', 1, 5, '"&&" is not an operator, write "and"'],
  ['$.x == 1 || $.y == 2', 1, 10, '"||" is not an operator, write "or"'],
  ['$.x = 1', 1, 5, '"=" is for variables of let, write "==" to compare'],
  ['!$.x', 1, 1, '"!" is not an operator, write not(...)'],
  ['$.x === 1', 1, 5, '"===" is not an operator, write "=="'],
  ['a < b < c', 1, 1, 'expected a value, found "a"; a bin is $.a, text stands in quotes'],
  ['1 < 2 < 3', 1, 7, 'comparisons do not chain, join two of them with "and"'],
  ['$.l[0]', 1, 4, 'a segment begins with a dot: $.list.[0]'],
  ['$.x in $.other', 1, 1, 'the type of $.x is not known: pin it, as in $.x:INT'],
  [
    "when ($.tier == 1 => 'gold', default => 0)",
    1,
    41,
    'type conflict: the values of when are of one type, not STRING and INT',
  ],
  ['when ($.x == 1 => 2)', 1, 20, 'when needs a default: when(condition => value, default => value)'],
  ['$.rooms.{room1:room3}', 1, 10, '{room1} is a key, which is written {@room1}; {1} is an index'],
  [
    "$.sku.find(needle: '-').replace(find: '_', replace: '.')",
    1,
    7,
    'type conflict: the value before .replace() is STRING, not INT',
  ],
  ['$.m:MAP.toString()', 1, 1, 'type conflict: the value before .toString() is INT, FLOAT or BLOB, not MAP'],
  [
    "$.m.k.upper() == 'A'",
    1,
    7,
    'upper changes a bin, not what is inside a list or map; of its value it is ($.map.key:STRING).upper(...)',
  ],
  [
    "$.s.regexReplace(pattern: 'a', replace: 'b') == 'c'",
    1,
    27,
    'pattern of regexReplace is a regular expression, as /a/',
  ],
  ['$.s.contains(needle: $.n).pattern(pattern: /a/)', 1, 27, "unknown method 'pattern'"],
  ['$.s.replace(find: $.t, replace: "b") == "c"', 1, 19, 'find of replace is a constant'],
  ['$.m.{@a,b}.append(5)', 1, 4, 'this changes or counts one list or map, and the segment selects several'],
  ['$.b', 1, 1, 'the type of $.b is not known: pin it, as in $.b:INT'],
  [
    '$.a == $.b',
    1,
    1,
    'the type of $.a is not known: pin it, as in $.a:INT; it may be INT, FLOAT, STRING, BLOB, BOOL, MAP or LIST',
  ],
  ["$.a == 1 and $.a == 'x'", 1, 21, 'type conflict: the operands of == are of one type, not INT and STRING'],
  ['$.a:INT == $.a:FLOAT', 1, 12, 'duplicate type pin: $.a is INT elsewhere, $.a:LOCAL:FLOAT is for this place only'],
  ['$.m.alpha', 1, 4, 'the type of the end of the path is not known: pin it, as in $.map.key:INT'],
  [
    '$.m.k.count() == 1',
    1,
    4,
    'the type of the end of the path is not known: pin it, as in $.map.key:MAP; it may be MAP or LIST',
  ],
  ['$.m.*.remove()', 1, 1, 'the type of $.m is not known: pin it, as in $.m:MAP; it may be MAP or LIST'],
  ["$.x == 'abc", 1, 8, "the text in quotes has no end, '"],
  ['$.x == “a”', 1, 8, '“ is not a quote here: text stands in \' or "'],
  ['$.x == 1 $.y', 1, 10, 'expected an operator or the end, found "$."'],
  ['$.x == 1e5', 1, 8, 'a number has no exponent here: write its digits, or pow(base: 10.0, exponent: …)'],
  ['$.x == .5', 1, 8, 'a number begins with a digit, as 0.5; a bin is $.name'],
  ['$.x == 99999999999999999999', 1, 8, 'the integer is out of range, it has 64 bits with a sign'],
  [
    "$.x == 'a\\q'",
    1,
    10,
    '"\\q" is not an escape; there are \\\\ \\n \\r \\t \\0 \\" \\\' and \\x with two hex digits',
  ],
  ["$.x == x'abc'", 1, 8, "bytes are pairs of hex digits, as in x'cafe'"],
  ['/* open', 1, 1, 'the comment has no end, */'],
  ['$.x == ?0', 1, 8, 'there is no parameter for ?0'],
  ['foo(1) == 1', 1, 1, "unknown function 'foo'"],
  ['minn(1, 2) == 1', 1, 1, "unknown function 'minn' -- did you mean 'min'?"],
  ['$.tll() == 1', 1, 1, "unknown metadata 'tll' -- did you mean 'ttl'?"],
  ['pow(2.0, 3.0) == 8.0', 1, 5, 'pow takes named arguments: base, exponent'],
  ['log(value: 1.0) == 1.0', 1, 1, 'log needs its argument base'],
  ['$.averyveryverylongname == 1', 1, 1, 'bin name is 21 bytes long, it has 1 to 15 (averyveryverylongname)'],
  ['$x == 1', 1, 1, 'a bin is $.name, a variable of let ${name}'],
  ['age > 21', 1, 1, 'expected a value, found "age"; a bin is $.age, text stands in quotes'],
  ['not $.x', 1, 5, 'expected "(" behind not, as in not($.a == 1), found "$."'],
  ['$.n =~ /a/x', 1, 8, 'the flags of a regular expression are i, m and s'],
  ["$.n =~ 'a'", 1, 8, 'expected a regular expression, as /^a/, found "\'a\'"'],
  ['@ > 1', 1, 1, '"@" stands for an element, inside [?( )] and modify( ) only'],
  ['$.m.{!2} == 1', 1, 5, '"!" is for segments that select several elements'],
  ['$.l.[3:1].count() == 0', 1, 6, 'the range ends before it begins'],
  ['$.a.1.1 == 2', 1, 5, '1.1 is a number with a fraction; write .{@1} for a key that is one'],
  [
    '$.a:KEY_ORDERED.b.setTo(1)',
    1,
    5,
    'KEY_ORDERED is not a type; creating what is missing on the way is not compiled here, exp.lists and exp.maps do it',
  ],
  ['let (a = 1) then (${b} == 1)', 1, 19, 'there is no variable b here'],
  ['let (a = 1, a = 2) then (${a} == 1)', 1, 17, 'there is a variable a already'],
  ['(1 == 1', 1, 8, 'unexpected end of expression, expected ")" to end the parentheses'],
  ["$.x == 1 and\n  $.y == 'a' &&\n  true", 2, 14, '"&&" is not an operator, write "and"'],
  ['$.x == VECTOR', 1, 8, 'VECTOR is reserved'],
  ['$.l == [INF]', 1, 9, 'INF inside a collection is not compiled here'],
  ['{a: 1, a: 2} == $.m', 1, 8, 'the key is there twice'],
  ['$.x .. 3', 1, 5, '".." is not an operator, write ":" for a range'],
  ['$.x == null', 1, 8, 'null is not a value here; $.bin.exists() tells whether a bin is there'],
  ['digestModulo(3) == 1', 1, 1, 'digestModulo is metadata of the record, which is $.digestModulo(...)'],
  ['$.digestModulo(0) == 1', 1, 1, 'digestModulo takes a number that is not 0'],
  ["'a' > 1", 1, 7, 'type conflict: the operands of > are of one type, not STRING and INT'],
  ['$.ttl().toFloat() > 1.0', 1, 9, 'a method on metadata needs parentheses: ($.ttl()).toFloat()'],
  [
    '$.l:LIST.*[?($.a == 1)].count() == 1',
    1,
    14,
    'a filter of elements sees the element only, "@", and neither bins nor metadata',
  ],
  ["$.a + 'x' > 1", 1, 13, 'type conflict: the operands of > are of one type, not STRING and INT'],
];
