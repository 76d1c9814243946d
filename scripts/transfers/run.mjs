// `npm run transfers -- [--seeds 20] [--seed 1] [--seconds 1] [--at-once 1] [--processes] [--broken verify|monitor|early|all]`:
// transfers between accounts in transactions under deaths of clients and nodes, a run for each seed. With `--processes`
// clients are processes that die by SIGKILL. Exit code 1: a violation, whose seed is printed. With `--broken` the clients
// are broken on purpose, and have to be found out within the seeds.
import { parseArgs } from 'node:util';
import { build, install } from '../install.mjs';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '1' },
    'at-once': { type: 'string', default: '1' },
    processes: { type: 'boolean', default: false },
    broken: { type: 'string' },
  },
});
const [seeds, first, seconds, atOnce] = [values.seeds, values.seed, values.seconds, values['at-once']].map(Number);
const BREAKAGES = ['verify', 'monitor', 'early'];
const breakages = values.broken === 'all' ? BREAKAGES : BREAKAGES.filter((broken) => broken === values.broken);
const isUsable = values.broken === undefined || breakages.length > 0;
if (!isUsable || !(seeds > 0) || !Number.isInteger(first) || !(seconds > 0) || !(atOnce > 0)) {
  console.error(
    'Usage: npm run transfers -- [--seeds 20] [--seed 1] [--seconds 1] [--at-once 1] [--processes] ' +
      '[--broken verify|monitor|early|all]',
  );
  process.exit(2);
}
await install();
await build();
const begunMs = performance.now();
const { runTransfers } = await import('../../packages/client/dist/test/transfers/run-transfers.js');
const inProcesses = values.processes;

if (breakages.length > 0) {
  let missed = 0;
  for (const broken of breakages) {
    let seed = first;
    let found = [];
    for (; seed < first + seeds && found.length === 0; seed++) {
      found = (await runTransfers({ seed, seconds, inProcesses, broken })).violations;
    }
    const how = found.length > 0 ? `found out by seed ${seed - 1}: ${found[0]}` : `not found out by ${seeds} seeds`;
    console.log(`Clients that are broken on purpose (${broken}): ${how}`);
    if (found.length === 0) missed++;
  }
  process.exit(missed === 0 ? 0 : 1);
}

const sums = {};
let failed = 0;
let lockedMs = 0;
let next = first;
async function work() {
  while (next < first + seeds) {
    const seed = next++;
    const { violations, seed: _, lockedMs: longest, ...counts } = await runTransfers({ seed, seconds, inProcesses });
    for (const [name, count] of Object.entries(counts)) sums[name] = (sums[name] ?? 0) + count;
    lockedMs = Math.max(lockedMs, longest);
    for (const violation of violations) console.log(`seed ${seed}: ${violation}`);
    if (violations.length > 0) failed++;
  }
}
// Most of a run is waiting for locks to end.
await Promise.all(Array.from({ length: atOnce }, work));
const counted = Object.entries(sums).map(([name, count]) => `${count} ${name}`);
console.log(
  `${seeds} seeds from ${first}: ${counted.join(', ')}; locks gone ${lockedMs} ms after the end at the latest`,
);
console.log(`${failed} seeds failed; ${Math.round((performance.now() - begunMs) / 1000)} s`);
process.exit(failed === 0 ? 0 : 1);
