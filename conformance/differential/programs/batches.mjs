// Batches of rows of every kind, with policies of their own.
import fc from 'fast-check';
import { haveModules } from './modules.mjs';
import { keyOf, madeOperation, operationsOf, prepare as prepareRecords, calls as recordCalls } from './records.mjs';
import { bins, filters, generations, keys, lives, made, madePolicy, sound } from './values.mjs';

const maybe = (arbitrary, freq = 2) => fc.option(arbitrary, { nil: undefined, freq });
const rarely = (arbitrary) => fc.oneof({ arbitrary: fc.constant(undefined), weight: 6 }, arbitrary);
const places = fc.oneof(
  { arbitrary: fc.record({ key: fc.constantFrom(0, 1, 2, 3) }), weight: 8 },
  fc.record({ key: keys, set: fc.constant(null) }),
  fc.record({ key: keys, ns: fc.constantFrom('dev', 'nosuch') }),
  fc.record({ key: keys, set: fc.constant('s'.repeat(63)) }),
);

const READ_KINDS = new Set(['read', 'listSize', 'mapSize', 'hllCount', 'expRead', 'expReadLenient']);
const readOps = operationsOf.filter(({ kind }) => READ_KINDS.has(kind));

const readPolicy = maybe(fc.record({ filter: filters, readTouchTtlPercent: rarely(fc.constantFrom(0, -1, 50)) }));
const writePolicy = maybe(
  fc.record({
    filter: filters,
    exists: maybe(fc.constantFrom(0, 1, 2, 3, 4)),
    gen: maybe(fc.constantFrom(0, 1, 2)),
    key: maybe(fc.constantFrom(0, 1)),
    ttl: lives,
    durableDelete: rarely(fc.boolean()),
  }),
);
const removePolicy = maybe(
  fc.record({
    filter: filters,
    gen: maybe(fc.constantFrom(0, 1, 2)),
    generation: maybe(generations),
    key: maybe(fc.constantFrom(0, 1)),
    durableDelete: rarely(fc.boolean()),
  }),
);
const applyPolicy = maybe(
  fc.record({ filter: filters, key: maybe(fc.constantFrom(0, 1)), ttl: lives, durableDelete: rarely(fc.boolean()) }),
);

const reads = fc.oneof(
  fc.record({ type: fc.constant(0), at: places, readAllBins: fc.constantFrom(true, false), policy: readPolicy }),
  fc.record({
    type: fc.constant(0),
    at: places,
    bins: fc.array(fc.constantFrom('a', 'b', 'nope'), { maxLength: 3 }),
    policy: readPolicy,
  }),
  fc.record({
    type: fc.constant(0),
    at: places,
    ops: fc.array(readOps, { minLength: 1, maxLength: 3 }),
    policy: readPolicy,
  }),
);
const writes = fc.record({
  type: fc.constant(1),
  at: places,
  ops: fc.array(operationsOf, { minLength: 1, maxLength: 4 }),
  policy: writePolicy,
});
const removes = fc.record({ type: fc.constant(3), at: places, policy: removePolicy });
const udfs = fc.oneof(
  {
    arbitrary: fc.constantFrom(
      { module: 'rows', funcname: 'put' },
      { module: 'rows', funcname: 'get' },
      { module: 'rows', funcname: 'drop' },
      { module: 'rows', funcname: 'fail' },
    ),
    weight: 8,
  },
  fc.constantFrom({ module: 'rows', funcname: 'nosuch' }, { module: 'nosuch', funcname: 'f' }),
);
const applies = fc.record({
  type: fc.constant(2),
  at: places,
  udf: udfs,
  args: fc.array(sound, { maxLength: 2 }),
  policy: applyPolicy,
});

const batchPolicies = fc.record({
  filter: filters,
  allowInline: maybe(fc.boolean()),
  respondAllKeys: maybe(fc.boolean(), 1),
  sendSetName: rarely(fc.boolean()),
  deserialize: fc.constant(undefined),
});
const rowsOf = (...kinds) => fc.array(fc.oneof(...kinds), { minLength: 1, maxLength: 9 });
/** A server works on several rows at a time: those of one record only read, or nobody knows the order. */
const ONE_PER_RECORD = { selector: (at) => JSON.stringify(at), minLength: 1, maxLength: 8 };
const changesOf = (...kinds) =>
  fc.uniqueArray(fc.oneof(...kinds), { ...ONE_PER_RECORD, selector: ({ at }) => JSON.stringify(at) });
