// `npm run weekly -- [--hours 6] [--seed N]`: the proofs that are worth hours, one after the other, on a machine that has
// nothing else to do: torture, history check and every fuzzer, in runs of half an hour at most with a seed each. Goes on
// after a failure; at the end says what failed, and by which command it is seen again. Exit code 1: something did not hold.
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';

/** Of the whole, and options that narrow it. Each fuzzer is a run of its own, so that a finding of one ends only that. */
const PROOFS = [
  { script: 'torture', share: 0.5 },
  { script: 'history', share: 0.1 },
  ...['replies', 'info', 'frames', 'admin', 'http', 'segment'].map((name) => ({
    script: 'fuzz',
    share: 0.4 / 6,
    options: ['--only', name],
  })),
];
const MAX_RUN_SECONDS = 30 * 60;
const SECONDS_PER_HOUR = 3600;
const MAX_SEED = 2 ** 31;

const { values } = parseArgs({ options: { hours: { type: 'string', default: '6' }, seed: { type: 'string' } } });
const seconds = Number(values.hours) * SECONDS_PER_HOUR;
const firstSeed = Number(values.seed ?? randomInt(1, MAX_SEED));
if (!(seconds > 0) || !Number.isInteger(firstSeed) || firstSeed < 1) {
  console.error('Usage: npm run weekly -- [--hours 6] [--seed N]');
  process.exit(2);
}

let running;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    running?.kill(signal);
    process.exit(1);
  });
}

const runs = PROOFS.flatMap(({ script, share, options = [] }) => {
  const times = Math.ceil((share * seconds) / MAX_RUN_SECONDS);
  const each = String(Math.max(1, Math.round((share * seconds) / times)));
  return Array.from({ length: times }, () => ({ script, args: [...options, '--seconds', each] }));
});
const failed = [];
for (const [index, { script, args }] of runs.entries()) {
  const command = ['run', '--silent', script, '--', ...args, '--seed', String((firstSeed + index) % MAX_SEED)];
  console.log(`\n== ${index + 1} of ${runs.length}: npm ${command.join(' ')}`);
  running = spawn('npm', command, { stdio: 'inherit' });
  const code = await new Promise((resolve) => running.once('close', resolve));
  if (code !== 0) failed.push(command);
}
console.log(`\n${runs.length - failed.length} of ${runs.length} runs held, seeds from ${firstSeed}`);
for (const command of failed) console.log(`FAILED: npm ${command.join(' ')}`);
process.exit(failed.length === 0 ? 0 : 1);
