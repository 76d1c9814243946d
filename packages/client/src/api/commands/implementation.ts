// How the methods of a topic are written: an interface with the public signatures, and a table of functions that take
// whatever a caller passes. The compiler checks that the table has every name of the interface and no other.

import type { HasCore } from '../lifecycle/core-of.ts';

export type Implementation<Methods> = {
  readonly [name in keyof Methods]: (
    this: HasCore,
    first?: unknown,
    second?: unknown,
    third?: unknown,
    fourth?: unknown,
    fifth?: unknown,
    sixth?: unknown,
    seventh?: unknown,
  ) => unknown;
};
