// Closes the connection that is lost when a worker dies. node:cluster accepts connections in the primary, hands each to
// a worker, and closes its own copy when the worker has confirmed it; if the worker dies before that, nobody serves the
// connection and nobody closes it, and its caller waits for ever. There is at most one per worker, the last one handed.
import type { Worker } from 'node:cluster';

interface Closable {
  close(): void;
}

/** Watches what is handed to the worker, and closes the last of it when the worker ends. */
export function closeLostConnection(worker: Worker): void {
  const { process: child } = worker;
  const send = child.send.bind(child) as (message: unknown, ...rest: unknown[]) => boolean;
  let last: Closable | undefined;
  const watching = (message: unknown, ...rest: unknown[]): boolean => {
    if (isClosable(rest[0])) last = rest[0];
    return send(message, ...rest);
  };
  child.send = watching as typeof child.send;
  // A connection that was confirmed is closed here already; closing it again has no effect.
  worker.once('exit', () => last?.close());
}

const isClosable = (value: unknown): value is Closable =>
  typeof value === 'object' && value !== null && typeof (value as { close?: unknown }).close === 'function';
