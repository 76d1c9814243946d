// Runs the functions of one group, each many times, and sends the rows to the parent. The first row is the baseline: a
// function that does nothing, so that the cost of calling is known.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { do_not_optimize, measure } from 'mitata';
import { TENDRIL } from '../lib/paths.mjs';

const require = createRequire(import.meta.url);
const { minCpuMs } = JSON.parse(process.argv[2]);
const BATCH = 1024;
/** Share of the time that goes, before it counts, into letting the engine optimize. */
const WARM_UP_SHARE = 0.5;
const BASELINE = 'no operation';
let hasBaseline = false;

/** Internals of the client: what is measured here is not public, by the nature of the matter. */
export const internal = (path) => require(join(TENDRIL, 'dist', 'src', path));

/**
 * Measures `{ name: function }`. `batch` is how many calls stand between two looks at the clock: less for slow ones.
 * `per` divides the result, for functions that do their work on several things at once.
 */
export async function measureGroup(cases, { batch = BATCH, per = 1 } = {}) {
  for (const [name, run] of Object.entries({ [BASELINE]: () => undefined, ...cases })) {
    if (name === BASELINE && hasBaseline) continue;
    hasBaseline = true;
    const repeat = (cpuMs) =>
      measure(() => do_not_optimize(run()), {
        gc: false,
        min_cpu_time: cpuMs * 1e6,
        batch_samples: batch,
        batch_threshold: Number.POSITIVE_INFINITY,
        warmup_threshold: Number.POSITIVE_INFINITY,
      });
    await repeat(minCpuMs * WARM_UP_SHARE);
    const stats = await repeat(minCpuMs);
    const divisor = name === BASELINE ? 1 : per;
    process.send({ type: 'row', name, bestNs: stats.min / divisor, medianNs: stats.p50 / divisor, calls: stats.ticks });
  }
}

/** To be called when all groups of a file are through. */
export function finish() {
  process.send({ type: 'end' }, () => process.disconnect());
}
