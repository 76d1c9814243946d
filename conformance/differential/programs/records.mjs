// Commands on single records.
import fc from 'fast-check';
import {
  binNames,
  bins,
  blobs,
  filters,
  floats,
  generations,
  integers,
  KEYS,
  keys,
  lives,
  made,
  madeBins,
  madePolicy,
  texts,
  values,
} from './values.mjs';

const maybe = (arbitrary, freq = 3) => fc.option(arbitrary, { nil: undefined, freq });
const rarely = (arbitrary) => fc.oneof({ arbitrary: fc.constant(undefined), weight: 6 }, arbitrary);

const SETS = ['s'.repeat(63), null];
const places = fc.oneof(
  { arbitrary: fc.record({ key: keys }), weight: 8 },
  fc.record({ key: keys, set: fc.constantFrom(...SETS) }),
  fc.record({ key: keys, ns: fc.constant('dev') }),
  fc.record({ key: keys, isDigest: fc.constant(true) }),
);

/** The sets of a lane, so that lanes do not meet. */
const laneSet = (lane, set) => (set === undefined ? `twin${lane}` : set === null ? set : `${set.slice(0, 62)}${lane}`);

export function keyOf({ A, lane }, { key, set, ns = 'test', isDigest = false }) {
  // Records without a set have no lane but in their key.
  const own = made(A, KEYS[key]);
  const value = set === null ? `lane ${lane} ${key}` : own;
  const whole = new A.Key(ns, laneSet(lane, set), value);
  if (!isDigest) return whole;
  return new A.Key(ns, laneSet(lane, set), undefined, digest(whole));
}

const digests = new Map();
function digest(key) {
  if (key.digest) return key.digest;
  return digests.get(`${key.set} ${typeof key.key} ${key.key}`);
}

export const writePolicies = fc.record({
  exists: maybe(fc.constantFrom(0, 1, 2, 3, 4), 1),
  gen: maybe(fc.constantFrom(0, 1, 2)),
  key: maybe(fc.constantFrom(0, 1)),
  commitLevel: rarely(fc.constantFrom(0, 1)),
  durableDelete: rarely(fc.boolean()),
  filter: filters,
  compress: rarely(fc.boolean()),
});
export const readPolicies = fc.record({
  filter: filters,
  readTouchTtlPercent: rarely(fc.constantFrom(0, -1, 1, 100)),
  key: maybe(fc.constantFrom(0, 1)),
  deserialize: fc.constant(undefined),
});
const removePolicies = fc.record({
  gen: maybe(fc.constantFrom(0, 1, 2)),
  generation: maybe(generations),
  durableDelete: rarely(fc.boolean()),
  filter: filters,
  key: maybe(fc.constantFrom(0, 1)),
});
const metas = maybe(fc.record({ ttl: lives, gen: maybe(generations, 2) }), 2);

