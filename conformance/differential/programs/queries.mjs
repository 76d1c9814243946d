// Queries and scans over a few records, with and without indexes of every kind, and what works in the background.
import fc from 'fast-check';
import { haveModules } from './modules.mjs';
import { madeOperation, operationsOf } from './records.mjs';
import { bins, filters, KEYS, made, madeBins, madePolicy } from './values.mjs';

const KEY_COUNT = KEYS.length;
const keys = fc.nat({ max: KEY_COUNT - 1 });
const setOf = (lane) => `query${lane}`;
const keyOf = ({ A, lane }, key) => new A.Key('test', setOf(lane), made(A, KEYS[key]));
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const POINTS = [
  '{"type":"Point","coordinates":[1.5,2.5]}',
  '{"type":"Point","coordinates":[-122.0,37.5]}',
  '{"type":"Point","coordinates":[0,0]}',
];
const REGIONS = [
  '{"type":"AeroCircle","coordinates":[[1.5,2.5],1000]}',
  '{"type":"Polygon","coordinates":[[[-1,-1],[10,-1],[10,10],[-1,10],[-1,-1]]]}',
];
const ints = fc.constantFrom(0, 1, 2, 3, -1, 100, 9_007_199_254_740_991, -9_007_199_254_740_991);
const texts = fc.constantFrom('', 'x', 'abc', 'a,b', 'y'.repeat(2000));
const blobs = fc.constantFrom('', '00', '0102', 'ff'.repeat(100)).map((hex) => ({ hex }));
const shapes = fc.constantFrom(...POINTS, ...REGIONS).map((geo) => ({ geo }));
const scalars = fc.oneof(
  { arbitrary: ints, weight: 4 },
  { arbitrary: texts, weight: 3 },
  blobs,
  shapes,
  fc.constantFrom({ double: 1.5 }, true),
);
const lists = fc.array(scalars, { maxLength: 4 }).map((list) => ({ list }));
const maps = fc
  .uniqueArray(fc.tuple(fc.oneof(texts, ints, blobs), scalars), {
    maxLength: 3,
    selector: ([key]) => JSON.stringify(key),
  })
  .map((map) => ({ map }));
const nested = fc.oneof(
  lists.map((one) => ({ map: [['x', one]] })),
  fc.tuple(maps, lists).map((list) => ({ list })),
);
const indexed = fc.oneof({ arbitrary: scalars, weight: 4 }, lists, maps, nested);
const rows = fc.dictionary(fc.constantFrom('a', 'b'), indexed, { minKeys: 1, maxKeys: 2 });

const TYPES = ['numeric', 'string', 'blob', 'geo2dsphere'];
const COLLECTIONS = ['default', 'list', 'mapkeys', 'mapvalues'];
const CONTEXTS = {
  none: undefined,
  x: (c) => c.addMapKey('x'),
  first: (c) => c.addListIndex(0),
  second: (c) => c.addListIndex(-1),
  rank: (c) => c.addMapRank(0),
};
const contexts = fc.oneof({ arbitrary: fc.constant('none'), weight: 4 }, fc.constantFrom(...Object.keys(CONTEXTS)));
const EXPRESSIONS = {
  'a + 1': (e) => e.add(e.binInt('a'), e.int(1)),
  a: (e) => e.binStr('a'),
  list: (e) => e.binList('b'),
  conditional: (e) => e.cond(e.gt(e.binInt('a'), e.int(0)), e.binInt('a'), e.unknown()),
};
const indexes = fc.record({
  name: fc.constantFrom('one', 'two'),
  bin: fc.constantFrom('a', 'b'),
  type: fc.constantFrom(...TYPES),
  collection: fc.oneof({ arbitrary: fc.constant('default'), weight: 2 }, fc.constantFrom(...COLLECTIONS)),
  context: contexts,
  expression: fc.oneof({ arbitrary: fc.constant(undefined), weight: 6 }, fc.constantFrom(...Object.keys(EXPRESSIONS))),
});

