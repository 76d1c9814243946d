// Sends random programs, each of a few whole commands, to two servers through a client and compares what becomes of
// every step: result, result code, generation, life, and text where the text is a server's. A difference is made as
// small as it gets and printed with the seed that makes it again.
//
//   node differential/programs/run.mjs --to 127.0.0.1:3000 [--seed 1] [--count 2000] [--only records,batches]
//     [--client aerospike]
//
// The first server is an embedded one in a process of its own, because the vendor's client blocks the event loop.
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { CLIENTS } from '../../lib/servers.mjs';
import { FAMILIES, FAMILY_NAMES } from './families.mjs';
import { show } from './outcome.mjs';
import { Side, startEmbedded } from './side.mjs';

const { values: options } = parseArgs({
  options: {
    to: { type: 'string', default: process.env.AEROSPIKE_HOSTS ?? '' },
    and: { type: 'string' },
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '2000' },
    only: { type: 'string', default: FAMILY_NAMES.join(',') },
    client: { type: 'string', default: 'tendril' },
    /** After so many differences it ends. */
    limit: { type: 'string', default: '10' },
  },
});
if (options.to === '') throw new Error('--to or AEROSPIKE_HOSTS names the server to compare with, as host:port');
if (CLIENTS[options.client] === undefined) throw new Error(`--client is one of ${Object.keys(CLIENTS).join(', ')}`);

/** How long a difference is made smaller. */
const SHRINK_MS = 6_000;

/** Programs under way at a time, each on sets of its own. */
const LANES = 8;

const other = await Side.connect(CLIENTS[options.client], options.to);
const embedded = options.and === undefined ? await startEmbedded(other.namespaces) : undefined;
const sides = [await Side.connect(CLIENTS[options.client], options.and ?? embedded.hosts), other];

const counts = { programs: 0, steps: 0, applied: 0, differences: 0 };

/** What became of each step on both, and where they part first. */
async function compare(family, program, lane) {
  const [ours, theirs] = await Promise.all(sides.map((side) => side.run(family, program, lane)));
  const at = theirs.findIndex((outcome, i) => outcome !== ours[i]);
  return { ours, theirs, at };
}

async function minimise(name, seed, lane) {
  const family = FAMILIES[name];
  let smallest;
  const same = fc.asyncProperty(family.programs, async (program) => {
    const found = await compare(family, program, lane);
    if (found.at === -1) return true;
    smallest = { program, ...found };
    return false;
  });
  await fc.check(same, { seed, numRuns: 1, interruptAfterTimeLimit: SHRINK_MS });
  return smallest;
}

function print(name, seed, first, again) {
  const client = options.client === 'tendril' ? '' : ` --client ${options.client}`;
  console.log(`\nA difference, of --seed ${seed} --count 1 --only ${name}${client}`);
  if (again === undefined) console.log('  it did not come again');
  const found = again ?? first;
  for (const [i, step] of found.program.entries()) {
    console.log(`  ${i}: ${show(step)}`);
    if (found.ours[i] === found.theirs[i]) console.log(`     ${found.theirs[i].slice(0, 200)}`);
    else console.log(`     here  ${found.ours[i].slice(0, 1500)}\n     there ${found.theirs[i].slice(0, 1500)}`);
  }
}

const names = options.only.split(',');
const seed = Number(options.seed);
const count = Number(options.count);
let next = 0;

/** Each program has a seed of its own, so that it is made again without those before it. */
async function work(lane) {
  while (next < count && counts.differences < Number(options.limit)) {
    const own = seed + next;
    const name = names[next % names.length];
    next += 1;
    const family = FAMILIES[name];
    const [program] = fc.sample(family.programs, { seed: own, numRuns: 1 });
    const found = await compare(family, program, lane);
    const { theirs, at } = found;
    counts.programs += 1;
    counts.steps += theirs.length;
    counts.applied += theirs.filter((outcome) => !outcome.startsWith('error')).length;
    if (at === -1) continue;
    counts.differences += 1;
    print(name, own, { program, ...found }, await minimise(name, own, lane));
  }
}

const started = Date.now();
await Promise.all(Array.from({ length: LANES }, (_, lane) => work(lane)));
const seconds = ((Date.now() - started) / 1000).toFixed(1);
console.log(
  `${counts.programs} programs of ${counts.steps} steps, ${counts.applied} of them applied, from seed ${seed} in ${seconds} s: ${counts.differences} differences`,
);
for (const side of sides) await side.close();
embedded?.stop();
process.exitCode = counts.differences === 0 ? 0 : 1;
