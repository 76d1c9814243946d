// `npm run torture -- [--seconds N | --minutes N] [--seed N] [--processes N] [--directory path] [--faults "a,b"]`: real
// processes share three segments while they, and the files, are maltreated at random. docs/reliability.md says what is
// done and what has to hold. The seed repeats the choice of faults, not their timing. Exit code 1: something did not hold.
import { randomBytes, randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { build, install } from '../install.mjs';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string' },
    minutes: { type: 'string' },
    seed: { type: 'string' },
    processes: { type: 'string', default: '2' },
    directory: { type: 'string', default: process.env.TENDRIL_TORTURE_DIRECTORY },
    faults: { type: 'string' },
  },
});
const seconds = values.minutes === undefined ? Number(values.seconds ?? 40) : Number(values.minutes) * 60;
const seed = Number(values.seed ?? randomInt(1, 2 ** 31));
const processes = Number(values.processes);
if (!(seconds > 0) || !Number.isInteger(seed) || !Number.isInteger(processes) || processes < 1) {
  console.error(
    'Usage: npm run torture -- [--seconds N | --minutes N] [--seed N] [--processes N] [--directory path] [--faults "a,b"]\n' +
      'The directory, also from TENDRIL_TORTURE_DIRECTORY, is to hold the segments instead of a small file system.',
  );
  process.exit(2);
}
if (process.platform !== 'linux') {
  console.log('Skipped: the torture reads /proc and sends signals as Linux has them.');
  process.exit(0);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));

await install();
await build();
const { torture } = await import('./lib/torture.mjs');
console.log(`Seed ${seed}, ${seconds} s`);
const isClean = await torture({
  seconds,
  seed,
  processes,
  directory: values.directory,
  only: values.faults?.split(','),
  key: randomBytes(16).toString('hex'),
});
process.exit(isClean ? 0 : 1);
