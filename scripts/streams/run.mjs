// `npm run streams -- [--seeds 50] [--seed N]` or `-- --hosts a:1,b:2 [--seconds 60]`: scans and queries while nodes die and
// partitions move, as docs/reliability.md says, for as many seeds as wanted, or on a real cluster whose nodes somebody
// stops and starts meanwhile. Exit code 1: a record was missing, or came twice.
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { build, install } from '../install.mjs';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
    hosts: { type: 'string' },
    seconds: { type: 'string', default: '60' },
  },
});
const [seeds, first, seconds] = [Number(values.seeds), Number(values.seed), Number(values.seconds)];
if (!(seeds > 0) || !Number.isInteger(first) || !(seconds > 0)) {
  console.error('Usage: npm run streams -- [--seeds 50] [--seed N] | --hosts a:1,b:2 [--seconds 60]');
  process.exit(2);
}
await install();
await build();
const { runSeed, runStreams } = await import('../../packages/client/dist/test/streams/run-streams.js');
const faults = [];
if (values.hosts === undefined) {
  for (let seed = first; seed < first + seeds; seed++) faults.push(...(await runSeed(seed)));
  console.log(`${seeds} seeds from ${first}, ${faults.length} faults`);
} else {
  const report = await runStreams(values.hosts, seconds, randomInt(1, 2 ** 31));
  faults.push(...report.faults);
  console.log(`${report.runs} scans and queries, ${report.records} records, ${faults.length} faults`);
}
for (const fault of faults) console.error(fault);
process.exit(faults.length === 0 ? 0 : 1);
