// Calls of every function of `exp`, as the source that makes one expression from the names `exp`, `lists`, `maps`,
// `bitwise`, `regex`, `GeoJSON` and `context`. Where the vendor's client is wrong, ours is right by the server, and the
// call says how: its bytes are then compared with those written here.

const core = [
  ...['exp.bool(true)', 'exp.bool(false)', 'exp.int(0)', 'exp.int(-1)', 'exp.int(127)', 'exp.int(128)', 'exp.int(-33)'],
  ...['exp.int(65536)', 'exp.int(2 ** 32)', 'exp.int(-(2 ** 40))', 'exp.int(Number.MAX_SAFE_INTEGER)', 'exp.int(2.7)'],
  ...['exp.int(-129)', 'exp.uint(0)', 'exp.uint(300)', 'exp.uint(2 ** 33)', 'exp.float(1)', 'exp.float(-2.5)'],
  ...['exp.float(NaN)', 'exp.float(Infinity)', "exp.str('')", "exp.str('hello')", "exp.str('žluť ☃ 𝄞')"],
  ...["exp.str('x'.repeat(30))", "exp.str('x'.repeat(31))", "exp.str('x'.repeat(300))"],
  ...['exp.bytes(Buffer.from([1, 2, 3]), 3)', 'exp.bytes(Buffer.alloc(0), 0)', 'exp.bytes(Buffer.alloc(40, 7), 40)'],
  ...['exp.geo(GeoJSON.Point(103.9, 1.3))', 'exp.geo(GeoJSON.Circle(10, 20, 3000))'],
  ...[
    'exp.list([])',
    "exp.list([1, 'a', 2.5, true, null, [1, [2]], { b: 1, a: 2 }])",
    'exp.list(new Array(20).fill(7))',
  ],
  ...[
    'exp.map({})',
    'exp.map({ b: [1, 2], a: { c: null } })',
    'exp.nil()',
    'exp.inf()',
    'exp.wildcard()',
    'exp.unknown()',
  ],
  ...['exp.keyInt()', 'exp.keyStr()', 'exp.keyBlob()', 'exp.keyExist()'],
  ...['Bool', 'Int', 'Float', 'Str', 'Blob', 'Geo', 'List', 'Map', 'Hll', 'Type', 'Exists'].map(
    (type) => `exp.bin${type}('b')`,
  ),
  "exp.binInt('fifteen_bytes_x')",
  ...['setName', 'deviceSize', 'lastUpdate', 'sinceUpdate', 'voidTime', 'ttl', 'memorySize', 'recordSize'].map(
    (name) => `exp.${name}()`,
  ),
  ...['eq', 'ne', 'gt', 'ge', 'lt', 'le'].map((name) => `exp.${name}(exp.binInt('i'), exp.int(7))`),
  "exp.inList(exp.binInt('i'), exp.list([1, 7]))",
  "exp.cmpRegex(regex.ICASE + regex.EXTENDED, 'HE.*o', exp.binStr('s'))",
  "exp.cmpGeo(exp.binGeo('g'), exp.geo(GeoJSON.Circle(1, 1, 1000)))",
  "exp.mapKeys(exp.binMap('m'))",
  "exp.mapValues(exp.binMap('m'))",
  "exp.not(exp.eq(exp.binInt('i'), exp.int(7)))",
  ...['and', 'or', 'exclusive'].flatMap((name) => [
    `exp.${name}(exp.bool(true), exp.binBool('b'))`,
    `exp.${name}(exp.bool(true))`,
  ]),
  ...[14, 15, 300].map((length) => `exp.and(...Array.from({ length: ${length} }, () => exp.bool(true)))`),
  'exp.and()',
  'exp.or(exp.and(exp.bool(true), exp.bool(false)), exp.not(exp.or(exp.bool(true), exp.bool(false))))',
  ...['add', 'sub', 'mul', 'div', 'min', 'max'].flatMap((name) => [
    `exp.${name}(exp.binInt('i'))`,
    `exp.${name}(exp.binFloat('f'), exp.float(2), exp.float(3))`,
  ]),
  ...['intAnd', 'intOr', 'intXor'].map((name) => `exp.${name}(exp.binInt('i'), exp.int(6))`),
  // The vendor's functions of this kind take entries, one for each argument: an expression of one entry, spread.
  'exp.pow(...exp.float(2), ...exp.float(10))',
  'exp.log(...exp.float(8), ...exp.float(2))',
  'exp.mod(...exp.int(8), ...exp.int(3))',
  ...['abs', 'floor', 'ceil', 'toInt', 'toFloat'].map((name) => `exp.${name}(...exp.float(-2.5))`),
  ...['intNot', 'intCount'].map((name) => `exp.${name}(...exp.int(6))`),
  ...['intLshift', 'intRshift', 'intArshift'].map((name) => `exp.${name}(...exp.int(6), ...exp.int(2))`),
  ...['intLscan', 'intRscan'].map((name) => `exp.${name}(...exp.int(6), ...exp.bool(true))`),
  "exp.cond(exp.eq(exp.binInt('j'), exp.int(1)), exp.str('one'), exp.bool(true), exp.str('zero'), exp.unknown())",
  "exp.let(exp.def('x', exp.binInt('i')), exp.def('y', exp.add(exp.var('x'), exp.int(1))), exp.mul(exp.var('x'), exp.var('y')))",
  ...['Float', 'Int', 'List', 'Map', 'Str', 'Blob', 'Bool', 'Nil', 'GeoJSON', 'HLL'].map(
    (type) => `exp.loopVar${type}(exp.loopVarPart.VALUE)`,
  ),
  'exp.loopVarStr(exp.loopVarPart.KEY)',
  'exp.loopVarInt(exp.loopVarPart.INDEX)',
  'exp.removeResult()',
  'exp.resultRemove()',
];

