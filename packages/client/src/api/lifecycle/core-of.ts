// Where a public client keeps its core: under a symbol, not in private fields, because a method may be called on a proxy
// or on an object that merely inherits from the client, and private fields would throw there.

import type { ClientCore } from './client-core.ts';

export const CORE = Symbol('tendril.core');

/** `this` of every method of a client. */
export interface HasCore {
  readonly [CORE]: ClientCore;
}
