// The table of both clients side by side: each workload, each contender, in alternating rounds.
import { DASH, factor, megabytes, number, spread, Table, thousands } from './format.mjs';
import { cpuMicros, runRounds, values } from './rounds.mjs';
import { median, pairedRatio, summary } from './statistics.mjs';
import { describeWorkload } from './workloads.mjs';

const VERSUS_VENDOR = 'tendril : vendor';
const COLUMNS = [
  'workload',
  'client',
  'operations/s',
  'CPU µs/op (user + system)',
  'p50 ms',
  'p99 ms',
  'p99.9 ms',
  'loop delay p99 ms',
  'RSS MB',
  'errors/s',
  'server cores',
];

/**
 * Runs the workloads, each with the contenders that `contendersOf` names, and prints the table. The last column compares
 * with the contender that one is `against`, otherwise Tendril with the faster of the vendor's; `options.versus` names it.
 */
export async function compare(workloads, contendersOf, options) {
  const table = new Table([...COLUMNS, options.versus ?? VERSUS_VENDOR], 2);
  const notes = new Map();
  const results = [];
  for (const workload of workloads) {
    const label = describeWorkload(workload);
    const runs = await runRounds(workload, contendersOf(workload), options, label);
    const best = bestVendor(runs);
    for (const run of runs) {
      const { against } = run.contender;
      const other = against === undefined ? best : runs.find(({ contender }) => contender.name === against);
      table.add([label, run.contender.name, ...rowOf(run, notes), ratioTo(run, other)]);
    }
    results.push({ workload, runs: runs.map(({ contender, cells }) => ({ contender: contender.name, cells })) });
  }
  if (notes.size > 0) console.log('\nErrors and failures:\n');
  for (const [note, count] of notes) console.log(`- ${note}${count > 1 ? ` (${count} rounds)` : ''}`);
  return results;
}

function rowOf(run, notes) {
  const of = (pick) => median(values(run, pick));
  noteErrors(run, notes);
  const rates = values(run, (cell) => cell.operationsPerSecond);
  if (median(rates) === undefined) return ['failed', ...new Array(8).fill(DASH)];
  const cpu = spread(summary(values(run, cpuMicros)));
  return [
    spread(summary(rates), thousands),
    `${cpu} (${number(of((c) => c.userMicrosPerOperation))} + ${number(of((c) => c.systemMicrosPerOperation))})`,
    number(of((cell) => cell.latencyMs.p50)),
    number(of((cell) => cell.latencyMs.p99)),
    number(of((cell) => cell.latencyMs.p999)),
    number(of((cell) => cell.loopDelayMs)),
    megabytes(of((cell) => cell.rssBytes)),
    number(of((cell) => cell.failedPerSecond)),
    number(of((cell) => cell.serverCores)),
  ];
}

function noteErrors({ contender, cells }, notes) {
  const count = (note) => notes.set(note, (notes.get(note) ?? 0) + 1);
  for (const cell of cells) {
    if (cell.failure !== undefined) count(`${contender.name}: ${cell.failure}`);
    for (const [name] of cell.errors ?? []) count(`${contender.name}: ${name}`);
  }
}

/** The vendor's fastest configuration: Tendril is compared with that one. */
function bestVendor(runs) {
  const rate = (run) => median(values(run, (cell) => cell.operationsPerSecond)) ?? 0;
  return runs.filter(({ contender }) => contender.client === 'vendor').sort((a, b) => rate(b) - rate(a))[0];
}

function ratioTo(run, other) {
  const { client, against } = run.contender;
  if (other === undefined || (client !== 'tendril' && against === undefined)) return '';
  const ratio = (pick) => pairedRatio(values(run, pick), values(other, pick));
  const parts = [
    ['ops', (cell) => cell.operationsPerSecond],
    ['CPU', cpuMicros],
    ['p99', (cell) => cell.latencyMs.p99],
  ];
  return parts
    .map(([name, pick]) => [name, ratio(pick)])
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name} ${spread(value, factor)}`)
    .join(', ');
}
