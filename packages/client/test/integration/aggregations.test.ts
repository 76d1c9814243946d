// Functions over streams of records: the nodes run their part of the pipeline, the client the rest.

import { deepStrictEqual, rejects, strictEqual } from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Client, type ConfigOptions, filter, Key, type Query, status } from '../../src/index.ts';
import { connectClient, NAMESPACE, startServer } from './topologies.ts';

const SET = 'aggregations';
const RECORDS = 300;

const MODULE = `
local helper = require('stream_helper')
function sum(s, factor) return s : map(function(rec) return rec.i * (factor or 1) end) : reduce(helper.add) end
function values(s) return s : map(function(rec) return rec.i end) end
function even(s) return s : filter(function(rec) return rec.i % 2 == 0 end) : map(function(rec) return rec.i end) end
function groups(s) return s : map(function(rec) return rec.i end) : groupby(function(v) return v % 3 end) end
function none(s) return s : filter(function() return false end) : reduce(helper.add) end
function zeros(s) return s : map(function(rec) return 0 end) end
function records(s) return s end
function fails(s) return s : map(function(rec) error('at a node') end) end
function fails_here(s) return s : map(function(rec) return 1 end) : reduce(helper.add) : map(function(v) error('here') end) end
`;
const HELPER = 'local M = {}\nfunction M.add(a, b) return a + b end\nreturn M\n';

interface Site {
  readonly client: Client;
  readonly hosts: string;
  readonly folder: string;
  query(): Query;
}

async function open(t: TestContext, nodes = 3, config: ConfigOptions = {}): Promise<Site> {
  const server = await startServer(t, nodes, SET);
  const client = await connectClient(t, { hosts: server.hosts, ...config });
  const folder = mkdtempSync(join(tmpdir(), 'tendril-aggregations-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const [name, source] of [
    ['stream_helper', HELPER],
    ['stream_functions', MODULE],
  ] as const) {
    writeFileSync(join(folder, `${name}.lua`), source);
    const job = await client.udfRegister(join(folder, `${name}.lua`));
    await job.wait(10);
  }
  const keys = Array.from({ length: RECORDS }, (_, i) => i);
  await Promise.all(keys.map((i) => client.put(new Key(NAMESPACE, SET, i), { i })));
  return { client, hosts: server.hosts, folder, query: () => client.query(NAMESPACE, SET) };
}

const ALL = Array.from({ length: RECORDS }, (_, i) => i);
const TOTAL = (RECORDS * (RECORDS - 1)) / 2;

test('what several nodes have reduced is reduced to one value, with modules that the cluster has', async (t) => {
  const { client, query } = await open(t);
  strictEqual(await query().apply('stream_functions', 'sum'), TOTAL);
  strictEqual(await query().apply('stream_functions', 'sum', [3]), 3 * TOTAL);
  strictEqual(await query().apply('stream_functions', 'none'), null);
  strictEqual(await client.query(NAMESPACE, 'nosuchset').apply('stream_functions', 'sum'), null);
  const groups = (await query().apply('stream_functions', 'groups')) as unknown as Record<string, number[]>;
  deepStrictEqual(
    Object.values(groups)
      .flat()
      .sort((a, b) => a - b),
    ALL,
  );
  const given = await new Promise<unknown>((resolve) => {
    query().apply('stream_functions', 'sum', (error, value) => resolve([error, value]));
  });
  deepStrictEqual(given, [null, TOTAL]);
});

test('values come as records without a key: in a stream, a list and a loop, zeros among them', async (t) => {
  const { query } = await open(t);
  const even = query();
  even.setUdf('stream_functions', 'even');
  const results = await even.results();
  deepStrictEqual(
    results.map(({ bins }) => bins as unknown as number).sort((a, b) => a - b),
    ALL.filter((i) => i % 2 === 0),
  );
  strictEqual(results[0]?.key, null);
  const zeros = query();
  zeros.setUdf('stream_functions', 'zeros');
  const looped: unknown[] = [];
  for await (const { bins } of zeros) looped.push(bins);
  deepStrictEqual(
    looped,
    ALL.map(() => 0),
  );
  const records = query();
  records.setUdf('stream_functions', 'records');
  deepStrictEqual(await records.results(), []);
});

test('an index narrows down what the function gets', async (t) => {
  const { client, query } = await open(t);
  const job = await client.createIntegerIndex({ ns: NAMESPACE, set: SET, bin: 'i', index: 'aggregated' });
  await job.wait(10);
  const some = query();
  some.where(filter.range('i', 10, 12));
  strictEqual(await some.apply('stream_functions', 'sum'), 33);
});

test('leaving the loop ends the function at the nodes, and a pause makes it wait', async (t) => {
  const { client, query } = await open(t, 1);
  const left = query();
  left.setUdf('stream_functions', 'values');
  for await (const { bins } of left) if (typeof bins === 'number') break;
  const paused = query();
  paused.setUdf('stream_functions', 'values');
  const seen: unknown[] = [];
  const stream = paused.foreach();
  const ended = new Promise((resolve) => stream.on('end', resolve));
  stream.on('data', ({ bins }) => {
    seen.push(bins);
    if (seen.length !== 5) return;
    stream.pause();
    // Another command has its whole way there and back before the stream goes on.
    client.exists(new Key(NAMESPACE, SET, 1)).then(() => {
      strictEqual(seen.length, 5);
      stream.resume();
    });
  });
  await ended;
  strictEqual(seen.length, RECORDS);
});

test('functions that fail, here and there, and modules that nobody has, fail the query', async (t) => {
  const { query } = await open(t);
  const failing = (name: string, module = 'stream_functions') => query().apply(module, name);
  const { ERR_UDF } = status;
  await rejects(failing('fails'), { code: ERR_UDF, message: /stream_functions\.lua:10: at a node$/ });
  await rejects(failing('fails_here'), { code: ERR_UDF, message: /stream_functions\.lua:11: here$/ });
  await rejects(failing('sum', 'nowhere'), { code: ERR_UDF, message: /there is no module nowhere$/ });
  await rejects(failing('sum', 'a;b'), { code: status.ERR_PARAM });
  const limited = query();
  limited.partitions(0, 10);
  await rejects(limited.apply('stream_functions', 'sum'), { code: status.ERR_PARAM });
  // And nothing is left behind.
  strictEqual(await query().apply('stream_functions', 'sum'), TOTAL);
});

test('a signal ends an aggregation', async (t) => {
  const { query } = await open(t);
  const controller = new AbortController();
  const aborted = query().apply('stream_functions', 'sum', [], { signal: controller.signal });
  controller.abort();
  await rejects(aborted, { code: status.ERR_CLIENT_ABORT });
});

test('a module of the folder that the configuration names counts before that of the cluster', async (t) => {
  const { folder, hosts } = await open(t, 1);
  const negated = MODULE.replace('reduce(helper.add)', 'reduce(helper.add) : map(function(v) return -v end)');
  writeFileSync(join(folder, 'stream_functions.lua'), negated);
  const other = await connectClient(t, { hosts, modlua: { userPath: folder } });
  strictEqual(await other.query(NAMESPACE, SET).apply('stream_functions', 'sum'), -TOTAL);
});
