// Random expressions: typed trees over the bins of a record, or over the variables of a path, now and then with an
// argument of another type. What ends the real server's process is left out: -2^63 divided by -1, nil compared with a
// call on nil, values of cases that only compare.
import fc from 'fast-check';
import { BITS_MODIFIES, BITS_READS } from './bits.mjs';
import { HLL_MODIFIES, HLL_READS } from './hll.mjs';
import { LIST_MODIFIES, LIST_READS } from './lists.mjs';
import { MAP_MODIFIES, MAP_READS } from './maps.mjs';
import { double, INFINITE, int, list, map, NIL, text, WILDCARD } from './msgpack.mjs';
import { callsOf } from './operations.mjs';

const TYPE = { NIL: 0, BOOL: 1, INT: 2, STR: 3, LIST: 4, MAP: 5, BLOB: 6, FLOAT: 7, GEO: 8, HLL: 9 };
const SYSTEM = { CDT: 0, BITS: 1, HLL: 2 };
const MODIFY_LOCAL = 0x40;

/** Text without a type byte: names and patterns. */
export const raw = (name) => {
  const bytes = Buffer.from(name, 'latin1').toString('hex');
  const count = bytes.length / 2;
  return (count < 32 ? (0xa0 + count).toString(16) : `d9${count.toString(16)}`) + bytes;
};
const code = (number, ...args) => list([int(number), ...args]);
const quote = (items, flags) => code(126, list(items, flags));

/** Constants, in the form in which a server stores them. */
const ints = fc.oneof(
  { arbitrary: fc.integer({ min: -3, max: 9 }), weight: 8 },
  { arbitrary: fc.constantFrom(63, 64, -64, 255, 2 ** 40, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 63n), weight: 1 },
);
const floats = fc.constantFrom(0, 1, 1.5, 2.5, -2.5, -0, 3, 1e300, -1e19, Infinity, -Infinity, NaN);
const SHORT = ['', 'a', 'b', 'ab', 'abc', 'hello'];
/** In collections and along paths: the real server ends at a longer text that is put into a collection. */
const shortWords = fc.constantFrom(...SHORT);
const words = fc.constantFrom(...SHORT, 'z'.repeat(40));
const scalar = fc.oneof(
  { arbitrary: ints.map(int), weight: 6 },
  { arbitrary: shortWords.map((word) => text(3, word)), weight: 3 },
  { arbitrary: fc.constantFrom(1.5, 2.5, -0, 7).map(double), weight: 1 },
  { arbitrary: fc.constantFrom(NIL, 'c2', 'c3'), weight: 1 },
  { arbitrary: shortWords.map((word) => text(4, word)), weight: 1 },
);
const sortedEntries = (value) =>
  fc
    .tuple(
      fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 9 }), value), { maxLength: 3, selector: ([key]) => key }),
      fc.uniqueArray(fc.tuple(shortWords, value), { maxLength: 3, selector: ([key]) => key }),
    )
    .map(([numbered, named]) => [
      ...numbered.sort(([a], [b]) => a - b).map(([key, of]) => [int(key), of]),
      ...named.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, of]) => [text(3, key), of]),
    ]);
const mapOf = (value) =>
  fc.tuple(sortedEntries(value), fc.constantFrom(1, 1, 1, 0)).map(([entries, flags]) => map(entries, flags));
const element = fc.oneof(
  { arbitrary: scalar, weight: 6 },
  { arbitrary: fc.array(scalar, { maxLength: 3 }).map((items) => list(items)), weight: 1 },
  { arbitrary: mapOf(scalar), weight: 1 },
);
const items = fc.array(element, { maxLength: 5 });
const numbers = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 5 });
const mapConstants = mapOf(element);
const listConstants = fc.oneof(
  { arbitrary: items.map((all) => quote(all)), weight: 4 },
  { arbitrary: numbers.map((all) => quote(all.map(int))), weight: 2 },
  { arbitrary: numbers.map((all) => quote(all.sort((a, b) => a - b).map(int), 1)), weight: 1 },
);
/** Lists to compare with. */
const comparands = fc
  .tuple(fc.array(scalar, { maxLength: 2 }), fc.constantFrom(WILDCARD, INFINITE))
  .map(([all, special]) => quote([...all, special]));
