// Commands that most programs do not use, or not at once: their topic is loaded by the first call of one of them.

import type { HasCore } from '../lifecycle/core-of.ts';
import type { Implementation } from './implementation.ts';

/** Every method of a topic by its name; the compiler checks that none is missing. */
export type Names<Methods> = { readonly [name in keyof Methods]: 1 };

export function later<Methods>(names: Names<Methods>, load: () => Implementation<Methods>): Implementation<Methods> {
  const methods = Object.keys(names).map((name) => {
    const method = {
      [name](this: HasCore, ...args: readonly unknown[]): unknown {
        return load()[name as keyof Methods].apply(this, args as []);
      },
    };
    return [name, method[name]];
  });
  return Object.fromEntries(methods) as Implementation<Methods>;
}
