// `npm run reliability -- [name of a proof…] [--times N] [--processes N] [--rate N] [--quick]`: proves with real processes what
// docs/reliability.md claims, and measures it. Without a name all proofs run. Exit code 1: a goal missed.
import { parseArgs } from 'node:util';
import { build, install } from '../install.mjs';

const PROOFS = ['starts', 'takeover', 'gateway', 'stalls', 'node-death', 'propagation', 'tend-load'];

const { values, positionals } = parseArgs({
  options: {
    times: { type: 'string' },
    processes: { type: 'string' },
    rate: { type: 'string' },
    quick: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const unknown = positionals.find((name) => !PROOFS.includes(name));
const numbers = Object.fromEntries(
  ['times', 'processes', 'rate']
    .filter((name) => values[name] !== undefined)
    .map((name) => [name, Number(values[name])]),
);
if (unknown !== undefined || Object.values(numbers).some((value) => !Number.isInteger(value) || value < 1)) {
  console.error(
    `Usage: npm run reliability -- [${PROOFS.join('] [')}] [--times N] [--processes N] [--rate N] [--quick]`,
  );
  process.exit(2);
}

await install();
await build();
const { exitCode, goal } = await import('./lib/report.mjs');
for (const name of positionals.length > 0 ? positionals : PROOFS) {
  const { prove } = await import(`./${name}.mjs`);
  try {
    await prove({ ...numbers, quick: values.quick });
  } catch (error) {
    goal(`${name} runs to its end`, false, [error.stack]);
  }
}
process.exit(exitCode());
