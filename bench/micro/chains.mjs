// What a chain of the fluent layer costs: a get of one and of the client, which is a stand-in that answers at once, so
// that nothing else counts. 128 under way, awaited one after another by each.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { TENDRIL } from '../lib/paths.mjs';
import { finish } from './measure.mjs';

const require = createRequire(import.meta.url);
const { Key } = require(TENDRIL);
const { dataSet, fluent } = require(join(TENDRIL, 'dist/src/fluent/index.js'));
const { minCpuMs } = JSON.parse(process.argv[2]);
const UNDER_WAY = 128;
const GETS = 500;

const record = { bins: { a: 1 }, gen: 1, ttl: -1 };
const client = { get: () => new Promise((resolve) => queueMicrotask(() => resolve(record))) };
const db = fluent(client);
const users = dataSet('test', 'bench');

/** What is awaited although it is no promise costs more than one, whatever it does. */
class Awaitable {
  // biome-ignore lint/suspicious/noThenProperty: it is what is measured
  then(onFulfilled, onRejected) {
    return client.get(new Key('test', 'bench', 'k')).then(({ bins }) => onFulfilled(bins), onRejected);
  }
}

const CASES = {
  'get of the client': () => client.get(new Key('test', 'bench', 'k')),
  'the same, awaited as no promise': () => new Awaitable(),
  'get of the fluent layer': () => db.get(users, 'k'),
};

async function nanoseconds(get) {
  const before = process.cpuUsage();
  const loop = async () => {
    for (let i = 0; i < GETS; i++) await get();
  };
  await Promise.all(Array.from({ length: UNDER_WAY }, loop));
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1000) / (UNDER_WAY * GETS);
}

const samples = Object.keys(CASES).map(() => []);
for (const get of Object.values(CASES)) await nanoseconds(get);
for (let spentMs = 0; spentMs < minCpuMs * samples.length; ) {
  // One after another, so that what else the machine does concerns all of them.
  for (const [index, get] of Object.values(CASES).entries()) {
    const ns = await nanoseconds(get);
    samples[index].push(ns);
    spentMs += (ns * UNDER_WAY * GETS) / 1e6;
  }
}
for (const [index, name] of Object.keys(CASES).entries()) {
  const sorted = samples[index].sort((a, b) => a - b);
  const medianNs = sorted[sorted.length >> 1];
  process.send({ type: 'row', name, bestNs: sorted[0], medianNs, calls: sorted.length * UNDER_WAY * GETS });
}
finish();