/** Operations as data and what they make of a module. */
const OPERATIONS = {
  read: ({ operations }, { bin }) => operations.read(bin),
  write: ({ operations, ...A }, { bin, value }) => operations.write(bin, made(A, value)),
  incr: ({ operations, ...A }, { bin, value }) => operations.incr(bin, made(A, value)),
  append: ({ operations, ...A }, { bin, value }) => operations.append(bin, made(A, value)),
  prepend: ({ operations, ...A }, { bin, value }) => operations.prepend(bin, made(A, value)),
  touch: ({ operations }, { ttl }) => operations.touch(ttl),
  delete: ({ operations }) => operations.delete(),
  listAppend: ({ lists, ...A }, { bin, value }) => lists.append(bin, made(A, value)),
  listSize: ({ lists }, { bin }) => lists.size(bin),
  listPop: ({ lists }, { bin }) => lists.pop(bin, 0),
  listClear: ({ lists }, { bin }) => lists.clear(bin),
  mapPut: ({ maps, ...A }, { bin, value }) => maps.put(bin, 'k', made(A, value)),
  mapSize: ({ maps }, { bin }) => maps.size(bin),
  hllInit: ({ hll }, { bin }) => hll.init(bin, 6),
  hllCount: ({ hll }, { bin }) => hll.getCount(bin),
  bitResize: ({ bitwise }, { bin }) => bitwise.resize(bin, 4),
  expRead: ({ exp }, { bin }) => exp.operations.read('out', exp.add(exp.binInt(bin), exp.int(1)), 0),
  expReadLenient: ({ exp }, { bin }) => exp.operations.read('out', exp.add(exp.binInt(bin), exp.int(1)), 16),
  expWrite: ({ exp }, { bin, flags }) => exp.operations.write(bin, exp.int(5), flags),
  expWriteBin: ({ exp }, { bin, flags }) => exp.operations.write(bin, exp.binStr('a'), flags),
};
const numbers = fc.oneof({ arbitrary: integers, weight: 3 }, floats);
const chunks = fc.oneof({ arbitrary: texts, weight: 3 }, blobs);
const someBins = fc.constantFrom('a', 'b', 'c');
const op = (kind, more = {}) => fc.record({ kind: fc.constant(kind), bin: someBins, ...more });
export const operationsOf = fc.oneof(
  { arbitrary: op('read'), weight: 4 },
  { arbitrary: op('write', { value: values }), weight: 4 },
  { arbitrary: op('incr', { value: numbers }), weight: 2 },
  { arbitrary: op('append', { value: chunks }), weight: 2 },
  op('prepend', { value: chunks }),
  { arbitrary: op('touch', { ttl: fc.constantFrom(undefined, 0, -1, -2, 1080) }), weight: 2 },
  { arbitrary: op('delete'), weight: 2 },
  op('listAppend', { value: values }),
  op('listSize'),
  op('listPop'),
  op('listClear'),
  op('mapPut', { value: values }),
  op('mapSize'),
  op('hllInit'),
  op('hllCount'),
  op('bitResize'),
  op('expRead'),
  op('expReadLenient'),
  op('expWrite', { flags: fc.constantFrom(0, 1, 2, 4, 8, 16) }),
  op('expWriteBin', { flags: fc.constantFrom(0, 1, 2, 4, 8, 16) }),
);
export const madeOperation = (A, one) => OPERATIONS[one.kind](A, one);

/** Texts that make records about as large as a record may be. */
const NEAR = 1_048_576;
const sizes = fc.integer({ min: NEAR - 130, max: NEAR + 20 });

const steps = fc.oneof(
  {
    arbitrary: fc.record({ call: fc.constant('put'), at: places, bins, meta: metas, policy: writePolicies }),
    weight: 6,
  },
  { arbitrary: fc.record({ call: fc.constant('plainPut'), at: places, bins }), weight: 4 },
  { arbitrary: fc.record({ call: fc.constant('get'), at: places, policy: readPolicies }), weight: 4 },
  fc.record({
    call: fc.constant('select'),
    at: places,
    names: fc.array(binNames, { maxLength: 3 }),
    policy: readPolicies,
  }),
  fc.record({ call: fc.constant('exists'), at: places, policy: readPolicies }),
  fc.record({ call: fc.constant('existsWithMetadata'), at: places, policy: readPolicies }),
  { arbitrary: fc.record({ call: fc.constant('remove'), at: places, policy: removePolicies }), weight: 2 },
  {
    arbitrary: fc.record({
      call: fc.constant('operate'),
      at: places,
      ops: fc.array(operationsOf, { minLength: 1, maxLength: 5 }),
      meta: metas,
      policy: writePolicies,
    }),
    weight: 8,
  },
  fc.record({
    call: fc.constant('add'),
    at: places,
    bins: fc.dictionary(someBins, numbers, { minKeys: 1, maxKeys: 2 }),
    meta: metas,
    policy: writePolicies,
  }),
  fc.record({
    call: fc.constant('append'),
    at: places,
    bins: fc.dictionary(someBins, chunks, { minKeys: 1, maxKeys: 2 }),
    meta: metas,
    policy: writePolicies,
  }),
  fc.record({
    call: fc.constant('prepend'),
    at: places,
    bins: fc.dictionary(someBins, chunks, { minKeys: 1, maxKeys: 2 }),
    meta: metas,
    policy: writePolicies,
  }),
);
const bigSteps = fc.oneof(
  fc.record({
    call: fc.constant('putLong'),
    at: places,
    bin: binNames,
    size: sizes,
    policy: fc.record({ key: maybe(fc.constantFrom(0, 1)), exists: maybe(fc.constantFrom(0, 3, 4)) }),
  }),
  fc.record({ call: fc.constant('appendLong'), at: places, bin: binNames, size: fc.integer({ min: 1, max: 60 }) }),
  steps,
);

