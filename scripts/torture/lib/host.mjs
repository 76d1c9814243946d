// A process with participants as the torturer sees it: one in its main thread or several in worker threads, in the
// namespaces of this process or in some of its own. Signals reach only processes started here.
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('host-process.mjs', import.meta.url));
const UNSHARE = ['--pid', '--net', '--fork', '--kill-child', '--mount-proc'];
const ERRORS_KEPT = 4000;
const GRACE_MS = 5000;

const living = new Set();
process.on('exit', () => {
  for (const host of living) host.signal('SIGKILL');
});

export class Member {
  role = 'starting';
  generation = 0;
  epoch = 0;
  hasFinal = false;
  /** Why it takes part no more: refused, detached, closed, or undefined. */
  end;
  reason = '';

  constructor(host, index, name) {
    this.host = host;
    this.index = index;
    this.name = name;
  }

  get takesPart() {
    return this.end === undefined && this.host.isRunning && this.role !== 'starting';
  }

  order(order) {
    if (this.host.child.connected) this.host.child.send({ member: this.index, order }, () => {});
  }
}

export class Host {
  isRunning = true;
  isStopped = false;
  wasKilled = false;
  errors = '';
  /** Those who take part, by index; those who were terminated still have reports under way. */
  members = [];
  #former = [];
  #pid;

  /** `kind`: process, threads or namespace; `onReport(member, report)`. */
  constructor({ kind, app, participants, onReport }) {
    this.kind = kind;
    this.members = participants.map(({ name }, index) => new Member(this, index, name));
    const argument = JSON.stringify({ participants, threads: kind === 'threads' });
    const options = { cwd: app, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] };
    this.child =
      kind === 'namespace'
        ? spawn('unshare', [...UNSHARE, process.execPath, PROGRAM, argument], options)
        : fork(PROGRAM, [argument], options);
    living.add(this);
    this.child.stderr.setEncoding('utf8').on('data', (text) => {
      this.errors = (this.errors + text).slice(-ERRORS_KEPT);
    });
    this.child.on('error', () => {});
    this.child.on('message', (report) => {
      const member = [...this.members, ...this.#former].find(({ name }) => name === report.name);
      onReport(member, report);
    });
    this.ended = once(this.child, 'exit').then(([code, signal]) => {
      living.delete(this);
      this.isRunning = false;
      this.exit = signal ?? code;
    });
  }

  /** In the namespace of this process. */
  get pid() {
    if (this.kind !== 'namespace') return this.child.pid;
    // The program is the only child of unshare, which waits for it.
    try {
      const { pid } = this.child;
      this.#pid ??=
        Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim().split(' ')[0]) || undefined;
    } catch {
      // Not there yet, or gone.
    }
    return this.#pid ?? this.child.pid;
  }

  /** Terminates a worker thread and starts another participant in its place. */
  replace(member, settings) {
    member.end = 'terminated';
    this.#former = [member];
    this.members[member.index] = new Member(this, member.index, settings.name);
    member.order({ do: 'replace', settings });
  }

  signal(name) {
    if (!this.isRunning) return;
    this.wasKilled ||= name === 'SIGKILL';
    try {
      process.kill(this.pid, name);
      this.isStopped = name === 'SIGSTOP' || (this.isStopped && name !== 'SIGCONT');
    } catch {
      // Ended a moment ago.
    }
  }

  /** Whether it is stopped, by whomever. */
  get rests() {
    try {
      return /^\d+ \(.*\) T/s.test(readFileSync(`/proc/${this.pid}/stat`, 'latin1'));
    } catch {
      return false;
    }
  }

  async kill() {
    this.signal('SIGKILL');
    await this.ended;
  }

  /** Closes the channel, upon which the program ends; by force when that takes too long. */
  async dismiss() {
    this.signal('SIGCONT');
    if (this.child.connected) this.child.disconnect();
    const timer = setTimeout(() => this.signal('SIGKILL'), GRACE_MS);
    await this.ended;
    clearTimeout(timer);
  }
}