const L = "exp.binList('l')";
const M = "exp.binMap('m')";
const B = "exp.binBlob('b')";
const H = "exp.binHll('h')";
const IN_LIST = 'context().addListIndex(1)';
const IN_MAP = "context().addMapKey('k')";

/** With and without a context behind the last argument. */
const nested = (call, context) => [`${call})`, `${call}, ${context})`];
/** What a selection may return. */
const LIST_RETURNS = ['INDEX', 'REVERSE_INDEX', 'RANK', 'REVERSE_RANK', 'COUNT', 'VALUE', 'EXISTS'];
const MAP_RETURNS = [...LIST_RETURNS, 'KEY', 'KEY_VALUE', 'UNORDERED_MAP', 'ORDERED_MAP'];

const listCalls = [
  ...nested(`exp.lists.size(${L}`, IN_LIST),
  ...LIST_RETURNS.map((type) => `exp.lists.getByValue(${L}, exp.int(1), lists.returnType.${type})`),
  ...LIST_RETURNS.map((type) => `exp.lists.getByRank(${L}, exp.int(1), exp.type.AUTO, lists.returnType.${type})`),
  `exp.lists.getByValue(${L}, exp.int(1), lists.returnType.COUNT + lists.returnType.INVERTED)`,
  ...[
    `exp.lists.getByValue(${L}, exp.int(1), lists.returnType.VALUE`,
    `exp.lists.getByValueRange(${L}, exp.nil(), exp.int(4), lists.returnType.VALUE`,
    `exp.lists.getByValueList(${L}, exp.list([1, 3]), lists.returnType.INDEX`,
    `exp.lists.getByRelRankRangeToEnd(${L}, exp.int(3), exp.int(-1), lists.returnType.VALUE`,
    `exp.lists.getByRelRankRange(${L}, exp.int(3), exp.int(-1), exp.int(2), lists.returnType.VALUE`,
    `exp.lists.getByIndex(${L}, exp.int(-1), exp.type.INT, lists.returnType.VALUE`,
    `exp.lists.getByIndexRangeToEnd(${L}, exp.int(1), lists.returnType.VALUE`,
    `exp.lists.getByIndexRange(${L}, exp.int(1), exp.int(2), lists.returnType.VALUE`,
    `exp.lists.getByRank(${L}, exp.int(0), exp.type.STR, lists.returnType.VALUE`,
    `exp.lists.getByRankRangeToEnd(${L}, exp.int(1), lists.returnType.VALUE`,
    `exp.lists.getByRankRange(${L}, exp.int(1), exp.int(2), lists.returnType.VALUE`,
    `exp.lists.append(${L}, exp.int(9), null`,
    `exp.lists.append(${L}, exp.int(9), { policy: { order: 1, writeFlags: 1 } }`,
    `exp.lists.appendItems(${L}, exp.list([9]), null`,
    `exp.lists.appendItems(${L}, exp.list([9]), { policy: { order: 1, writeFlags: 13 } }`,
    `exp.lists.insert(${L}, exp.int(9), exp.int(0), null`,
    `exp.lists.insertItems(${L}, exp.list([9]), exp.int(0), null`,
    `exp.lists.increment(${L}, exp.int(9), exp.int(0), null`,
    `exp.lists.set(${L}, exp.int(9), exp.int(0), null`,
    `exp.lists.clear(${L}`,
    `exp.lists.sort(${L}, lists.sortFlags.DROP_DUPLICATES`,
    `exp.lists.removeByValue(${L}, exp.int(1)`,
    `exp.lists.removeByValueList(${L}, exp.list([1])`,
    `exp.lists.removeByValueRange(${L}, exp.int(9), exp.int(1)`,
    `exp.lists.removeByRelRankRangeToEnd(${L}, exp.int(1), exp.int(3)`,
    `exp.lists.removeByRelRankRange(${L}, exp.int(2), exp.int(1), exp.int(3)`,
    `exp.lists.removeByIndex(${L}, exp.int(1)`,
    `exp.lists.removeByIndexRangeToEnd(${L}, exp.int(1)`,
    `exp.lists.removeByIndexRange(${L}, exp.int(2), exp.int(1)`,
    `exp.lists.removeByRank(${L}, exp.int(1)`,
    `exp.lists.removeByRankRangeToEnd(${L}, exp.int(1)`,
    `exp.lists.removeByRankRange(${L}, exp.int(2), exp.int(1)`,
  ].flatMap((call) => nested(call, IN_LIST)),
];

