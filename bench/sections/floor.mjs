// The floor beside both clients: the same number of requests in flight, spread over bare sockets.
import { heading, number, spread, Table, thousands } from '../lib/format.mjs';
import { cpuMicros, runRounds, values } from '../lib/rounds.mjs';
import { median, summary } from '../lib/statistics.mjs';

const IN_FLIGHT = [1, 16, 128, 1024];
const CONNECTIONS = [1, 2, 4, 8];
const QUICK_IN_FLIGHT = [16, 128];
const QUICK_CONNECTIONS = [1, 4];

export async function floor(options) {
  heading(
    'Floor',
    'Bare sockets that write one prepared get and count reply bytes: no keys, no decoding, no promises, no timeouts.',
  );
  const table = new Table(['in flight', 'connections', 'operations/s', 'CPU µs/op (user + system)', 'server cores']);
  const results = [];
  for (const inFlight of options.quick ? QUICK_IN_FLIGHT : IN_FLIGHT) {
    const workload = { op: 'get', record: 'text-100', inFlight, processes: 1 };
    const contenders = (options.quick ? QUICK_CONNECTIONS : CONNECTIONS)
      .filter((connections) => connections <= inFlight)
      .map((connections) => ({ name: `floor, ${connections} connections`, client: 'floor', connections }));
    const runs = await runRounds(workload, contenders, options, `floor, ${inFlight} in flight`);
    for (const run of runs) {
      const of = (pick) => median(values(run, pick));
      const user = number(of((cell) => cell.userMicrosPerOperation));
      const system = number(of((cell) => cell.systemMicrosPerOperation));
      table.add([
        inFlight,
        run.contender.connections,
        spread(summary(values(run, (cell) => cell.operationsPerSecond)), thousands),
        `${spread(summary(values(run, cpuMicros)))} (${user} + ${system})`,
        number(of((cell) => cell.serverCores)),
      ]);
    }
    results.push({ inFlight, runs: runs.map(({ contender, cells }) => ({ contender: contender.name, cells })) });
  }
  return results;
}
