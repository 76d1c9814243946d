// Values and records that the micro-benchmarks share.

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
export const text = (length) => LETTERS.repeat(Math.ceil(length / LETTERS.length)).slice(0, length);

export const VALUES = {
  integer: 123456789,
  'integer beyond 2^53': 9007199254740993n,
  float: 1234.5678,
  boolean: true,
  'text, 10 characters': text(10),
  'text, 100 characters': text(100),
  'text, 100 characters, not ASCII': 'äöü€'.repeat(25),
  'text, 10 000 characters': text(10_000),
  'bytes, 100': Buffer.alloc(100, 7),
  'bytes, 10 000': Buffer.alloc(10_000, 7),
  'list of 10 integers': Array.from({ length: 10 }, (_, i) => i * 100),
  'list of 10 texts': Array.from({ length: 10 }, (_, i) => text(10 + i)),
  'map of 10 texts to integers': Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`key${i}`, i * 100])),
  'nested: 10 maps of 5': Array.from({ length: 10 }, (_, i) => ({
    id: i,
    name: text(12),
    on: true,
    at: 1.5,
    tags: ['a', 'b'],
  })),
};

export const bins = (count) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`bin${i}`, i % 2 === 0 ? 1000 + i * 7919 : text(10)]));

export const RECORDS = {
  '1 bin, text of 100': { value: text(100) },
  '10 bins': bins(10),
  '100 bins': bins(100),
  '1 bin, 10 KB of bytes': { value: Buffer.alloc(10_000, 7) },
};
