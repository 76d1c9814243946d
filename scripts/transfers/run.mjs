// `npm run transfers -- [--seeds 20] [--seed 1] [--seconds 1] [--at-once 1]`: transfers between accounts in transactions under deaths of
// clients and nodes, a run for each seed. Exit code 1: a violation, whose seed is printed.
import { parseArgs } from 'node:util';
import { build, install } from '../install.mjs';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '1' },
    'at-once': { type: 'string', default: '1' },
  },
});
const [seeds, first, seconds, atOnce] = [values.seeds, values.seed, values.seconds, values['at-once']].map(Number);
if (!(seeds > 0) || !Number.isInteger(first) || !(seconds > 0) || !(atOnce > 0)) {
  console.error('Usage: npm run transfers -- [--seeds 20] [--seed 1] [--seconds 1] [--at-once 1]');
  process.exit(2);
}
await install();
await build();
const { runTransfers } = await import('../../packages/client/dist/test/transfers/run-transfers.js');
const sums = {};
let failed = 0;
let lockedMs = 0;
let next = first;
async function work() {
  while (next < first + seeds) {
    const seed = next++;
    const { violations, seed: _, lockedMs: longest, ...counts } = await runTransfers({ seed, seconds });
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
console.log(`${failed} seeds failed`);
process.exit(failed === 0 ? 0 : 1);
