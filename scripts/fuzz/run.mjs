// `npm run fuzz -- [--seconds 60 | --minutes 30] [--only replies[,frames]] [--seed N [--step N]]`: hostile input for every
// part that reads what others wrote; docs/reliability.md, "Fuzzing", says which input and what has to hold. The time is
// shared by the fuzzers. `--step` starts there, to see a finding again. Exit code 1: something did not hold.
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { build, install } from '../install.mjs';

const FUZZERS = ['replies', 'merged', 'info', 'frames', 'admin', 'http', 'segment'];

const { values } = parseArgs({
  options: {
    seconds: { type: 'string' },
    minutes: { type: 'string' },
    only: { type: 'string' },
    seed: { type: 'string' },
    step: { type: 'string', default: '0' },
  },
});
const seconds = values.minutes === undefined ? Number(values.seconds ?? 60) : Number(values.minutes) * 60;
const seed = Number(values.seed ?? randomInt(1, 2 ** 31));
const from = Number(values.step);
const names = values.only === undefined ? FUZZERS : values.only.split(',');
const isUsable = names.every((name) => FUZZERS.includes(name)) && Number.isInteger(seed) && Number.isInteger(from);
if (!(seconds > 0) || !isUsable || from < 0) {
  console.error(
    `Usage: npm run fuzz -- [--seconds 60 | --minutes 30] [--only ${FUZZERS.join(',')}] [--seed N [--step N]]`,
  );
  process.exit(2);
}
if (process.platform !== 'linux') {
  console.log('Skipped: the fuzzers read processor time and open files from /proc.');
  process.exit(0);
}

await install();
await build();
const { exitOnSignals } = await import('tendril-testing/child');
const { fuzz } = await import('./lib/fuzz.mjs');
exitOnSignals();
console.log(`Seed ${seed}, ${seconds} s`);
let isClean = true;
for (const name of names) {
  const { fuzzer } = await import(`./${name}.mjs`);
  isClean = (await fuzz(fuzzer, { seed, from, seconds: seconds / names.length })) && isClean;
}
process.exit(isClean ? 0 : 1);
