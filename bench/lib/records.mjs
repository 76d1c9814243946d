// The records that workloads write and read, by name, and the keys they have. Every process builds the same ones, so
// that a client can check that what it decodes is what was meant.

export const NAMESPACE = 'test';
export const SET = 'bench';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const text = (length) => LETTERS.repeat(Math.ceil(length / LETTERS.length)).slice(0, length);
const blob = (length) => Buffer.from(Uint8Array.from({ length }, (_, i) => (i * 31) & 0xff));

/** Half integers, half texts of ten characters. */
const mixedBins = (count) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`bin${i}`, i % 2 === 0 ? 1000 + i * 7919 : text(10)]));

const shapes = {
  'text-100': { describe: '1 bin, text of 100 B', make: () => ({ value: text(100) }) },
  'text-10k': { describe: '1 bin, text of 10 KB', make: () => ({ value: text(10_000) }) },
  'bytes-10k': { describe: '1 bin, 10 KB of bytes', make: () => ({ value: blob(10_000) }) },
  'bytes-1m': { describe: '1 bin, 1 MB of bytes', make: () => ({ value: blob(1_000_000) }), keys: 16 },
  'bins-10': { describe: '10 bins, integers and short texts', make: () => mixedBins(10) },
  'bins-100': { describe: '100 bins, integers and short texts', make: () => mixedBins(100) },
};

const DEFAULT_KEYS = 512;

/** The record of that name: `bins`, a `describe` for people, and how many keys a workload spreads it over. */
export function recordShape(name) {
  const shape = shapes[name];
  if (shape === undefined) throw new Error(`No record is named ${name}`);
  return { name, describe: shape.describe, bins: shape.make(), keys: shape.keys ?? DEFAULT_KEYS };
}

/** User key number `i`. The lengths are those of usual keys. */
export const userKey = (shapeName, i) => `${shapeName}:${i}`;