/** Points and regions; bins have none, because the cells that a server adds to them are its own. */
const shapes = fc
  .constantFrom(
    '{"type":"Point","coordinates":[1,1]}',
    '{"type":"Point","coordinates":[0,0]}',
    '{"type":"Point","coordinates":[180,10]}',
    '{"type":"AeroCircle","coordinates":[[1,1],1000]}',
    '{"type":"AeroCircle","coordinates":[[0,0.5],70000]}',
    '{"type":"Polygon","coordinates":[[[0,0],[2,0],[2,2],[0,2],[0,0]]]}',
    '{"type":"MultiPolygon","coordinates":[[[[0.5,0.5],[2,0.5],[2,2],[0.5,0.5]]],[[[-1,-1],[1,-1],[0,1],[-1,-1]]]]}',
    '{"type":"Feature","geometry":{"type":"Point","coordinates":[1,1]}}',
    '{"type":"LineString","coordinates":[[1,1],[2,2]]}',
  )
  .map((shape) => text(23, shape));
const patterns = fc.constantFrom(
  'a',
  '^a',
  'b$',
  'a.*',
  '[a-c]+',
  '[^a]',
  'l{2}',
  'a|h',
  '(ab)*c',
  '\\(a\\)',
  '*',
  '[',
  '',
);

/** Bins of a record, by type; the names are also asked for with another type. */
const BINS = {
  [TYPE.BOOL]: ['t'],
  [TYPE.INT]: ['i', 'j'],
  [TYPE.STR]: ['s'],
  [TYPE.LIST]: ['l'],
  [TYPE.MAP]: ['m'],
  [TYPE.BLOB]: ['b'],
  [TYPE.FLOAT]: ['f'],
  [TYPE.HLL]: ['h'],
};
const ALL_BINS = [...Object.values(BINS).flat(), 'absent'];

const binsOf = (type) =>
  fc
    .oneof(
      { arbitrary: fc.constantFrom(...BINS[type]), weight: 12 },
      { arbitrary: fc.constantFrom(...ALL_BINS), weight: 1 },
    )
    .map((name) => code(81, int(type), raw(name)));

const recordLeaves = {
  [TYPE.INT]: [
    fc.constantFrom(...ALL_BINS).map((name) => code(82, raw(name))),
    fc.constantFrom(3, 7, -5, 2 ** 31 - 1).map((number) => code(64, int(number))),
    fc.constantFrom(code(65), code(68), code(69), code(73), code(74)),
    fc.constant(code(80, int(TYPE.INT))),
  ],
  [TYPE.STR]: [fc.constant(code(70)), fc.constant(code(80, int(TYPE.STR)))],
  [TYPE.BLOB]: [fc.constant(code(80, int(TYPE.BLOB)))],
  [TYPE.BOOL]: [fc.constantFrom(code(71), code(72), code(3, code(66), int(0)), code(4, code(67), int(0)))],
};
const recordSource = (type) => fc.oneof(...[binsOf(type)], ...(recordLeaves[type] ?? []));

const loopVariable = (type, ids) => fc.constantFrom(...ids).map((id) => code(122, int(type), int(id)));
const pathSource = (type) =>
  type === TYPE.INT ? loopVariable(type, [1, 1, 0, 0, 2, 2]) : loopVariable(type, [1, 1, 1, 0]);

/** What a path does besides: the leaf may go. */
const REMOVAL = code(100);

/** Marks where the body of a LET may use its variable; what nobody replaced is a constant. */
const mark = (type) => `<${type}>`;
const unmark = (hex) =>
  hex
    .replaceAll(mark(TYPE.INT), int(4))
    .replaceAll(mark(TYPE.STR), text(3, 'v'))
    .replaceAll(mark(TYPE.LIST), quote([int(1)]));
/** Containers count elements, not bytes, so text can be replaced in what is made already. */
const bind = (name, type, value, body) =>
  code(125, raw(name), value, body.replaceAll(mark(type), code(124, raw(name))));

/**
 * In calls a list is computed unless it is quoted. What selections make of inverted return types and of wildcards is
 * compared with the operations themselves, where there is no expression around them.
 */
const asParameter = (hex) => {
  if (/^(9|dc|dd)/.test(hex)) return code(126, hex.replaceAll(WILDCARD, NIL).replaceAll(INFINITE, NIL));
  if (hex === WILDCARD || hex === INFINITE) return NIL;
  return /^ce0001/.test(hex) ? int(Number(`0x${hex.slice(6)}`)) : hex;
};

