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
await install();
await build();
const { runHistory } = await import('../../packages/client/dist/test/history/run-history.js');
console.log(`Seed ${seed}`);
const report = await runHistory(seconds, seed, values.hosts);
for (const [kind, counts] of Object.entries(report.outcomes))
  console.log(`${kind.padEnd(9)} ${JSON.stringify(counts)}`);
console.log(`${report.operations} operations, ${report.repeated} retried writes applied more than once`);
console.log(`${report.violationCount} violations`);
if (report.file !== undefined) console.log(`First seen after ${report.firstAt} operations. History: ${report.file}`);
process.exit(report.violationCount === 0 ? 0 : 1);
