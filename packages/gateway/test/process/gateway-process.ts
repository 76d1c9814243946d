// A gateway as a process group of its own, as a terminal would start it: what it prints, what it leaves behind.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

const ROOT = join(__dirname, '..', '..', '..');
const BIN = join(ROOT, 'bin', 'tendril-gateway.js');
export const SERVER_BIN = join(ROOT, '..', 'server', 'bin', 'tendril-server.js');
export const CLIENT_ROOT = join(ROOT, '..', 'client');
const SHARED = '/dev/shm';
/** Long enough for a machine that is busy with other things; a test that waits longer has failed. */
export const PATIENCE_MS = 30_000;

/** A program whose output can be waited for. */
export class Program {
  readonly child: ChildProcess;
  readonly exited: Promise<string>;
  stdout = '';
  stderr = '';
  #changed: (() => void)[] = [];

  constructor(t: TestContext, script: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    const { AEROSPIKE_HOSTS: _hosts, NODE_DEBUG: _debug, ...rest } = process.env;
    // Its own group, so that a signal to the group reaches the children like Ctrl+C and nobody else.
    this.child = spawn(process.execPath, [script, ...args], { detached: true, env: { ...rest, ...env } });
    for (const name of ['stdout', 'stderr'] as const) {
      this.child[name]?.setEncoding('utf8').on('data', (text: string) => {
        this[name] += text;
        for (const callback of this.#changed.splice(0)) callback();
      });
    }
    this.exited = once(this.child, 'close').then(([code, signal]) => {
      for (const callback of this.#changed.splice(0)) callback();
      return signal ?? `code ${code}`;
    });
    // The orderly way, which leaves nothing behind.
    t.after(async () => {
      this.signalGroup('SIGTERM');
      const timer = setTimeout(() => this.signalGroup('SIGKILL'), PATIENCE_MS);
      await this.exited;
      clearTimeout(timer);
    });
  }

  get pid(): number {
    return this.child.pid as number;
  }

  /** Resolves to the match as soon as the output has it; fails when the program ends first. */
  async output(stream: 'stdout' | 'stderr', pattern: RegExp): Promise<RegExpExecArray> {
    const giveUp = AbortSignal.timeout(PATIENCE_MS);
    for (;;) {
      const match = pattern.exec(this[stream]);
      if (match) return match;
      if (this.child.exitCode !== null || this.child.signalCode !== null || giveUp.aborted) {
        assert.fail(`${pattern} is not in the ${stream}:\n${this.stdout}\n${this.stderr}`);
      }
      await new Promise<void>((resolve) => {
        this.#changed.push(resolve);
        giveUp.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }

  signalGroup(signal: NodeJS.Signals): void {
    try {
      process.kill(-this.pid, signal);
    } catch {
      // Nobody of the group is left.
    }
  }
}

export interface Gateway {
  readonly program: Program;
  readonly url: string;
  /** Worker processes by slot order. */
  readonly workers: readonly number[];
}

export async function startGateway(
  t: TestContext,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Gateway> {
  const program = new Program(t, BIN, ['--port', '0', ...args], env);
  const [, url = ''] = await program.output('stdout', /Tendril gateway at (\S+)/);
  const [, pids = ''] = await program.output('stdout', /up \(process(?:es)? ([\d, ]+)\)/);
  await program.output('stdout', /Ctrl\+C ends every process/);
  return { program, url, workers: pids.split(', ').map(Number) };
}

/** Whether a process is there; one that has ended and was not waited for does not count. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (process.platform !== 'linux') return true;
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** Resolves when none of the processes is left, as seen by polling; the operating system tells strangers no events. */
export async function allGone(pids: readonly number[]): Promise<void> {
  const giveUp = performance.now() + PATIENCE_MS;
  while (pids.some(isAlive)) {
    if (performance.now() > giveUp) assert.fail(`still there: ${pids.filter(isAlive).join(', ')}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** The directory of the shared segment that these processes take part in; undefined where there is none. */
export function segmentOf(pids: readonly number[]): string | undefined {
  if (!existsSync(SHARED)) return undefined;
  return readdirSync(SHARED)
    .map((name) => join(SHARED, name))
    .find((folder) => participants(folder).some((pid) => pids.includes(pid)));
}

function participants(folder: string): number[] {
  try {
    const files = readdirSync(folder).filter((name) => name.startsWith('p.'));
    return files.map((name) => Number.parseInt(readFileSync(join(folder, name), 'utf8'), 10));
  } catch {
    // Not a folder, or gone since it was listed.
    return [];
  }
}
