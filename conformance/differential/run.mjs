// Sends random lists of operations to two servers and compares what becomes of them. A difference is made as small as
// it gets and printed with the seed that makes it again.
//
//   node differential/run.mjs --to 127.0.0.1:3000 [--and host:port] [--seed 1] [--count 20000] [--only lists,maps]
//
// Without `--and` the first server is an embedded one that is started here. `--record file` keeps the cases and what the
// server of `--to` answered.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { casesOf, FAMILY_NAMES } from './cases.mjs';
import { Server } from './server.mjs';

const { values: options } = parseArgs({
  options: {
    to: { type: 'string', default: process.env.AEROSPIKE_HOSTS ?? '' },
    and: { type: 'string' },
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '20000' },
    only: { type: 'string', default: FAMILY_NAMES.join(',') },
    /** After so many differences it ends. */
    limit: { type: 'string', default: '10' },
    record: { type: 'string' },
  },
});
if (options.to === '') throw new Error('--to or AEROSPIKE_HOSTS names the server to compare with, as host:port');

/** Cases in one exchange with both servers. */
const TOGETHER = 250;

/** Longer cases are left out of what is kept. */
const MAX_RECORDED = 2500;

const cases = casesOf(options.only.split(','));
const seed = Number(options.seed);
const count = Number(options.count);

const embedded = options.and === undefined ? await startEmbedded() : undefined;
const pair = await Promise.all([options.and ?? embedded.hosts, options.to].map((address) => Server.connect(address)));

async function startEmbedded() {
  const require = createRequire(import.meta.url);
  const { EmbeddedServer } = require('../../packages/server');
  return EmbeddedServer.start({ port: 0, log: () => {} });
}

const runOnBoth = (all) => Promise.all(pair.map((server) => server.run(all)));
const isEqual = (ours, theirs) =>
  ours.join('\n') === theirs.join('\n') || isRounding(ours.join('\n'), theirs.join('\n'));

/** The answer of a HyperLogLog similarity: a double. */
const SIMILARITY = /(?<= 15:[ab]:2:)[0-9a-f]{16}/g;
let roundings = 0;

/**
 * Powers are rounded by the C library of a server, and those of C libraries differ by a unit in the last place. Nothing
 * else may.
 */
function isRounding(ours, theirs) {
  if (ours.replace(SIMILARITY, '') !== theirs.replace(SIMILARITY, '')) return false;
  const [a, b] = [ours, theirs].map((text) => (text.match(SIMILARITY) ?? []).map((hex) => BigInt(`0x${hex}`)));
  const isClose = a.every((bits, i) => bits - b[i] <= 1n && b[i] - bits <= 1n);
  if (isClose) roundings += 1;
  return isClose;
}

/** Each case has a seed of its own, so that it is made again without those before it. */
const caseAt = (caseSeed) => fc.sample(cases, { seed: caseSeed, numRuns: 1 })[0];

async function minimise(caseSeed) {
  let smallest;
  const differs = fc.asyncProperty(cases, async (one) => {
    const [[ours], [theirs]] = await runOnBoth([one]);
    if (isEqual(ours, theirs)) return true;
    smallest = { one, ours, theirs };
    return false;
  });
  await fc.check(differs, { seed: caseSeed, numRuns: 1, interruptAfterTimeLimit: 20_000 });
  return smallest;
}

function print(caseSeed, found) {
  console.log(`\nA difference, of --seed ${caseSeed} --count 1 --only ${options.only}`);
  if (found === undefined) return console.log('  it did not come again');
  for (const [name, bin] of Object.entries(found.one.bins)) {
    if (bin !== null) console.log(`  bin ${name}: op ${bin.code} particle ${bin.type} ${bin.value}`);
  }
  for (const { ops, respondsToAll, filter } of found.one.commands) {
    const texts = ops.map(({ code, type, name, value }) => `${code} ${name} ${type} ${value}`);
    const filtered = filter === undefined ? '' : `, filter ${filter}`;
    console.log(`  command${respondsToAll ? ', all to be answered' : ''}${filtered}: ${texts.join(', ')}`);
  }
  console.log(`  ${pair[0].address}: ${found.ours.join(' | ')}`);
  console.log(`  ${pair[1].address}: ${found.theirs.join(' | ')}`);
}

const started = Date.now();
const recorded = [];
let differences = 0;
let commands = 0;
let applied = 0;
for (let done = 0; done < count && differences < Number(options.limit); done += TOGETHER) {
  const seeds = Array.from({ length: Math.min(TOGETHER, count - done) }, (_, i) => seed + done + i);
  const batch = seeds.map(caseAt);
  const [ours, theirs] = await runOnBoth(batch).catch((error) => {
    throw new Error(`One of --seed ${seeds[0]} --count ${seeds.length} has no answer`, { cause: error });
  });
  for (const [i, caseSeed] of seeds.entries()) {
    for (const answer of theirs[i].slice(0, -1)) {
      commands += 1;
      if (answer.startsWith('rc 0')) applied += 1;
    }
    const record = JSON.stringify({ ...batch[i], answers: theirs[i] });
    if (record.length <= MAX_RECORDED) recorded.push(record);
    if (isEqual(ours[i], theirs[i])) continue;
    differences += 1;
    print(caseSeed, await minimise(caseSeed));
  }
}
const seconds = ((Date.now() - started) / 1000).toFixed(1);
console.log(
  `${count} cases of ${commands} commands, ${applied} of them applied, in ${seconds} s: ${differences} differences`,
);
if (roundings > 0) console.log(`${roundings} similarities differ in their last bit`);
if (options.record !== undefined) writeFileSync(options.record, `[\n${recorded.join(',\n')}\n]\n`);
for (const server of pair) server.close();
await embedded?.stop();
process.exitCode = differences === 0 ? 0 : 1;
