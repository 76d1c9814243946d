// Outcomes that were decided without the event loop having turned: no node, an open breaker, a closed client, a bad
// argument, an aborted signal, a full queue. Told at once they would let `for (;;) try { await get } catch {}` run for
// ever in microtasks, and no timer, socket or signal would be looked at again. They are told after the loop has turned,
// all of one turn together.

import { AerospikeError } from '../../model/error.ts';
import { status } from '../../model/status.ts';
import { afterReads } from '../../time/system-clock.ts';

/** There is nobody to ask. */
export function noNodes(code: number = status.ERR_CLUSTER): AerospikeError {
  return AerospikeError.fromCode({ code, message: 'No node of the cluster is known' });
}

interface Told {
  onError(error: AerospikeError): void;
}

let waiting: (() => void)[] = [];

/** Calls back once the event loop has turned, in the order of the calls. */
export function afterTurn(callback: () => void): void {
  waiting.push(callback);
  if (waiting.length === 1) afterReads(run);
}

/** Tells a command its error once the event loop has turned. */
export function failLater(outcome: Told, error: AerospikeError): void {
  afterTurn(() => outcome.onError(error));
}

/** A promise that rejects once the event loop has turned. */
export function rejectLater<T>(error: unknown): Promise<T> {
  return new Promise((_, reject) => afterTurn(() => reject(error)));
}

/** Resolves once the event loop has turned. */
export function loopTurned(): Promise<void> {
  return new Promise(afterTurn);
}

/** What `work` comes to, once the event loop has turned: for work that may need nothing but what is known already. */
export async function notBeforeTurn<T>(work: () => Promise<T>): Promise<T> {
  const turned = loopTurned();
  try {
    return await work();
  } finally {
    await turned;
  }
}

function run(): void {
  const told = waiting;
  // What is decided by those who are told now waits for the next turn.
  waiting = [];
  for (const callback of told) callback();
}