function expressions(source, isPath) {
  const texts = isPath ? shortWords : words;
  const table = fc.letrec((tie) => {
    const of = (type) => tie(`t${type}`);
    const any = fc.oneof(
      ...Object.values(TYPE)
        .filter((type) => type !== TYPE.GEO && type !== TYPE.NIL)
        .map(of),
    );
    /** Mostly of that type. */
    const near = (type) => fc.oneof({ arbitrary: of(type), weight: 60 }, { arbitrary: any, weight: 1 });
    const many = (type, minLength) => fc.array(near(type), { minLength, maxLength: 3 });
    const { BOOL, INT, FLOAT, STR, LIST, MAP, BLOB, HLL } = TYPE;
    const call = (codes, args) =>
      fc.tuple(fc.constantFrom(...codes), args).map(([number, all]) => code(number, ...all));
    const comparison = (type) => call([1, 2, 3, 4, 5, 6], fc.tuple(near(type), near(type)));
    const special = fc
      .tuple(fc.constantFrom(1, 2, 3, 4, 5, 6), near(LIST), comparands)
      .map(([number, value, other]) => code(number, value, other));
    const divisors = (constant, ...those) => fc.constantFrom(...those).map(constant);
    const common = (type, constants) => [
      { arbitrary: constants, weight: 6 },
      { arbitrary: source(type), weight: 8 },
      { arbitrary: condition(type), weight: 1 },
      ...[INT, STR, LIST].map((bound) => ({ arbitrary: variable(bound, type), weight: 1 })),
    ];
    const condition = (type) =>
      fc
        .tuple(
          fc.array(fc.tuple(near(BOOL), near(type)), { minLength: 1, maxLength: 2 }),
          fc.option(near(type), { freq: 4 }),
        )
        .map(([cases, otherwise]) => code(123, ...cases.flat(), otherwise ?? code(0)));
    const variable = (bound, type) =>
      fc
        .tuple(fc.constantFrom('x', 'y', 'z'), of(bound), of(type))
        .map(([name, value, body]) => bind(name, bound, value, body));
    const called = (system, type, base, calls) =>
      fc
        .tuple(calls, base, fc.option(of(INT), { freq: 5 }))
        .map(([payload, value, computed]) => code(127, int(type), int(system), withComputed(payload, computed), value));
    const reads = (type) => [
      { arbitrary: called(SYSTEM.CDT, type, near(LIST), callsOf(LIST_READS, asParameter)), weight: 2 },
      { arbitrary: called(SYSTEM.CDT, type, near(MAP), callsOf(MAP_READS, asParameter)), weight: 2 },
    ];
    const changed = (system, type, tableOfCalls) =>
      called(
        system + MODIFY_LOCAL,
        type,
        fc.oneof({ arbitrary: near(type), weight: 8 }, { arbitrary: fc.constant(NIL), weight: 0 }),
        callsOf(tableOfCalls, asParameter),
      );
    const oneOf = (...options) => fc.oneof({ depthSize: 'small', maxDepth: 4 }, ...options);
    const plain = (arbitrary, weight = 1) => ({ arbitrary, weight });
    return {
      [`t${TYPE.BOOL}`]: oneOf(
        ...common(BOOL, fc.constantFrom('c2', 'c3', code(0))),
        ...[BOOL, INT, FLOAT, STR, BLOB, LIST, MAP].map((type) => plain(comparison(type), type === INT ? 6 : 2)),
        plain(special),
        plain(fc.tuple(shapes, shapes).map(([a, b]) => code(8, a, b))),
        plain(call([16, 17, 19], many(BOOL, 2)), 6),
        plain(
          fc.tuple(near(BOOL)).map(([value]) => code(18, value)),
          2,
        ),
        plain(
          fc.tuple(any, near(LIST)).map((args) => code(9, ...args)),
          2,
        ),
        plain(
          fc
            .tuple(fc.constantFrom(0, 1, 2, 3), patterns, near(STR))
            .map(([flags, pattern, value]) => code(7, int(flags), raw(pattern), value)),
          2,
        ),
        ...reads(BOOL),
      ),
      [`t${TYPE.INT}`]: oneOf(
        ...common(
          INT,
          fc.oneof({ arbitrary: ints.map(int), weight: 4 }, { arbitrary: fc.constant(mark(INT)), weight: 1 }),
        ),
        plain(call([20, 21, 22, 50, 51, 32, 33, 34], many(INT, 1)), 6),
        plain(call([36, 37, 38], fc.tuple(near(INT), near(INT))), 2),
        plain(call([27, 35, 39], fc.tuple(near(INT))), 2),
        plain(call([40, 41], fc.tuple(near(INT), near(BOOL))), 2),
        plain(fc.tuple(near(INT), divisors(int, 2, 3, 7, -2, -5, 0)).map(([a, b]) => code(23, a, b))),
        plain(fc.tuple(near(INT), divisors(int, 2, 3, 7, -2, -5, 0)).map(([a, b]) => code(26, a, b))),
        plain(fc.tuple(near(INT)).map(([a]) => code(23, a))),
        plain(fc.tuple(near(FLOAT)).map(([a]) => code(30, a))),
        ...reads(INT),
        plain(called(SYSTEM.BITS, INT, near(BLOB), callsOf(BITS_READS, asParameter))),
        plain(called(SYSTEM.HLL, INT, near(HLL), callsOf(HLL_READS, asParameter))),
      ),
      [`t${TYPE.FLOAT}`]: oneOf(
        ...common(FLOAT, floats.map(double)),
        plain(call([20, 21, 22, 23, 50, 51], many(FLOAT, 1)), 4),
        plain(call([27, 28, 29], fc.tuple(near(FLOAT))), 2),
        // Powers that are exact, because the last bit of others is the library's.
        plain(
          fc
            .tuple(fc.constantFrom(-2, 0, 1, 2, 3), fc.constantFrom(0, 1, 2, 5))
            .map(([a, b]) => code(24, double(a), double(b))),
        ),
        plain(
          fc.tuple(near(INT)).map(([a]) => code(31, a)),
          2,
        ),
        ...reads(FLOAT),
      ),
      [`t${TYPE.STR}`]: oneOf(
        ...common(
          STR,
          fc.oneof(
            { arbitrary: texts.map((word) => text(3, word)), weight: 4 },
            { arbitrary: fc.constant(mark(STR)), weight: 1 },
          ),
        ),
        ...reads(STR),
      ),
      [`t${TYPE.BLOB}`]: oneOf(
        ...common(
          BLOB,
          texts.map((word) => text(4, word)),
        ),
        ...reads(BLOB),
        plain(called(SYSTEM.BITS, BLOB, near(BLOB), callsOf(BITS_READS, asParameter))),
        plain(changed(SYSTEM.BITS, BLOB, BITS_MODIFIES), 2),
      ),
      [`t${TYPE.LIST}`]: oneOf(
        ...common(
          LIST,
          fc.oneof({ arbitrary: listConstants, weight: 4 }, { arbitrary: fc.constant(mark(LIST)), weight: 1 }),
        ),
        ...reads(LIST),
        plain(changed(SYSTEM.CDT, LIST, LIST_MODIFIES), 3),
        plain(call([101, 102], fc.tuple(near(MAP))), 2),
        ...(isPath ? [] : [plain(pathCall(tie('path'), LIST, fc.oneof(of(LIST), of(MAP))), 2)]),
      ),
      [`t${TYPE.MAP}`]: oneOf(
        ...common(MAP, mapConstants),
        ...reads(MAP),
        plain(changed(SYSTEM.CDT, MAP, MAP_MODIFIES), 3),
      ),
      [`t${TYPE.HLL}`]: oneOf(
        ...common(HLL, source(HLL)),
        plain(called(SYSTEM.HLL, HLL, near(HLL), callsOf(HLL_READS, asParameter))),
        plain(changed(SYSTEM.HLL, HLL, HLL_MODIFIES), 2),
      ),
      path: isPath ? fc.constant('') : selectPayloads,
    };
  });
  const of = (type) => table[`t${type}`].map(unmark);
  return { of, any: fc.oneof(...[1, 2, 3, 4, 5, 6, 7, 9].map(of)) };
}