const wheres = fc.oneof(
  fc.record({ kind: fc.constant('equal'), bin: fc.constantFrom('a', 'b'), value: fc.oneof(ints, texts, blobs) }),
  {
    arbitrary: fc.record({
      kind: fc.constant('range'),
      bin: fc.constantFrom('a', 'b'),
      from: ints,
      to: ints,
      collection: fc.nat({ max: 3 }),
      context: contexts,
    }),
    weight: 3,
  },
  fc.record({
    kind: fc.constant('contains'),
    bin: fc.constantFrom('a', 'b'),
    value: fc.oneof(ints, texts, blobs),
    collection: fc.nat({ max: 3 }),
    context: contexts,
  }),
  fc.record({
    kind: fc.constant('within'),
    bin: fc.constantFrom('a', 'b'),
    value: fc.constantFrom(...REGIONS),
    collection: fc.nat({ max: 3 }),
    context: contexts,
  }),
  fc.record({
    kind: fc.constant('containsPoint'),
    bin: fc.constantFrom('a', 'b'),
    value: fc.constantFrom(...POINTS),
    collection: fc.nat({ max: 3 }),
    context: contexts,
  }),
);
const indexName = fc.oneof({ arbitrary: fc.constant(undefined), weight: 3 }, fc.constantFrom('one', 'two'));
const common = {
  where: fc.option(wheres, { nil: undefined, freq: 5 }),
  byName: indexName,
  /** Of the lane, or one that has never been there. */
  isNew: fc.oneof({ arbitrary: fc.constant(undefined), weight: 8 }, fc.constant(true)),
  filter: filters,
};
const reads = fc.record({
  call: fc.constant('query'),
  ...common,
  select: fc.option(fc.array(fc.constantFrom('a', 'b', 'nope'), { minLength: 1, maxLength: 2 }), {
    nil: undefined,
    freq: 2,
  }),
  nobins: fc.option(fc.boolean(), { nil: undefined, freq: 2 }),
  partitions: fc.option(fc.tuple(fc.constantFrom(0, 1000, 2048, 4095), fc.constantFrom(1, 2048, 4096)), {
    nil: undefined,
    freq: 2,
  }),
  ops: fc.option(
    fc.array(
      operationsOf.filter(({ kind }) => ['read', 'listSize', 'mapSize', 'expRead', 'expReadLenient'].includes(kind)),
      { minLength: 1, maxLength: 2 },
    ),
    { nil: undefined, freq: 1 },
  ),
});