const mapCalls = [
  ...nested(`exp.maps.size(${M}`, IN_MAP),
  ...MAP_RETURNS.map((type) => `exp.maps.getByValue(${M}, exp.int(1), maps.returnType.${type})`),
  ...MAP_RETURNS.map((type) => `exp.maps.getByIndex(${M}, exp.int(1), exp.type.AUTO, maps.returnType.${type})`),
  `exp.maps.getByKeyList(${M}, exp.list(['a']), maps.returnType.KEY + maps.returnType.INVERTED)`,
  ...[
    `exp.maps.put(${M}, exp.int(3), exp.str('z'), null`,
    `exp.maps.put(${M}, exp.int(3), exp.str('z'), { policy: { order: 1, writeFlags: 1 } }`,
    `exp.maps.putItems(${M}, exp.map({ z: 3 }), null`,
    `exp.maps.putItems(${M}, exp.map({ z: 3 }), { policy: { order: 3, writeFlags: 5 } }`,
    `exp.maps.increment(${M}, exp.int(3), exp.str('z'), null`,
    `exp.maps.clear(${M}`,
    `exp.maps.removeByKey(${M}, exp.str('a')`,
    `exp.maps.removeByKeyList(${M}, exp.list(['a'])`,
    `exp.maps.removeByKeyRange(${M}, exp.str('z'), exp.str('a')`,
    `exp.maps.removeByKeyRelIndexRangeToEnd(${M}, exp.int(1), exp.str('a')`,
    `exp.maps.removeByKeyRelIndexRange(${M}, exp.int(2), exp.int(1), exp.str('a')`,
    `exp.maps.removeByValue(${M}, exp.int(1)`,
    `exp.maps.removeByValueList(${M}, exp.list([1])`,
    `exp.maps.removeByValueRange(${M}, exp.int(9), exp.int(1)`,
    `exp.maps.removeByValueRelRankRangeToEnd(${M}, exp.int(1), exp.int(3)`,
    `exp.maps.removeByValueRelRankRange(${M}, exp.int(2), exp.int(1), exp.int(3)`,
    `exp.maps.removeByIndex(${M}, exp.int(1)`,
    `exp.maps.removeByIndexRangeToEnd(${M}, exp.int(1)`,
    `exp.maps.removeByIndexRange(${M}, exp.int(2), exp.int(1)`,
    `exp.maps.removeByRank(${M}, exp.int(1)`,
    `exp.maps.removeByRankRangeToEnd(${M}, exp.int(1)`,
    `exp.maps.removeByRankRange(${M}, exp.int(2), exp.int(1)`,
    `exp.maps.getByKey(${M}, exp.str('a'), exp.type.INT, maps.returnType.VALUE`,
    `exp.maps.getByKeyRange(${M}, exp.str('z'), exp.str('a'), maps.returnType.KEY`,
    `exp.maps.getByKeyList(${M}, exp.list(['a']), maps.returnType.KEY_VALUE`,
    `exp.maps.getByKeyRelIndexRangeToEnd(${M}, exp.int(1), exp.str('a'), maps.returnType.VALUE`,
    `exp.maps.getByKeyRelIndexRange(${M}, exp.int(2), exp.int(1), exp.str('a'), maps.returnType.VALUE`,
    `exp.maps.getByValue(${M}, exp.int(1), maps.returnType.VALUE`,
    `exp.maps.getByValueRange(${M}, exp.inf(), exp.int(1), maps.returnType.VALUE`,
    `exp.maps.getByValueList(${M}, exp.list([1]), maps.returnType.VALUE`,
    `exp.maps.getByValueRelRankRangeToEnd(${M}, exp.int(1), exp.int(3), maps.returnType.VALUE`,
    `exp.maps.getByValueRelRankRange(${M}, exp.int(2), exp.int(1), exp.int(3), maps.returnType.VALUE`,
    `exp.maps.getByIndex(${M}, exp.int(1), exp.type.INT, maps.returnType.VALUE`,
    `exp.maps.getByIndexRangeToEnd(${M}, exp.int(1), maps.returnType.VALUE`,
    `exp.maps.getByIndexRange(${M}, exp.int(2), exp.int(1), maps.returnType.VALUE`,
    `exp.maps.getByRank(${M}, exp.int(1), exp.type.INT, maps.returnType.VALUE`,
    `exp.maps.getByRankRangeToEnd(${M}, exp.int(1), maps.returnType.VALUE`,
    `exp.maps.getByRankRange(${M}, exp.int(2), exp.int(1), maps.returnType.VALUE`,
  ].flatMap((call) => nested(call, IN_MAP)),
  ...['removeByKey', 'removeByValue', 'removeByIndex', 'removeByRank'].map(
    (name) => `exp.maps.${name}(${M}, exp.int(1), null, maps.returnType.INVERTED)`,
  ),
];

