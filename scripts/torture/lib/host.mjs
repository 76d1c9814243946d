// A process with participants as the torturer sees it: one in its main thread or several in worker threads, in the
// namespaces of this process or in some of its own. Signals reach only processes started here.
import { fileURLToPath } from 'node:url';
import { Child, childrenOf, isStopped } from 'tendril-testing/child';

const PROGRAM = fileURLToPath(new URL('host-process.mjs', import.meta.url));
const UNSHARE = ['--pid', '--net', '--fork', '--kill-child', '--mount-proc'];
const ERRORS_KEPT = 4000;

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
    this.host.child.send({ member: this.index, order });
  }
}

export class Host {
  isStopped = false;
  wasKilled = false;
  /** Those who take part, by index; those who were terminated still have reports under way. */
  members = [];
  #former = [];
  #pid;

  /** `kind`: process, threads or namespace; `onReport(member, report)`. */
  constructor({ kind, app, participants, onReport }) {
    this.kind = kind;
    this.members = participants.map(({ name }, index) => new Member(this, index, name));
    const argument = JSON.stringify({ participants, threads: kind === 'threads' });
    this.child =
      kind === 'namespace'
        ? Child.command('unshare', [...UNSHARE, process.execPath, PROGRAM, argument], { cwd: app })
        : Child.script(PROGRAM, [argument], { cwd: app });
    this.child.listen((report) => {
      const member = [...this.members, ...this.#former].find(({ name }) => name === report.name);
      onReport(member, report);
    });
  }

  get isRunning() {
    return this.child.isRunning;
  }

  get ended() {
    return this.child.ended;
  }

  /** How it ended, once it has. */
  get exit() {
    return this.child.end;
  }

  /** The last of what it complained about. */
  get errors() {
    return this.child.stderr.slice(-ERRORS_KEPT);
  }

  /** In the namespace of this process. */
  get pid() {
    if (this.kind !== 'namespace') return this.child.pid;
    // The program is the only child of unshare, which waits for it; it may not be there yet.
    this.#pid ??= childrenOf(this.child.pid)[0];
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
    return isStopped(this.pid);
  }

  async kill() {
    this.signal('SIGKILL');
    await this.ended;
  }

  /** Closes the channel, upon which the program ends; by force when that takes too long. */
  async dismiss() {
    this.signal('SIGCONT');
    await this.child.dismiss();
  }
}
