// A gateway as a process group of its own, as a terminal would start it: what it prints, what it leaves behind.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { Child, isAlive, until } from 'tendril-testing/child';

const ROOT = join(__dirname, '..', '..', '..');
export const GATEWAY_BIN = join(ROOT, 'bin', 'tendril-gateway.js');
export const SERVER_BIN = join(ROOT, '..', 'server', 'bin', 'tendril-server.js');
export const CLIENT_ROOT = join(ROOT, '..', 'client');
const SHARED = '/dev/shm';
/** Long enough for a machine that is busy with other things; a test that waits longer has failed. */
export const PATIENCE_MS = 30_000;

/** A program in a group of its own, of which nothing is left after the test. */
export function startProgram(
  t: TestContext,
  script: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Child<never> {
  const child = Child.program(script, args, { env }).during(t, 'SIGTERM');
  t.after(() => child.signalGroup('SIGKILL'));
  return child;
}

export interface Gateway {
  readonly program: Child<never>;
  readonly url: string;
  /** Worker processes by slot order. */
  readonly workers: readonly number[];
}

export async function startGateway(
  t: TestContext,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Gateway> {
  const program = startProgram(t, GATEWAY_BIN, ['--port', '0', ...args], env);
  const [, url = ''] = await program.printed(/Tendril gateway at (\S+)/);
  const [, pids = ''] = await program.printed(/up \(process(?:es)? ([\d, ]+)\)/);
  await program.printed(/Ctrl\+C ends every process/);
  return { program, url, workers: pids.split(', ').map(Number) };
}

/** Resolves when none of the processes is left, as seen by polling; the operating system tells strangers no events. */
export async function allGone(pids: readonly number[]): Promise<void> {
  const areGone = await until(() => !pids.some(isAlive), PATIENCE_MS);
  assert.ok(areGone, `still there: ${pids.filter(isAlive).join(', ')}`);
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