const plain = (record) => ({ bins: record.bins, gen: record.gen, ttl: record.ttl, key: record.key?.key });

export const calls = {
  put: async (t, { at, bins: all, meta, policy }) =>
    void (await t.client.put(keyOf(t, at), madeBins(t.A, all), meta, madePolicy(t.A, policy))),
  plainPut: async (t, { at, bins: all }) => void (await t.client.put(keyOf(t, at), madeBins(t.A, all))),
  putLong: async (t, { at, bin, size, policy }) =>
    void (await t.client.put(keyOf(t, at), { [bin]: 'l'.repeat(size) }, {}, madePolicy(t.A, policy))),
  appendLong: async (t, { at, bin, size }) => void (await t.client.append(keyOf(t, at), { [bin]: 'l'.repeat(size) })),
  get: async (t, { at, policy }) => plain(await t.client.get(keyOf(t, at), madePolicy(t.A, policy))),
  select: async (t, { at, names, policy }) =>
    plain(await t.client.select(keyOf(t, at), names, madePolicy(t.A, policy))),
  exists: (t, { at, policy }) => t.client.exists(keyOf(t, at), madePolicy(t.A, policy)),
  existsWithMetadata: async (t, { at, policy }) =>
    plain(await t.client.existsWithMetadata(keyOf(t, at), madePolicy(t.A, policy))),
  remove: async (t, { at, policy }) => void (await t.client.remove(keyOf(t, at), madePolicy(t.A, policy))),
  operate: async (t, { at, ops, meta, policy }) =>
    plain(
      await t.client.operate(
        keyOf(t, at),
        ops.map((one) => madeOperation(t.A, one)),
        meta,
        madePolicy(t.A, policy),
      ),
    ),
  add: async (t, { at, bins: all, meta, policy }) =>
    void (await t.client.add(keyOf(t, at), madeBins(t.A, all), meta, madePolicy(t.A, policy))),
  append: async (t, { at, bins: all, meta, policy }) =>
    void (await t.client.append(keyOf(t, at), madeBins(t.A, all), meta, madePolicy(t.A, policy))),
  prepend: async (t, { at, bins: all, meta, policy }) =>
    void (await t.client.prepend(keyOf(t, at), madeBins(t.A, all), meta, madePolicy(t.A, policy))),
};

/** Removes whatever an earlier program of this lane may have left. */
export async function prepare(t) {
  const all = [undefined, ...SETS].flatMap((set) =>
    t.namespaces.flatMap((ns) => KEYS.map((_, key) => keyOf(t, { key, set, ns }))),
  );
  const unique = [...new Map(all.map((key) => [`${key.ns} ${key.set} ${typeof key.key} ${key.key}`, key])).values()];
  const results = await t.client.batchRemove(unique);
  for (const { record } of results) {
    if (record.key.digest)
      digests.set(`${record.key.set} ${typeof record.key.key} ${record.key.key}`, record.key.digest);
  }
}

export const records = { programs: fc.array(steps, { minLength: 2, maxLength: 8 }), calls, prepare };
export const large = { programs: fc.array(bigSteps, { minLength: 2, maxLength: 6 }), calls, prepare };