const manyPlaces = fc.array(places, { minLength: 1, maxLength: 8 });
const differentPlaces = fc.uniqueArray(places, ONE_PER_RECORD);

const steps = fc.oneof(
  {
    arbitrary: fc.record({
      call: fc.constant('batchWrite'),
      rows: changesOf({ arbitrary: writes, weight: 3 }, reads, removes, applies),
      policy: batchPolicies,
    }),
    weight: 6,
  },
  { arbitrary: fc.record({ call: fc.constant('batchRead'), rows: rowsOf(reads), policy: batchPolicies }), weight: 3 },
  fc.record({ call: fc.constant('batchRemove'), all: differentPlaces, policy: batchPolicies, own: removePolicy }),
  fc.record({
    call: fc.constant('batchApply'),
    all: differentPlaces,
    udf: udfs,
    args: fc.array(sound, { maxLength: 2 }),
    policy: batchPolicies,
    own: applyPolicy,
  }),
  fc.record({ call: fc.constant('batchGet'), all: manyPlaces, policy: batchPolicies }),
  fc.record({ call: fc.constant('batchExists'), all: manyPlaces, policy: batchPolicies }),
  fc.record({
    call: fc.constant('batchSelect'),
    all: manyPlaces,
    names: fc.array(fc.constantFrom('a', 'b', 'nope'), { maxLength: 3 }),
    policy: batchPolicies,
  }),
  {
    arbitrary: fc.record({ call: fc.constant('plainPut'), at: places.filter(({ ns }) => ns !== 'nosuch'), bins }),
    weight: 4,
  },
  fc.record({ call: fc.constant('get'), at: places, policy: fc.constant({}) }),
);

const SOURCE = `function put(rec, v, w)
  rec.a = v
  rec.b = w
  if aerospike:exists(rec) then return aerospike:update(rec) end
  return aerospike:create(rec)
end
function get(rec, name) return rec.a end
function drop(rec) return aerospike:remove(rec) end
function fail(rec, v) error(tostring(v)) end
`;

function madeRow(t, { at, ops, policy, udf, args, type, ...rest }) {
  const row = { type, key: keyOf(t, at), ...rest };
  if (ops !== undefined) row.ops = ops.map((one) => madeOperation(t.A, one));
  if (policy !== undefined) row.policy = madePolicy(t.A, policy);
  if (udf !== undefined) row.udf = { ...udf, args: args.map((one) => made(t.A, one)) };
  return row;
}
const row = ({ status, record, inDoubt }) => ({
  status,
  inDoubt,
  bins: record?.bins,
  gen: record?.gen,
  ttl: record?.ttl,
});
const rowsFrom = async (promise) => {
  try {
    return (await promise).map(row);
  } catch (error) {
    if (error.results === undefined) throw error;
    throw Object.assign(error, { results: error.results.map((one) => one && row(one)) });
  }
};

const keysOf = (t, all) => all.map((at) => keyOf(t, at));

export const calls = {
  ...recordCalls,
  batchWrite: (t, { rows, policy }) =>
    rowsFrom(
      t.client.batchWrite(
        rows.map((one) => madeRow(t, one)),
        madePolicy(t.A, policy),
      ),
    ),
  batchRead: (t, { rows, policy }) =>
    rowsFrom(
      t.client.batchRead(
        rows.map((one) => madeRow(t, one)),
        madePolicy(t.A, policy),
      ),
    ),
  batchRemove: (t, { all, policy, own }) =>
    rowsFrom(t.client.batchRemove(keysOf(t, all), madePolicy(t.A, policy), own && madePolicy(t.A, own))),
  batchApply: (t, { all, udf, args, policy, own }) =>
    rowsFrom(
      t.client.batchApply(
        keysOf(t, all),
        { ...udf, args: args.map((one) => made(t.A, one)) },
        madePolicy(t.A, policy),
        own && madePolicy(t.A, own),
      ),
    ),
  batchGet: (t, { all, policy }) => rowsFrom(t.client.batchGet(keysOf(t, all), madePolicy(t.A, policy))),
  batchExists: (t, { all, policy }) => rowsFrom(t.client.batchExists(keysOf(t, all), madePolicy(t.A, policy))),
  batchSelect: (t, { all, names, policy }) =>
    rowsFrom(t.client.batchSelect(keysOf(t, all), names, madePolicy(t.A, policy))),
};

async function prepare(t) {
  await haveModules(t, { rows: SOURCE });
  await prepareRecords(t);
}

export const batches = { programs: fc.array(steps, { minLength: 2, maxLength: 7 }), calls, prepare };