/**
 * Puts a computed parameter where the payload has its first small integer behind the code. It stays small: a list is
 * padded up to an index before anybody looks at its size.
 */
function withComputed(payload, computed) {
  if (computed === null || !/^9[2-9]/.test(payload)) return payload;
  const codeBytes = payload.startsWith('cc', 2) ? 4 : 2;
  const at = 2 + codeBytes;
  return /^[0-7]/.test(payload.slice(at))
    ? payload.slice(0, at) + code(32, computed, int(15)) + payload.slice(at + 2)
    : payload;
}

const pathCall = (payloads, type, base) =>
  fc.tuple(payloads, base).map(([payload, value]) => code(127, int(type), int(SYSTEM.CDT), payload, value));

const onPath = expressions(pathSource, true);
const indexes = fc.integer({ min: -3, max: 4 }).map(int);
const pathKeys = fc.oneof(
  fc.integer({ min: 0, max: 4 }).map(int),
  shortWords.map((word) => text(3, word)),
);
const filters = fc.oneof(
  { arbitrary: fc.constant('c3'), weight: 2 },
  { arbitrary: onPath.of(TYPE.BOOL).filter((hex) => hex.startsWith('9')), weight: 3 },
);
const item = (types, value) => fc.tuple(fc.constantFrom(...types).map(int), value).map((all) => all);
const steps = fc.oneof(
  { arbitrary: item([0x04], filters), weight: 8 },
  { arbitrary: item([0x10, 0x11, 0x20, 0x21, 0x00, 0x01], indexes), weight: 3 },
  { arbitrary: item([0x22, 0x22, 0x02], pathKeys), weight: 3 },
  { arbitrary: item([0x13, 0x23, 0x03], element), weight: 2 },
  {
    arbitrary: item(
      [0x2a, 0x0a],
      fc.array(pathKeys, { maxLength: 4 }).map((keys) => list(keys)),
    ),
    weight: 2,
  },
);
/** Not behind an index or rank: in maps the real server loses its place there. */
const conditional = fc.oneof(
  { arbitrary: item([0x10, 0x11], indexes), weight: 1 },
  { arbitrary: item([0x22, 0x22, 0x02], pathKeys), weight: 2 },
  { arbitrary: item([0x13, 0x23, 0x03], element), weight: 2 },
  {
    arbitrary: item(
      [0x2a, 0x0a],
      fc.array(pathKeys, { maxLength: 4 }).map((keys) => list(keys)),
    ),
    weight: 2,
  },
);
const withAnd = fc.oneof(
  { arbitrary: steps, weight: 5 },
  { arbitrary: fc.tuple(conditional, filters).map(([step, filter]) => [...step, int(0x204), filter]), weight: 1 },
);
const paths = fc.array(withAnd, { minLength: 1, maxLength: 3 }).map((all) => list(all.flat()));
/** Below the first level the real server ends when what a rank or a map's index leads to is modified. */
const deepSteps = steps.filter(([type]) => !['11', '20', '21', '00', '01'].includes(type));
const applyPaths = fc
  .tuple(withAnd, fc.array(deepSteps, { maxLength: 2 }))
  .map(([first, others]) => list([...first, ...others.flat()]));