const FLAGS = '{ flags: 2 }';
const bitCalls = [
  `exp.bit.reSize(${B}, bitwise.resizeFlags.GROW_ONLY, exp.int(8)`,
  `exp.bit.insert(${B}, exp.bytes(Buffer.from([1]), 1), exp.int(1)`,
  `exp.bit.remove(${B}, exp.int(2), exp.int(1)`,
  ...['set', 'or', 'xor', 'and'].map(
    (name) => `exp.bit.${name}(${B}, exp.bytes(Buffer.from([240]), 1), exp.int(8), exp.int(0)`,
  ),
  `exp.bit.not(${B}, exp.int(8), exp.int(0)`,
  ...['lShift', 'rShift', 'setInt'].map((name) => `exp.bit.${name}(${B}, exp.int(3), exp.int(8), exp.int(0)`),
  ...['add', 'subtract'].map(
    (name) => `exp.bit.${name}(${B}, bitwise.overflow.WRAP, exp.int(3), exp.int(8), exp.int(0)`,
  ),
]
  .flatMap((call) => [`${call})`, `${call}, ${FLAGS})`])
  .concat([
    `exp.bit.get(${B}, exp.int(8), exp.int(4))`,
    `exp.bit.count(${B}, exp.int(8), exp.int(4))`,
    `exp.bit.lScan(${B}, exp.bool(true), exp.int(8), exp.int(4))`,
    `exp.bit.rScan(${B}, exp.bool(false), exp.int(8), exp.int(4))`,
    `exp.bit.getInt(${B}, true, exp.int(8), exp.int(4))`,
    `exp.bit.getInt(${B}, false, exp.int(8), exp.int(4))`,
  ]);

