// Child processes of a run: started with a channel, asked by messages, always ended by pid. Nothing survives the run,
// whatever way it ends: what still lives when this process exits is killed.
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { pinned } from './pinning.mjs';

const living = new Set();
const EXIT_GRACE_MS = 3000;
const STDERR_KEPT = 4000;

process.on('exit', () => {
  for (const { child } of living) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => process.exit(1));
}

/** A child died before it said what was waited for. */
export class ChildEnded extends Error {
  constructor(name, reason, stderr) {
    super(`${name} ended early (${reason})${stderr ? `: ${stderr.trim().split('\n').slice(-6).join(' | ')}` : ''}`);
    this.reason = reason;
  }
}

export class Child {
  #waiting = [];
  #queued = [];
  #stderr = '';

  constructor(name, script, args = [], { stdout = false, cores } = {}) {
    this.name = name;
    this.child = fork(script, args, {
      ...pinned(cores),
      serialization: 'advanced',
      stdio: ['ignore', stdout ? 'pipe' : 'ignore', 'pipe', 'ipc'],
    });
    living.add(this);
    this.ended = new Promise((resolve) => {
      this.child.on('exit', (code, signal) => {
        living.delete(this);
        this.reason = signal ?? `exit code ${code}`;
        // What the child still had to say may arrive after its exit.
        setImmediate(() => this.#failWaiting());
        resolve(this.reason);
      });
    });
    this.child.on('error', () => {});
    this.child.stderr.on('data', (text) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_KEPT);
    });
    if (stdout) createInterface(this.child.stdout).on('line', (line) => this.#take({ type: 'line', line }));
    this.child.on('message', (message) => this.#take(message));
  }

  get pid() {
    return this.child.pid;
  }

  send(message) {
    if (this.child.connected) this.child.send(message, () => {});
  }

  /** Resolves with the next message of a type, or of one of several: `{ type, ... }` or `{ [type]: ... }`. */
  next(type, timeoutMs = 120_000) {
    const index = this.#queued.findIndex((message) => isOfType(message, type));
    if (index !== -1) return Promise.resolve(this.#queued.splice(index, 1)[0]);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => this.#settle(entry, () => reject(new ChildEnded(this.name, `silent for ${timeoutMs} ms`, this.#stderr))),
        timeoutMs,
      );
      const entry = { type, resolve, reject, timer };
      this.#waiting.push(entry);
      if (this.reason !== undefined) this.#failWaiting();
    });
  }

  /** Asks it to end by closing the channel, then insists. */
  async stop() {
    if (this.reason === undefined) {
      if (this.child.connected) this.child.disconnect();
      const timer = setTimeout(() => this.child.kill('SIGKILL'), EXIT_GRACE_MS);
      await this.ended;
      clearTimeout(timer);
    }
  }

  /** Like stop, by a signal: for programs that end that way. */
  async signal(name) {
    if (this.reason === undefined) {
      this.child.kill(name);
      const timer = setTimeout(() => this.child.kill('SIGKILL'), EXIT_GRACE_MS);
      await this.ended;
      clearTimeout(timer);
    }
  }

  #take(message) {
    const entry = this.#waiting.find(({ type }) => isOfType(message, type));
    if (entry === undefined) this.#queued.push(message);
    else this.#settle(entry, () => entry.resolve(message));
  }

  #settle(entry, how) {
    clearTimeout(entry.timer);
    this.#waiting = this.#waiting.filter((other) => other !== entry);
    how();
  }

  #failWaiting() {
    for (const entry of this.#waiting) {
      this.#settle(entry, () => entry.reject(new ChildEnded(this.name, this.reason, this.#stderr)));
    }
  }
}

const isOfType = (message, types) =>
  [types].flat().some((type) => message?.type === type || message?.[type] !== undefined);

const CLOCK_TICKS_PER_SECOND = 100;

/** CPU seconds that processes have used so far, user and system; undefined where there is no /proc. */
export function cpuSeconds(pids) {
  try {
    let ticks = 0;
    for (const pid of pids) {
      const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
      ticks += Number(fields[11]) + Number(fields[12]);
    }
    return ticks / CLOCK_TICKS_PER_SECOND;
  } catch {
    return undefined;
  }
}

/** The process and all its descendants. */
export function processTree(pid) {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    return [pid, ...(children === '' ? [] : children.split(' ').flatMap((child) => processTree(Number(child))))];
  } catch {
    return [pid];
  }
}
