// Records with the bins that conditions read, some of them missing or of another type.

import { Double, GeoJSON } from 'tendril';
import { KEYS, WORDS } from './literals.ts';
import type { Phrases } from './phrases.ts';

/** A record; what it lacks is unknown to conditions. */
export function recordBins(phrases: Phrases): { [name: string]: unknown } {
  const ints = (): number[] => Array.from({ length: phrases.below(6) }, () => phrases.below(12) - 2);
  const words = (): string[] => Array.from({ length: phrases.below(4) }, () => phrases.pick(WORDS));
  const map = Object.fromEntries(KEYS.filter(() => phrases.chance(0.6)).map((key) => [key, phrases.below(12) - 2]));
  const all: { readonly [name: string]: () => unknown } = {
    i: () => phrases.below(24) - 4,
    j: () => phrases.below(1000) - 500,
    'k k': () => phrases.pick([0, 1, -1, 255, 2 ** 31, -(2 ** 40)]),
    f: () => new Double((phrases.below(400) - 200) / 8),
    s: () => phrases.pick(WORDS),
    t: () => phrases.pick(WORDS),
    y: () => phrases.chance(0.5),
    x: () => Buffer.from(Array.from({ length: 4 }, () => phrases.below(256))),
    l: ints,
    ls: words,
    m: () => map,
    n: () => ({
      k: { name: phrases.pick(WORDS), v: phrases.below(9) },
      users: ints().map((age) => ({ age, name: phrases.pick(WORDS) })),
      tags: words(),
    }),
    loc: () => GeoJSON.Point(phrases.below(360) - 180, phrases.below(160) - 80),
  };
  const bins: { [name: string]: unknown } = {};
  for (const [name, make] of Object.entries(all)) {
    if (phrases.chance(0.12)) continue;
    bins[name] = phrases.chance(0.06) ? phrases.pick([1, 'other', [1], new Double(0.5)]) : make();
  }
  return Object.keys(bins).length === 0 ? { i: 0 } : bins;
}
