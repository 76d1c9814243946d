// The micro-benchmarks: each group in a process of its own, so that one group's types do not slow another's code.
import { heading, number, progress, Table } from '../lib/format.mjs';
import { inBench } from '../lib/paths.mjs';
import { Child } from '../lib/processes.mjs';

const GROUPS = [
  'digest',
  'commands',
  'particles',
  'msgpack',
  'codecs',
  'expressions',
  'ael',
  'filters',
  'frames',
  'compression',
];
const MIN_CPU_MS = 400;
const QUICK_MIN_CPU_MS = 20;

export async function micro(options) {
  heading('Micro-benchmarks', 'Nanoseconds per call, the call itself included: see the first row of each group.');
  const results = {};
  for (const group of GROUPS) {
    progress(`micro · ${group}`);
    const job = JSON.stringify({ minCpuMs: options.quick ? QUICK_MIN_CPU_MS : MIN_CPU_MS });
    const child = new Child(`micro ${group}`, inBench('micro', `${group}.mjs`), [job]);
    const rows = [];
    try {
      for (;;) {
        const message = await child.next(['row', 'end']);
        if (message.type === 'end') break;
        rows.push(message);
      }
    } catch (error) {
      // The internals have moved: the other groups still have something to say.
      console.log(`\n**Group ${group} failed:** ${error.message}`);
    } finally {
      await child.stop();
    }
    const table = new Table([group, 'best ns', 'median ns', 'calls']);
    for (const { name, bestNs, medianNs, calls } of rows) {
      table.add([name, number(bestNs), number(medianNs), number(calls)]);
    }
    results[group] = rows;
  }
  return results;
}
