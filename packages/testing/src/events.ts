// Waiting for what happens, never for time to pass.

import { type EventEmitter, once } from 'node:events';

/** For tests that wait for events: what never comes fails the test instead of hanging it. */
export const LIMIT = { timeout: 10_000 } as const;

/** Resolves once the condition holds; it is looked at again after each such event. */
export async function until(emitter: EventEmitter, event: string, condition: () => boolean): Promise<void> {
  while (!condition()) await once(emitter, event);
}

/** Resolves after what is pending in the event loop now was handled. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
