// `npm run history -- [--seconds 60] [--seed N] [--hosts a:1,b:2] [--merge on|reads|off|all] [--broken order|doubt|all]`:
// the history check of docs/reliability.md, as long as wanted, or against a real cluster (then without faults). Exit code
// 1: a violation, whose history's path is printed. With `--broken` the client is broken on purpose, and has to be found out.
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { build, install } from '../install.mjs';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string' },
    hosts: { type: 'string' },
    merge: { type: 'string', default: 'all' },
    broken: { type: 'string' },
  },
});
const MODES = ['on', 'reads', 'off'];
const seconds = Number(values.seconds);
const seed = Number(values.seed ?? randomInt(1, 2 ** 31));
const modes = values.merge === 'all' ? MODES : MODES.filter((mode) => mode === values.merge);
const BREAKAGES = ['order', 'doubt'];
/** Wrong answers show at once, a forgotten doubt after the loss of connections at the right moment. */
const SHARES = values.broken === 'all' ? { order: 0.2, doubt: 0.8 } : { order: 1, doubt: 1 };
const breakages = values.broken === 'all' ? BREAKAGES : BREAKAGES.filter((broken) => broken === values.broken);
const isUsable =
  modes.length > 0 && (values.broken === undefined || (breakages.length > 0 && values.hosts === undefined));
if (!(seconds > 0) || !Number.isInteger(seed) || !isUsable) {
  console.error(
    'Usage: npm run history -- [--seconds 60] [--seed N] [--hosts a:1,b:2] [--merge on|reads|off|all] ' +
      '[--broken order|doubt|all, not with --hosts]',
  );
  process.exit(2);
}
await install();
await build();
const { runHistory } = await import('../../packages/client/dist/test/history/run-history.js');

async function run(options, length) {
  const report = await runHistory({ seconds: length, seed, hosts: values.hosts, ...options });
  for (const [kind, counts] of Object.entries(report.outcomes))
    console.log(`${kind.padEnd(9)} ${JSON.stringify(counts)}`);
  console.log(`${report.operations} operations, ${report.repeated} retried writes applied more than once`);
  console.log(`${report.merged} commands merged, ${report.violationCount} violations`);
  if (report.file !== undefined) console.log(`First seen after ${report.firstAt} operations. History: ${report.file}`);
  return report;
}

if (values.broken !== undefined) {
  let missed = 0;
  for (const broken of breakages) {
    console.log(`Seed ${seed}, a client that is broken on purpose: ${broken}`);
    const { violationCount } = await run({ merge: 'on', broken }, seconds * SHARES[broken]);
    if (violationCount === 0) missed++;
  }
  if (missed > 0) console.error(`${missed} of ${breakages.length} broken clients were not found out`);
  process.exit(missed === 0 ? 0 : 1);
}
let failures = 0;
for (const merge of modes) {
  console.log(`Seed ${seed}, merged commands: ${merge}`);
  const { violationCount, merged } = await run({ merge }, seconds / modes.length);
  failures += violationCount;
  if (merge !== 'off' && merged === 0) {
    console.error('No command was merged: this run shows nothing of it');
    failures++;
  }
}
process.exit(failures === 0 ? 0 : 1);
