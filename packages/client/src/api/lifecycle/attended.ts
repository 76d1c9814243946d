// What every promise of a client has: those who listen are told of it, and what it rejects with is complete and shows who
// awaits it. Commands on records and batches have the same without an async function in their way.

import { COMMANDS, type CommandTrace } from '../../channels.ts';
import { completeError, FailedCommand } from '../../command/failed-command.ts';
import { ArgumentTypeError } from '../../model/error.ts';
import type { ClientFace } from './client-life.ts';

/** Who called `below`, for a client that records it. */
// biome-ignore lint/complexity/noBannedTypes: what Error.captureStackTrace takes
export function callStack({ captureStackTraces }: ClientFace, below: Function): string | undefined {
  if (!captureStackTraces) return undefined;
  const at: { stack?: string } = {};
  Error.captureStackTrace(at, below);
  return at.stack;
}

/** Runs the work that a method of that name promises. */
export function attended<T>(
  face: ClientFace,
  kind: CommandTrace['kind'],
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  if (!COMMANDS.hasSubscribers) return completed(face, name, work);
  const { otherTrace, tracePromise } = require('./tracing.js') as typeof import('./tracing.ts');
  return tracePromise(otherTrace(kind, name), () => completed(face, name, work));
}

async function completed<T>(face: ClientFace, name: string, work: () => Promise<T>): Promise<T> {
  const stack = callStack(face, attended);
  try {
    return await work();
  } catch (error) {
    if (error instanceof ArgumentTypeError) throw error;
    throw completeError(error, new FailedCommand(face, name), stack, completed);
  }
}