const hllCalls = [
  `exp.hll.initMH(${H}, 12, 8`,
  `exp.hll.addMH(${H}, 12, 8, exp.list(['a'])`,
  `exp.hll.add(${H}, 8, exp.list(['a'])`,
  `exp.hll.update(${H}, exp.list(['a'])`,
]
  .flatMap((call) => [`${call})`, `${call}, ${FLAGS})`])
  .concat([
    `exp.hll.init(${H}, 8)`,
    ...['getCount', 'describe'].map((name) => `exp.hll.${name}(${H})`),
    ...['getUnion', 'getUnionCount', 'getIntersectCount', 'getSimilarity', 'mayContain'].map(
      (name) => `exp.hll.${name}(${H}, exp.list([Buffer.from([0, 4])]))`,
    ),
    "exp.hll.getCount(exp.hll.add(exp.hll.init(exp.nil(), 4), 4, exp.list(['a', 'b'])))",
  ]);

const pathCalls = [
  `exp.selectByPath(${M}, exp.type.LIST, exp.pathSelectFlags.VALUE, context().addAllChildren())`,
  `exp.selectByPath(${L}, exp.type.LIST, exp.pathSelectFlags.VALUE + exp.pathSelectFlags.NO_FAIL, ` +
    'context().addAllChildrenWithFilter(exp.gt(exp.loopVarInt(exp.loopVarPart.VALUE), exp.int(1))))',
  `exp.selectByPath(${M}, exp.type.MAP, exp.pathSelectFlags.MATCHING_TREE, context().addMapKeysIn(['a', 'b'])` +
    ".addAndFilter(exp.eq(exp.loopVarStr(exp.loopVarPart.KEY), exp.str('a'))))",
  `exp.modifyByPath(${L}, exp.type.LIST, exp.add(exp.loopVarInt(exp.loopVarPart.VALUE), exp.int(10)), ` +
    'exp.pathModifyFlags.DEFAULT, context().addAllChildren())',
  `exp.modifyByPath(${L}, exp.type.LIST, exp.removeResult(), exp.pathModifyFlags.NO_FAIL, context().addAllChildren())`,
];

/** Calls with the bytes of the vendor's client. */
export const CALLS = [...core, ...listCalls, ...mapCalls, ...bitCalls, ...hllCalls, ...pathCalls];

/** Calls that the vendor's client sends wrongly or not at all: what is right, by the server. */
export const CORRECTED = {
  'exp.isTombstone()': '9148',
  'exp.digestModulo(3)': '924003',
  'exp.digestModulo(exp.int(3))': '924003',
  'exp.pow(exp.float(2), exp.float(10))': '9318cb4000000000000000cb4024000000000000',
  "exp.pow(...exp.binFloat('f'), ...exp.float(10))": '9318935107a166cb4024000000000000',
  "exp.toInt(exp.binFloat('f'))": '921e935107a166',
  "exp.toInt(...exp.binFloat('f'))": '921e935107a166',
  "exp.abs(exp.binInt('i'))": '921b935102a169',
  "exp.intLscan(exp.binInt('i'), exp.bool(true))": '9328935102a169c3',
  "exp._var('x')": '927ca178',
  'exp.int(2n ** 63n - 1n)': 'cf7fffffffffffffff',
  'exp.uint(2n ** 64n - 1n)': 'cfffffffffffffffff',
  [`exp.lists.append(${L}, exp.int(9), { order: 1, writeFlags: 1 })`]: '957f04409401090101935104a16c',
  [`exp.lists.insert(${L}, exp.int(9), exp.int(0), { writeFlags: 2 })`]: '957f04409403000902935104a16c',
  [`exp.lists.insertItems(${L}, exp.list([9]), exp.int(0), { writeFlags: 2 })`]: '957f0440940400927e910902935104a16c',
  [`exp.lists.set(${L}, exp.int(9), exp.int(0), { policy: { writeFlags: 4 } })`]: '957f04409409000904935104a16c',
  [`exp.maps.put(${M}, exp.int(3), exp.str('z'), { order: 1, writeFlags: 1 })`]: '957f05409543a2037a030101935105a16d',
  [`exp.maps.increment(${M}, exp.int(3), exp.str('a'), { order: 1, writeFlags: 0 })`]:
    '957f05409449a203610301935105a16d',
  [`exp.bit.not(${B}, exp.int(8), exp.int(0), { writeFlags: 4 })`]: '957f06419407000804935106a162',
  [`exp.hll.init(${H}, 8, { writeFlags: 1 })`]: '957f0942940008ff01935109a168',
  // A change yields the whole bin, whose type is where the context begins.
  [`exp.lists.append(${M}, exp.int(9), null, context().addMapKey('k').addListIndex(0))`]:
    '957f054093ccff9422a2036b1000920109935105a16d',
  [`exp.lists.removeByValue(${L}, exp.int(1), null, lists.returnType.INVERTED)`]: '957f04409323ce0001000001935104a16c',
};