const steps = fc.oneof(
  {
    arbitrary: fc.record({
      call: fc.constant('put'),
      all: fc.array(fc.tuple(keys, rows), { minLength: 1, maxLength: 8 }),
    }),
    weight: 6,
  },
  fc.record({ call: fc.constant('putAny'), key: keys, bins }),
  fc.record({ call: fc.constant('remove'), key: keys }),
  { arbitrary: indexes.map((index) => ({ call: 'createIndex', ...index })), weight: 4 },
  fc.record({ call: fc.constant('dropIndex'), name: fc.constantFrom('one', 'two') }),
  { arbitrary: reads, weight: 10 },
  fc.record({ call: fc.constant('limited'), ...common, max: fc.constantFrom(1, 2, 5, 100) }),
  fc.record({ call: fc.constant('pages'), ...common, max: fc.constantFrom(1, 3, 100) }),
  fc.record({
    call: fc.constant('backgroundOps'),
    ...common,
    ops: fc.array(operationsOf, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    call: fc.constant('backgroundUdf'),
    ...common,
    udf: fc.constantFrom('count', 'empty', 'drop', 'fail', 'nosuch'),
  }),
  {
    arbitrary: fc.record({
      call: fc.constant('aggregate'),
      ...common,
      udf: fc.constantFrom('sum', 'names', 'group', 'fails', 'nosuch', 'count'),
    }),
    weight: 2,
  },
  fc.record({ call: fc.constant('truncate'), past: fc.boolean() }),
  fc.record({ call: fc.constant('info'), command: fc.constantFrom('stat', 'list', 'set', 'exists') }),
);

const SOURCE = `function count(rec) rec.n = (rec.n or 0) + 1 return aerospike:update(rec) end
function empty(rec) for _, name in ipairs(record.bin_names(rec)) do rec[name] = nil end aerospike:update(rec) end
function drop(rec) aerospike:remove(rec) end
function fail(rec) error('no') end
local function add(a, b) return a + b end
local function number(rec) return math.type(rec.a) == 'integer' and rec.a or 0 end
function sum(s) return s : map(number) : reduce(add) end
function names(s) return s : map(function(rec) return #record.bin_names(rec) end) : reduce(add) end
function group(s) return s : filter(function(rec) return rec.a ~= nil end) : map(function(rec) return 1 end) : aggregate(0, add) : reduce(add) end
function fails(s) return s : map(function(rec) error('in a stream') end) : reduce(add) end
`;
// For aggregations, functions of that name may not be called on a record.
const STREAMS =
  SOURCE.replace('function count(rec) rec.n', 'function other(rec) rec.n') +
  'function count(s) return s : map(function(rec) return 1 end) : reduce(add) end\n';

function predicate(A, { kind, bin, value, from, to, collection, context }) {
  const { filter, GeoJSON, cdt } = A;
  const path = CONTEXTS[context ?? 'none'];
  const at = path?.(new cdt.Context());
  if (kind === 'equal') return filter.equal(bin, made(A, value));
  if (kind === 'range') return filter.range(bin, from, to, collection, at);
  if (kind === 'contains') return filter.contains(bin, made(A, value), collection, at);
  if (kind === 'within') return filter.geoWithinGeoJSONRegion(bin, new GeoJSON(value), collection, at);
  return filter.geoContainsGeoJSONPoint(bin, new GeoJSON(value), collection, at);
}

const nameOf = (lane, name) => `q${lane}_${name}`;

function queryOf(t, { where, byName, isNew, select, nobins, partitions, ops, max, paginate }) {
  const { A, client, lane } = t;
  const query = client.query('test', isNew ? 'never' : setOf(lane));
  if (where !== undefined) {
    const made = predicate(A, where);
    if (byName === undefined) query.where(made);
    else query.whereWithIndexName(made, nameOf(lane, byName));
  }
  if (select !== undefined && ops === undefined) query.select(...select);
  if (nobins !== undefined) query.nobins = nobins;
  if (partitions !== undefined) query.partitions(partitions[0], Math.min(partitions[1], 4096 - partitions[0]));
  if (ops !== undefined) query.ops = ops.map((one) => madeOperation(A, one));
  if (max !== undefined) query.maxRecords = max;
  if (paginate) query.paginate = true;
  return query;
}

const rowOf = ({ key, bins: all, gen, ttl }) => ({
  digest: key.digest.toString('hex').slice(0, 8),
  key: key.key,
  bins: all,
  gen,
  ttl,
});
/** A real server may send a record once for each of its elements that is found. */
function sorted(records) {
  const unique = new Map(records.map((one) => [rowOf(one).digest, rowOf(one)]));
  return [...unique.keys()].sort().map((digest) => unique.get(digest));
}

async function jobEnds(t, job) {
  for (let i = 0; i < 2000; i += 1) {
    const text = await t.client.infoAny(`query-show:trid=${job.jobID}`);
    if (!text.includes('status=active')) return /status=([^:]*)/.exec(text)?.[1] ?? text.split('\t')[1];
    await pause(3);
  }
  throw new Error('the job does not end');
}
const count = (text, name) => new RegExp(`${name}=(\\d+)`).exec(text)?.[1];

async function built(t, name) {
  for (let i = 0; i < 500; i += 1) {
    const text = await t.client.infoAny(`sindex-stat:namespace=test;indexname=${name}`);
    if (!/load_pct=\d/.test(text) || text.includes('load_pct=100')) return;
    await pause(3);
  }
}

async function gone(t, name) {
  for (let i = 0; i < 500; i += 1) {
    if (!(await t.client.infoAny('sindex-list:namespace=test')).includes(`indexname=${name}:`)) return;
    await pause(3);
  }
}

const answer = (text) => text.slice(text.indexOf('\t') + 1).trim();
const withoutLane = (text, lane) => text.replaceAll(`q${lane}_`, 'q_').replaceAll(`query${lane}`, 'query');

export const calls = {
  async put(t, { all }) {
    for (const [key, row] of all) await t.client.put(keyOf(t, key), madeBins(t.A, row));
  },
  putAny: async (t, { key, bins: all }) => void (await t.client.put(keyOf(t, key), madeBins(t.A, all))),
  remove: async (t, { key }) => void (await t.client.remove(keyOf(t, key))),
  async createIndex(t, { name, bin, type, collection, context, expression }) {
    const own = nameOf(t.lane, name);
    const { cdt, exp } = t.A;
    const path = CONTEXTS[context];
    let where = `bin=${bin}`;
    if (expression !== undefined) where = `exp=${await t.client.expressionToBase64(EXPRESSIONS[expression](exp))}`;
    else if (path !== undefined)
      where = `context=${await t.client.contextToBase64(path(new cdt.Context()))};bin=${bin}`;
    const text = await t.client.infoAny(
      `sindex-create:namespace=test;set=${setOf(t.lane)};indexname=${own};indextype=${collection};${where};type=${type}`,
    );
    await built(t, own);
    return answer(text);
  },
  async dropIndex(t, { name }) {
    const own = nameOf(t.lane, name);
    const text = await t.client.infoAny(`sindex-delete:namespace=test;set=${setOf(t.lane)};indexname=${own}`);
    await gone(t, own);
    return answer(text);
  },
  query: async (t, step) => sorted(await queryOf(t, step).results(madePolicy(t.A, { filter: step.filter }))),
  limited: async (t, step) => (await queryOf(t, step).results(madePolicy(t.A, { filter: step.filter }))).length,
  async pages(t, step) {
    const query = queryOf(t, { ...step, paginate: true });
    const found = [];
    const sizes = [];
    for (let i = 0; i < 30; i += 1) {
      const page = await query.results(madePolicy(t.A, { filter: step.filter }));
      sizes.push(page.length);
      found.push(...page);
      if (!query.hasNextPage()) break;
      query.nextPage(query.queryState);
    }
    return sorted(found);
  },
  async backgroundOps(t, step) {
    const job = await queryOf(t, { ...step, ops: undefined }).operate(
      step.ops.map((one) => madeOperation(t.A, one)),
      madePolicy(t.A, { filter: step.filter }),
    );
    return jobEnds(t, job);
  },
  async backgroundUdf(t, step) {
    const job = await queryOf(t, step).background('works', step.udf, [], madePolicy(t.A, { filter: step.filter }));
    return jobEnds(t, job);
  },
  aggregate: (t, step) => queryOf(t, step).apply('streams', step.udf, [], madePolicy(t.A, { filter: step.filter })),
  async truncate(t, { past }) {
    await pause(5);
    await t.client.truncate('test', setOf(t.lane), past ? BigInt(Date.now() - 3_600_000) * 1_000_000n : 0);
    await pause(5);
  },
  async info(t, { command }) {
    const ask = async (text) => withoutLane(answer(await t.client.infoAny(text)), t.lane);
    if (command === 'list')
      return (await ask('sindex-list:namespace=test;b64=true'))
        .split(';')
        .filter((one) => one.includes('indexname=q_'))
        .sort()
        .join('\n');
    if (command === 'exists')
      return Promise.all(
        ['one', 'two'].map((name) => ask(`sindex-exists:namespace=test;indexname=${nameOf(t.lane, name)}`)),
      );
    if (command === 'stat')
      return Promise.all(
        ['one', 'two'].map(async (name) => {
          const text = await ask(`sindex-stat:namespace=test;indexname=${nameOf(t.lane, name)}`);
          return text.startsWith('ERROR')
            ? text
            : text
                .split(';')
                .map((pair) => pair.split('=')[0])
                .join(' ');
        }),
      );
    const text = await ask(`sets/test/${setOf(t.lane)}`);
    return `${count(text, 'tombstones')} ${count(text, 'sindexes')}`;
  },
};

async function prepare(t) {
  await haveModules(t, { works: SOURCE, streams: STREAMS });
  for (const name of ['one', 'two']) {
    await t.client.infoAny(`sindex-delete:namespace=test;set=${setOf(t.lane)};indexname=${nameOf(t.lane, name)}`);
    await gone(t, nameOf(t.lane, name));
  }
  // A set that has ever had a record is another thing than one that has not.
  await t.client.put(keyOf(t, 0), { a: 0 });
  await t.client.batchRemove(KEYS.map((_, key) => keyOf(t, key)));
}

/** Indexes would cost the writes of everybody who comes later. */
async function finish(t) {
  for (const name of ['one', 'two']) {
    await t.client.infoAny(`sindex-delete:namespace=test;set=${setOf(t.lane)};indexname=${nameOf(t.lane, name)}`);
  }
}

export const queries = { programs: fc.array(steps, { minLength: 3, maxLength: 9 }), calls, prepare, finish };
