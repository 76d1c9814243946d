// One fuzzer at work: rounds of steps until the time is over. A step's input follows from the seed and its number alone.
// Each round has processes of its own, so that it ends with a look at what is kept and what is left open.
//
//   fuzzer := { name, steps: of a round, bounds: { keptMiB, peakMiB }, open(): Promise<target>, plan(random): items }
//   target := { tested: Tested[], step(items), settle(), close(), isSpent? }      step and settle throw a Finding; a
//             target that is spent shows nothing more, and the next round begins
//
// Items are plain values; the smallest set that still shows a finding is looked for by leaving some out.
import { Random } from 'tendril-testing/random';
import { Finding } from './finding.mjs';
import { reduce } from './reduce.mjs';
import { show } from './show.mjs';

/** Steps after which memory is what it is; growth counts from there. */
const WARM_STEPS = 20;
const MIB = 1024 * 1024;
const OUTCOMES_SHOWN = 6;

/** Resolves with whether everything held. */
export async function fuzz(fuzzer, { seed, from, seconds }) {
  const sum = { steps: 0, items: 0, rounds: 0, keptMiB: 0, peakMiB: 0, outcomes: new Map() };
  const endMs = performance.now() + seconds * 1000;
  let step = from;
  do {
    const finding = await runRound(fuzzer, { seed, from: step, endMs, sum });
    if (finding !== undefined) {
      await report(fuzzer, finding, seed);
      return false;
    }
    step = from + sum.steps;
  } while (performance.now() < endMs);
  const outcomes = [...sum.outcomes]
    .sort(([, a], [, b]) => b - a)
    .slice(0, OUTCOMES_SHOWN)
    .map(([what, times]) => `${times} ${what}`);
  console.log(
    `${fuzzer.name}: ${sum.steps} steps, ${sum.items} inputs in ${sum.rounds} rounds; ` +
      `at most ${sum.keptMiB.toFixed(0)} MiB kept, ${sum.peakMiB.toFixed(0)} MiB at a time; ${outcomes.join(', ')}`,
  );
  return true;
}

/** The finding, with its step and items where it has some; undefined when everything held. */
async function runRound(fuzzer, { seed, from, endMs, sum }) {
  const target = await fuzzer.open();
  sum.rounds++;
  let items;
  let step = from;
  try {
    const start = await memory(target);
    let warm = start;
    const isOver = () => step === from + fuzzer.steps || target.isSpent || (step > from && performance.now() > endMs);
    for (; !isOver(); step++) {
      if (step - from === WARM_STEPS) warm = await memory(target);
      items = fuzzer.plan(new Random(mix(seed, step)));
      sum.steps++;
      sum.items += items.length;
      await attempt(target, items);
    }
    items = undefined;
    await target.settle?.();
    for (const tested of target.tested) await tested.judge();
    judgeMemory(fuzzer, warm, await memory(target), sum);
    for (const [what, times] of target.outcomes ?? []) sum.outcomes.set(what, (sum.outcomes.get(what) ?? 0) + times);
    for (const tested of target.tested) await tested.leave();
    return undefined;
  } catch (error) {
    if (!(error instanceof Finding)) throw error;
    return { problem: error.message, items, from, step };
  } finally {
    await close(target);
  }
}

/** One step and what it did to those who were tested. */
async function attempt(target, items) {
  await target.step(items);
  for (const tested of target.tested) await tested.judge();
}

async function close(target) {
  for (const tested of target.tested) await tested.kill();
  await target.close();
}

const memory = (target) => Promise.all(target.tested.map((tested) => tested.memory()));

function judgeMemory({ bounds }, before, after, sum) {
  for (const [index, { keptBytes, peakBytes }] of after.entries()) {
    const kept = (keptBytes - before[index].keptBytes) / MIB;
    const peak = peakBytes / MIB;
    sum.keptMiB = Math.max(sum.keptMiB, kept);
    sum.peakMiB = Math.max(sum.peakMiB, peak);
    if (kept > bounds.keptMiB) throw new Finding(`${kept.toFixed(1)} MiB more are kept than after the first steps`);
    if (peak > bounds.peakMiB) throw new Finding(`${peak.toFixed(1)} MiB were taken at a time`);
  }
}

/** Prints what was found, and the least of the input that shows it. */
async function report(fuzzer, { problem, items, from, step }, seed) {
  console.log(`${fuzzer.name}: FINDING\n${problem}`);
  const again = (at) => `npm run fuzz -- --only ${fuzzer.name} --seed ${seed} --step ${at}`;
  if (items === undefined) {
    console.log(`After the steps ${from} to ${step - 1} of one round. Again: ${again(from)}`);
    return;
  }
  console.log(`In step ${step} of a round that began with ${from}. Again: ${again(step)}, or ${again(from)}`);
  const { items: least, tries, isAlone } = await reduce(items, (some) => findingOf(fuzzer, some));
  console.log(
    isAlone
      ? `${least.length} of ${items.length} inputs show it alone (${tries} tries):`
      : 'The step alone does not show it: it may need the steps before it, or luck. Its input:',
  );
  for (const item of least) console.log(`  ${show(item)}`);
}

/** What a step of these items alone leads to, in new processes. */
async function findingOf(fuzzer, items) {
  const target = await fuzzer.open();
  try {
    await attempt(target, items);
    await target.settle?.();
    for (const tested of target.tested) await tested.judge();
    return undefined;
  } catch (error) {
    if (!(error instanceof Finding)) throw error;
    return error.message;
  } finally {
    await close(target);
  }
}

function mix(seed, step) {
  return (seed ^ Math.imul(step + 1, 0x9e3779b1)) >>> 0;
}
