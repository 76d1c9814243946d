// `npm run history -- [--seconds 60] [--seed N] [--hosts a:1,b:2]`: the history check of docs/reliability.md, as long as
// wanted, or against a real cluster (then without faults). Exit code 1: a violation, whose history's path is printed.
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { build, install } from '../install.mjs';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string' }, hosts: { type: 'string' } },
});
const seconds = Number(values.seconds);
const seed = Number(values.seed ?? randomInt(1, 2 ** 31));
if (!(seconds > 0) || !Number.isInteger(seed)) {
  console.error('Usage: npm run history -- [--seconds 60] [--seed N] [--hosts a:1,b:2]');
  process.exit(2);
}
install();
build();
const { runHistory } = await import('../../packages/client/dist/test/history/run-history.js');
console.log(`Seed ${seed}`);
const { operations, outcomes, violations, file } = await runHistory(seconds, seed, values.hosts);
console.log(`${operations} operations ${JSON.stringify(outcomes)}, ${violations.length} violations`);
if (file !== undefined) console.log(`History: ${file}`);
process.exit(violations.length === 0 ? 0 : 1);