const S = "exp.binStr('s')";

/** Calls that the vendor's client has from version 7.0 on, and servers from 8.2 on; nothing of them is recorded. */
export const LATER = [
  ...['strlen', 'split', 'toInteger', 'toDouble', 'byteLength', 'isNumeric', 'isUpper', 'isLower', 'toBlob'].map(
    (name) => `exp.string.${name}(${S})`,
  ),
  `exp.string.b64Decode(${S})`,
  `exp.string.substr(2, ${S})`,
  `exp.string.substrRange(0, 5, ${S})`,
  `exp.string.charAt(-1, ${S})`,
  ...['find', 'contains', 'startsWith', 'endsWith', 'regexCompare'].map((name) => `exp.string.${name}('ab', ${S})`),
  `exp.string.findOccurrence('ab', 2, ${S})`,
  `exp.string.isNumericType(strings.numericType.INT, ${S})`,
  `exp.string.splitSeparator(',', ${S})`,
  `exp.string.regexCompareFlags('^ab', strings.regexFlags.CASE_INSENSITIVE, ${S})`,
  "exp.string.toString(exp.binInt('i'))",
  `exp.string.insert(null, 0, 'ab', ${S})`,
  `exp.string.overwrite(null, 0, 'ab', ${S})`,
  ...['concat', 'append', 'prepend'].map((name) => `exp.string.${name}(null, 'ab', ${S})`),
  `exp.string.concatList(null, exp.list(['a', 'b']), ${S})`,
  `exp.string.snip(null, 1, 3, ${S})`,
  `exp.string.snipStart(null, 1, ${S})`,
  `exp.string.snipRange(null, 1, 3, ${S})`,
  `exp.string.replace(null, 'a', 'b', ${S})`,
  `exp.string.replaceAll(null, 'a', 'b', ${S})`,
  ...['upper', 'lower', 'caseFold', 'normalizeNfc', 'trimStart', 'trimEnd', 'trim'].map(
    (name) => `exp.string.${name}(null, ${S})`,
  ),
  `exp.string.padStart(null, 8, '0', ${S})`,
  `exp.string.padEnd(null, 8, '0', ${S})`,
  `exp.string.repeat(null, 2, ${S})`,
  `exp.string.regexReplace(null, '[0-9]+', '#', strings.regexFlags.GLOBAL, ${S})`,
  `exp.lists.join(${L})`,
  `exp.lists.joinSeparator(${L}, ',')`,
  `exp.bit.b64Encode(${B})`,
  `exp.bit.b64EncodeFrom(${B}, 1)`,
];

/** Makes the expression of a call with the module of a client. */
export function expressionOf(call, { exp, lists, maps, bitwise, regex, GeoJSON, cdt }) {
  const make = new Function('exp', 'lists', 'maps', 'bitwise', 'regex', 'GeoJSON', 'context', `return ${call};`);
  return make(exp, lists, maps, bitwise, regex, GeoJSON, () => new cdt.Context());
}
