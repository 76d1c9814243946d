// Child processes of a run, each with a name and where wanted on cores of its own: they are sent orders, say in messages how
// far they are, and always end with the run.
import { exitOnSignals, Child as Process } from 'tendril-testing/child';
import { onCores } from './pinning.mjs';

const SILENCE_MS = 120_000;
const LINES_SHOWN = 6;

exitOnSignals();

/** A child died, or fell silent, before it said what was waited for. */
export class ChildEnded extends Error {
  constructor(name, reason, stderr) {
    const lines = stderr.trim().split('\n').slice(-LINES_SHOWN);
    super(`${name} ended early (${reason})${lines[0] ? `: ${lines.join(' | ')}` : ''}`);
  }
}

export class Child {
  #process;

  constructor(name, script, args = [], { cores } = {}) {
    this.name = name;
    const [program, ...before] = onCores(cores, process.execPath);
    // Samples travel as typed arrays.
    this.#process = Process.command(program, [...before, script, ...args], { serialization: 'advanced' });
  }

  get pid() {
    return this.#process.pid;
  }

  send(message) {
    this.#process.send(message);
  }

  /** Takes the next message of a type, or of one of several: `{ type, ... }` or `{ [type]: ... }`. */
  next(types, timeoutMs = SILENCE_MS) {
    return this.#wait(timeoutMs, () => {
      const { reports } = this.#process;
      const index = reports.findIndex((report) => isOfType(report, [types].flat()));
      return index === -1 ? undefined : reports.splice(index, 1)[0];
    });
  }

  /** The match, once it has printed it. */
  printed(pattern, timeoutMs = SILENCE_MS) {
    return this.#wait(timeoutMs, () => pattern.exec(this.#process.stdout) ?? undefined);
  }

  /** Asks it to end by closing the channel, then insists. */
  async stop() {
    await this.#process.dismiss();
  }

  /** Like stop, by a signal: for programs that end that way. */
  async signal(name) {
    await this.#process.stop(name);
  }

  async #wait(timeoutMs, find) {
    let timer;
    const silence = new Promise((_, reject) => {
      timer = setTimeout(() => reject(this.#ended(`silent for ${timeoutMs} ms`)), timeoutMs);
    });
    const found = this.#process.until(find).catch(() => Promise.reject(this.#ended(this.#process.end)));
    try {
      return await Promise.race([found, silence]);
    } finally {
      clearTimeout(timer);
    }
  }

  #ended(reason) {
    return new ChildEnded(this.name, reason, this.#process.stderr);
  }
}

const isOfType = (report, types) => types.some((type) => report?.type === type || report?.[type] !== undefined);
