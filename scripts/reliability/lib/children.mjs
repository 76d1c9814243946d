// Child processes of a proof: programs with output to wait for, and scripts with a channel to ask over. Every child is
// known by its pid and ended by it; what still lives when this process exits, in whatever way, is killed.
// Never signals a process that it did not start.
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

const OUTPUT_KEPT = 1_000_000;
const GRACE_MS = 5000;
const ANSWER_MS = 20_000;

const living = new Set();
process.on('exit', () => {
  for (const { child } of living) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));

export class Child {
  output = '';
  #answers = new Map();
  #asked = 0;

  constructor(child) {
    this.child = child;
    living.add(this);
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => {
        this.output = (this.output + text).slice(-OUTPUT_KEPT);
      });
    }
    this.ended = once(child, 'exit').then(([code, signal]) => {
      living.delete(this);
      this.reason = signal ?? `code ${code}`;
      for (const { reject } of this.#answers.values()) reject(new Error(`process ${this.pid} ended: ${this.reason}`));
      return this.reason;
    });
    child.on('error', () => {});
    child.on('message', ({ id, value }) => {
      this.#answers.get(id)?.resolve(value);
      this.#answers.delete(id);
    });
  }

  /** A script of this folder, asked over its channel; `settings` reach it as its first argument. */
  static script(url, settings) {
    return new Child(
      fork(url, [JSON.stringify(settings)], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], serialization: 'json' }),
    );
  }

  /** A program in a process group of its own, as a terminal would start it. */
  static program(file, args, env = {}) {
    const { NODE_DEBUG: _debug, AEROSPIKE_HOSTS: _hosts, ...inherited } = process.env;
    return new Child(
      spawn(process.execPath, [file, ...args], {
        detached: true,
        env: { ...inherited, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
  }

  get pid() {
    return this.child.pid;
  }

  /** Sends a question and resolves with its answer. */
  ask(question) {
    const id = ++this.#asked;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`process ${this.pid} does not answer ${JSON.stringify(question)}:\n${this.output}`)),
        ANSWER_MS,
      );
      const settle = (how) => (value) => {
        clearTimeout(timer);
        how(value);
      };
      this.#answers.set(id, { resolve: settle(resolve), reject: settle(reject) });
      if (this.reason !== undefined) this.#answers.get(id).reject(new Error(`process ${this.pid} has ended`));
      else this.child.send({ id, question }, () => {});
    });
  }

  /** Signals the process group of a program. */
  signalGroup(signal) {
    try {
      process.kill(-this.pid, signal);
    } catch {
      // Nobody of the group is left.
    }
  }

  /** Ends it by a signal, and by force when that is not enough; resolves with the way it ended. */
  async stop(signal = 'SIGTERM') {
    if (this.reason !== undefined) return this.reason;
    this.child.kill(signal);
    const timer = setTimeout(() => this.child.kill('SIGKILL'), GRACE_MS);
    const reason = await this.ended;
    clearTimeout(timer);
    return reason;
  }
}

/** Polls until `probe` returns something other than undefined and false; undefined after the limit. */
export async function until(probe, limitMs, pauseMs = 5) {
  const giveUpAt = performance.now() + limitMs;
  for (;;) {
    const value = await probe();
    if (value !== undefined && value !== false) return value;
    if (performance.now() > giveUpAt) return undefined;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

/** Whether a process is there; one that has ended and was not waited for does not count. */
export function isAlive(pid) {
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** Pids of the processes that a process has started. */
export function childrenOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    return text === '' ? [] : text.split(' ').map(Number);
  } catch {
    return [];
  }
}
