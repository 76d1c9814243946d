// The goals table: ratios to the vendor's client on a running cluster, each with the goal that it has, met or not. Then
// arrivals at half the rate that the vendor's client could do, and the latencies of each way to merge.
import { RECORDS } from '../clients/operations.mjs';
import { DASH, factor, heading, number, Table, thousands } from '../lib/format.mjs';
import { goalRows, openLoop } from '../lib/goals.mjs';
import { cpuMicros, runRounds, values } from '../lib/rounds.mjs';
import { median, pairedRatio } from '../lib/statistics.mjs';

/** Quantities by the names that goals have for them. */
const QUANTITIES = {
  operations: (cell) => cell.operationsPerSecond,
  cpu: cpuMicros,
  p50: (cell) => cell.latencyMs.p50,
  p99: (cell) => cell.latencyMs.p99,
  p999: (cell) => cell.latencyMs.p999,
  serverCpu: (cell) => cell.serverCores,
};
const COLUMNS = [
  'what',
  'client',
  'records/s',
  'CPU µs/record',
  'p50 ms',
  'p99 ms',
  'p99.9 ms',
  'loop delay p99 ms',
  'server cores',
  'ratio: operations',
  'CPU',
  'p99',
  'goal',
];

export async function goals(options) {
  heading(
    'Goals',
    'Against a running cluster. Ratios are to the first client of each group, round by round; medians. ' +
      '`server cores` needs `--server-pids`.',
  );
  const table = new Table(COLUMNS, 2);
  const results = [];
  let rate = 0;
  for (const entry of goalRows(options.deviceNamespace)) {
    if (options.quick && entry.workload.inFlight === 16) continue;
    const measured = await run(table, entry, options);
    results.push(measured);
    if (entry.label === 'get, 128 in flight') rate = median(values(measured.runs[0], QUANTITIES.operations)) ?? 0;
  }
  if (rate > 0) {
    heading('Arrivals', 'Timed from the moment when each was due, whether those before had ended or not.');
    results.push(await run(new Table(COLUMNS, 2), openLoop(Math.round(rate / 2000) * 1000), options));
  }
  latencies(results);
  return results;
}

const QUANTILES = ['p50', 'p75', 'p90', 'p99', 'p999', 'max'];

/** The latencies of each way to merge, where all of them ran. */
function latencies(results) {
  heading('Latencies by what is merged', 'Milliseconds; medians of the rounds.');
  const table = new Table(['what', 'client', ...QUANTILES], 2);
  for (const { label, runs } of results) {
    if (!runs.some(({ contender }) => contender.config.mergeCommands === 'reads')) continue;
    for (const each of runs) {
      const quantile = (name) => number(median(values(each, (cell) => cell.latencyMs[name])));
      table.add([label, each.contender.name, ...QUANTILES.map(quantile)]);
    }
  }
}

async function run(table, entry, options) {
  const { label, workload, contenders, goal } = entry;
  const runs = await runRounds(workload, contenders, options, label);
  const records = RECORDS[workload.op] ?? 1;
  for (const each of runs) {
    const of = (pick) => median(values(each, pick));
    const ratio = (name) => pairedRatio(values(each, QUANTITIES[name]), values(runs[0], QUANTITIES[name]))?.median;
    const rates = of(QUANTITIES.operations);
    const cpu = of(QUANTITIES.cpu);
    table.add([
      label,
      each.contender.name,
      rates === undefined ? 'failed' : thousands(rates * records),
      cpu === undefined ? DASH : number(cpu / records),
      number(of(QUANTITIES.p50)),
      number(of(QUANTITIES.p99)),
      number(of(QUANTITIES.p999)),
      number(of((cell) => cell.loopDelayMs)),
      number(of(QUANTITIES.serverCpu)),
      ...(each === runs[0] ? ['', '', ''] : ['operations', 'cpu', 'p99'].map((name) => factor(ratio(name)))),
      each === runs[1]
        ? judged(
            { ...entry, goal },
            ratio,
            of((cell) => cell.loopDelayMs),
          )
        : '',
    ]);
    noteFailures(each);
  }
  return { label, runs };
}

/** The goals of the row, each with whether it was met. */
function judged({ goal, loopDelayMs }, ratio, delayMs) {
  const texts = Object.entries(goal).map(([name, [sign, wanted]]) => {
    const value = ratio(name);
    if (value === undefined) return `${name} ${sign} ${wanted}×: not measured`;
    const met = sign === '≥' ? value >= wanted : value <= wanted;
    return `${name} ${sign} ${wanted}×: ${met ? 'met' : `**missed** (${factor(value)})`}`;
  });
  if (loopDelayMs !== undefined)
    texts.push(`loop delay ≤ ${loopDelayMs} ms: ${delayMs <= loopDelayMs ? 'met' : '**missed**'}`);
  return texts.join('; ');
}

function noteFailures({ contender, cells }) {
  const failures = new Set(cells.flatMap((cell) => cell.failure ?? cell.errors?.map(([name]) => name) ?? []));
  for (const failure of failures) console.error(`${contender.name}: ${failure}`);
}
