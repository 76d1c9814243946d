// `npm run history -- [--seconds 60] [--seed N] [--hosts a:1,b:2] [--merge on|reads|off|all]`: the history check of
// docs/reliability.md, as long as wanted, or against a real cluster (then without faults). Exit code 1: a violation, whose
// history's path is printed.
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { build, install } from '../install.mjs';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string' },
    hosts: { type: 'string' },
    merge: { type: 'string', default: 'all' },
  },
});
const MODES = ['on', 'reads', 'off'];
const seconds = Number(values.seconds);
const seed = Number(values.seed ?? randomInt(1, 2 ** 31));
const modes = values.merge === 'all' ? MODES : MODES.filter((mode) => mode === values.merge);
if (!(seconds > 0) || !Number.isInteger(seed) || modes.length === 0) {
  console.error('Usage: npm run history -- [--seconds 60] [--seed N] [--hosts a:1,b:2] [--merge on|reads|off|all]');
  process.exit(2);
}
await install();
await build();
const { runHistory } = await import('../../packages/client/dist/test/history/run-history.js');
let violations = 0;
for (const merge of modes) {
  console.log(`Seed ${seed}, merged commands: ${merge}`);
  const report = await runHistory({ seconds: seconds / modes.length, seed, hosts: values.hosts, merge });
  for (const [kind, counts] of Object.entries(report.outcomes))
    console.log(`${kind.padEnd(9)} ${JSON.stringify(counts)}`);
  console.log(`${report.operations} operations, ${report.repeated} retried writes applied more than once`);
  console.log(`${report.merged} commands merged, ${report.violationCount} violations`);
  if (report.file !== undefined) console.log(`First seen after ${report.firstAt} operations. History: ${report.file}`);
  violations += report.violationCount;
}
process.exit(violations === 0 ? 0 : 1);
