// Cases of expressions: a record with a bin of each kind, and commands that read, store and filter by expressions, or
// walk along paths.
import fc from 'fast-check';
import { applyPayloads, filterExpressions, onNil, onRecord, recordValues, selectPayloads } from './expressions.mjs';
import { stored as sketches } from './hll.mjs';
import { int, list } from './msgpack.mjs';
import { OP, PARTICLE } from './operations.mjs';

const { ints, floats, words, items, mapOf, element } = recordValues;

const eightBytes = (write) => {
  const bytes = Buffer.alloc(8);
  write(bytes);
  return bytes.toString('hex');
};
const integer = ints.map((value) => ({
  type: PARTICLE.INTEGER,
  value: eightBytes((bytes) => bytes.writeBigInt64BE(BigInt.asIntN(64, BigInt(value)))),
}));
const float = floats
  .filter((value) => !Number.isNaN(value))
  .map((value) => ({ type: PARTICLE.DOUBLE, value: eightBytes((bytes) => bytes.writeDoubleBE(value)) }));
const textOf = (type) => words.map((word) => ({ type, value: Buffer.from(word).toString('hex') }));
const bool = fc.constantFrom('00', '01').map((value) => ({ type: PARTICLE.BOOL, value }));
const lists = items.map((all) => ({ type: PARTICLE.LIST, value: list(all) }));
const maps = mapOf(element).map((value) => ({ type: PARTICLE.MAP, value }));
const hlls = sketches.map((value) => ({ type: PARTICLE.HLL, value }));
const mostly = (arbitrary) =>
  fc.option(
    arbitrary.map((bin) => ({ code: OP.WRITE, ...bin })),
    { freq: 9 },
  );

const record = fc.record({
  i: mostly(integer),
  j: mostly(integer),
  f: mostly(float),
  s: mostly(textOf(PARTICLE.STRING)),
  t: mostly(bool),
  l: mostly(lists),
  m: mostly(maps),
  b: mostly(textOf(PARTICLE.BLOB)),
  h: mostly(hlls),
});

const payload = (expression, flags) => list([expression, int(flags)]);
const readFlags = fc.constantFrom(0, 0, 0, 16, 16, 1);
const modifyFlags = fc.constantFrom(0, 0, 0, 0, 1, 2, 4, 8, 9, 10, 16, 20, 31, 32);
const anyExpression = fc.oneof(
  { arbitrary: onRecord.any, weight: 12 },
  { arbitrary: onNil, weight: 1 },
  { arbitrary: fc.constantFrom('c0', '9100', '9164', 'd4ff01'), weight: 1 },
);
const read = fc.tuple(anyExpression, readFlags).map(([expression, flags]) => ({
  code: OP.EXP_READ,
  type: PARTICLE.BLOB,
  name: 'r',
  value: payload(expression, flags),
}));
const modify = fc
  .tuple(anyExpression, modifyFlags, fc.constantFrom('i', 's', 'l', 'm', 'new'))
  .map(([expression, flags, name]) => ({
    code: OP.EXP_MODIFY,
    type: PARTICLE.BLOB,
    name,
    value: payload(expression, flags),
  }));
const ops = fc.oneof(
  { arbitrary: fc.tuple(read), weight: 6 },
  { arbitrary: fc.tuple(modify), weight: 2 },
  { arbitrary: fc.array(fc.oneof(read, modify), { minLength: 2, maxLength: 3 }), weight: 1 },
);
const filtered = fc
  .tuple(filterExpressions, fc.constantFrom({ code: 1, type: 0, value: '', name: 'i' }))
  .map(([filter, op]) => ({ ops: [op], respondsToAll: false, filter }));
const commands = fc.oneof(
  { arbitrary: fc.record({ ops, respondsToAll: fc.boolean() }), weight: 3 },
  { arbitrary: filtered, weight: 2 },
);

/** Each with several commands, so that writing the record costs less than what is asked of it. */
export const expressionCases = fc.record({
  bins: record,
  storesKey: fc.boolean(),
  commands: fc.array(commands, { minLength: 4, maxLength: 10 }),
});

const deep = fc.oneof(
  { arbitrary: items, weight: 1 },
  {
    arbitrary: fc.array(
      fc.oneof(
        items.map((all) => list(all)),
        mapOf(element),
        element,
      ),
      { maxLength: 4 },
    ),
    weight: 3,
  },
);
const deepList = fc.oneof(
  { arbitrary: deep.map((all) => list(all)), weight: 4 },
  {
    arbitrary: fc.array(fc.nat(9), { maxLength: 5 }).map((all) => list(all.sort((a, b) => a - b).map(int), 1)),
    weight: 1,
  },
);
// Lists in order stand at the top only: the real server ends at one that a path changes further down.
const deepMap = mapOf(
  fc.oneof(
    element,
    deep.map((all) => list(all)),
    mapOf(element),
  ),
);
const pathBins = fc.record({
  l: mostly(deepList.map((value) => ({ type: PARTICLE.LIST, value }))),
  m: mostly(deepMap.map((value) => ({ type: PARTICLE.MAP, value }))),
  i: mostly(integer),
});
const onPath = (code, values) =>
  fc
    .tuple(values, fc.constantFrom('l', 'l', 'l', 'm', 'm', 'm', 'i', 'absent'))
    .map(([value, name]) => ({ code, type: PARTICLE.BLOB, name, value }));
const selecting = onPath(OP.CDT_READ, selectPayloads);
const applying = fc.oneof(
  { arbitrary: onPath(OP.CDT_MODIFY, applyPayloads), weight: 8 },
  { arbitrary: onPath(OP.CDT_MODIFY, selectPayloads), weight: 1 },
  { arbitrary: onPath(OP.CDT_READ, applyPayloads), weight: 1 },
);

export const pathCases = fc.record({
  bins: pathBins,
  commands: fc.array(fc.record({ ops: fc.tuple(fc.oneof(selecting, applying)), respondsToAll: fc.boolean() }), {
    minLength: 3,
    maxLength: 8,
  }),
});
