// The load: a fixed number of lanes, each of which starts its next operation when the one before has ended. One in
// `sampleEvery` operations of a lane is timed. Both clients are driven by exactly this code.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';

const MAX_SAMPLES = 200_000;
const LOOP_RESOLUTION_MS = 5;

/** What is counted, whatever makes the operations. */
class Counted {
  #samples = new Float64Array(MAX_SAMPLES);
  #sampleCount = 0;
  #done = 0;
  #failed = 0;
  #errors = new Map();

  sample(ms) {
    if (this.#sampleCount < MAX_SAMPLES) this.#samples[this.#sampleCount++] = ms;
  }

  done() {
    this.#done++;
  }

  failed(error) {
    this.#failed++;
    const name = `${error?.code ?? ''} ${String(error?.message ?? error).slice(0, 80)}`.trim();
    if (this.#errors.size < 20 || this.#errors.has(name)) this.#errors.set(name, (this.#errors.get(name) ?? 0) + 1);
  }

  /** Counts from here on for so long, the load being on already. */
  async measure(measureMs) {
    const histogram = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
    this.#done = 0;
    this.#failed = 0;
    this.#sampleCount = 0;
    this.#errors.clear();
    histogram.enable();
    const cpuBefore = process.cpuUsage();
    const start = performance.now();
    await new Promise((resolve) => setTimeout(resolve, measureMs));
    const elapsedMs = performance.now() - start;
    const cpu = process.cpuUsage(cpuBefore);
    histogram.disable();
    return {
      operations: this.#done,
      failed: this.#failed,
      errors: [...this.#errors],
      elapsedMs,
      userMicros: cpu.user,
      systemMicros: cpu.system,
      samples: this.#samples.slice(0, this.#sampleCount),
      // The histogram holds the distances of a timer's ticks; what exceeds the timer's period is delay.
      loopDelayMs: Math.max(0, histogram.percentile(99) / 1e6 - LOOP_RESOLUTION_MS),
      rssBytes: process.memoryUsage.rss(),
    };
  }
}

export class Load extends Counted {
  #run;
  #lanes = [];
  #isStopped = false;
  #sampleEvery;

  /** `run(i)` starts operation number i of a lane and returns its promise. */
  constructor(run, inFlight) {
    super();
    this.#run = run;
    this.#sampleEvery = inFlight < 8 ? 1 : 8;
    for (let lane = 0; lane < inFlight; lane++) this.#lanes.push(this.#lane(lane));
  }

  async #lane(number) {
    const run = this.#run;
    let next = number * 37;
    let untilSample = 1 + (number % this.#sampleEvery);
    while (!this.#isStopped) {
      try {
        if (--untilSample === 0) {
          untilSample = this.#sampleEvery;
          const start = performance.now();
          await run(next++);
          this.sample(performance.now() - start);
        } else {
          await run(next++);
        }
        this.done();
      } catch (error) {
        this.failed(error);
        // A client that refuses at once would otherwise keep the event loop from turning.
        await nextTurn();
      }
    }
  }

  async stop() {
    this.#isStopped = true;
    await Promise.all(this.#lanes);
  }
}

/** How often arrivals are looked for. */
const TICK_MS = 1;
/** A client that does not keep up is not driven out of memory. */
const MAX_UNDER_WAY = 20_000;

/**
 * Operations that arrive at a given rate, whether those before have ended or not, at random distances as from many
 * independent users. Each is timed from the moment when it was due.
 */
export class Arrivals extends Counted {
  #run;
  #timer;
  #meanMs;
  #dueMs;
  #next = 0;
  #underWay = new Set();

  constructor(run, perSecond) {
    super();
    this.#run = run;
    this.#meanMs = 1000 / perSecond;
    this.#dueMs = performance.now();
    this.#timer = setInterval(() => this.#arrive(), TICK_MS);
  }

  /** What warming up has left behind does not count. */
  measure(measureMs) {
    this.#dueMs = performance.now();
    return super.measure(measureMs);
  }

  #arrive() {
    const nowMs = performance.now();
    while (this.#dueMs <= nowMs) {
      if (this.#underWay.size < MAX_UNDER_WAY) this.#start(this.#dueMs);
      else this.failed(new Error('too many under way'));
      this.#dueMs -= Math.log(1 - Math.random()) * this.#meanMs;
    }
  }

  #start(dueMs) {
    const operation = this.#operate(dueMs);
    this.#underWay.add(operation);
    operation.then(() => this.#underWay.delete(operation));
  }

  async #operate(dueMs) {
    try {
      await this.#run(this.#next++);
      this.sample(performance.now() - dueMs);
      this.done();
    } catch (error) {
      this.failed(error);
    }
  }

  async stop() {
    clearInterval(this.#timer);
    await Promise.all(this.#underWay);
  }
}