const modes = fc
  .tuple(fc.constantFrom(0, 0, 1, 1, 1, 2, 3), fc.constantFrom(0, 0, 16))
  .map(([mode, flag]) => int(mode + flag));
export const selectPayloads = fc.tuple(paths, modes).map((args) => list(['ccfe', ...args]));
const applied = fc.oneof(
  { arbitrary: fc.oneof(...[1, 2, 3, 4, 5, 7].map(onPath.of)), weight: 6 },
  { arbitrary: fc.constant(REMOVAL), weight: 1 },
  {
    arbitrary: onPath.of(TYPE.BOOL).map((when) => code(123, when, REMOVAL, REMOVAL)),
    weight: 1,
  },
);
export const applyPayloads = fc
  .tuple(applyPaths, fc.constantFrom(4, 4, 20).map(int), applied)
  .map((args) => list(['ccfe', ...args]));

export const onRecord = expressions(recordSource, false);
export const filterExpressions = onRecord.of(TYPE.BOOL);
/** What is made of nothing: a call on nil. */
export const onNil = fc
  .oneof(
    fc.tuple(fc.constant(TYPE.LIST), fc.constant(SYSTEM.CDT), callsOf(LIST_MODIFIES, asParameter)),
    fc.tuple(fc.constant(TYPE.MAP), fc.constant(SYSTEM.CDT), callsOf(MAP_MODIFIES, asParameter)),
    fc.tuple(fc.constant(TYPE.BLOB), fc.constant(SYSTEM.BITS), callsOf(BITS_MODIFIES, asParameter)),
    fc.tuple(fc.constant(TYPE.HLL), fc.constant(SYSTEM.HLL), callsOf(HLL_MODIFIES, asParameter)),
  )
  .map(([type, system, payload]) => code(127, int(type), int(system + MODIFY_LOCAL), payload, NIL));
export const recordValues = { ints, floats, words, items, mapOf, element };
