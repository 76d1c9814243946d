// Writes packages/client/src/wire/ripemd160-block.ts from the tables of the algorithm: `node scripts/generate-ripemd160.mjs`.
// Why the steps are written out one by one: docs/decisions/0002-own-ripemd160.md.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './install.mjs';

/** Which message word each of the 80 steps takes, in the left and in the right line. */
// biome-ignore format: five rounds of sixteen
const WORD_LEFT = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
  7, 4, 13, 1, 10, 6, 15, 3, 12, 0, 9, 5, 2, 14, 11, 8,
  3, 10, 14, 4, 9, 15, 8, 1, 2, 7, 0, 6, 13, 11, 5, 12,
  1, 9, 11, 10, 0, 8, 12, 4, 13, 3, 7, 15, 14, 5, 6, 2,
  4, 0, 5, 9, 7, 12, 2, 10, 14, 1, 3, 8, 11, 6, 15, 13,
];
// biome-ignore format: five rounds of sixteen
const WORD_RIGHT = [
  5, 14, 7, 0, 9, 2, 11, 4, 13, 6, 15, 8, 1, 10, 3, 12,
  6, 11, 3, 7, 0, 13, 5, 10, 14, 15, 8, 12, 4, 9, 1, 2,
  15, 5, 1, 3, 7, 14, 6, 9, 11, 8, 12, 2, 10, 0, 4, 13,
  8, 6, 4, 1, 3, 11, 15, 0, 5, 12, 2, 13, 9, 7, 10, 14,
  12, 15, 10, 4, 1, 5, 8, 7, 6, 2, 13, 14, 0, 3, 9, 11,
];
/** By how many bits each step rotates. */
// biome-ignore format: five rounds of sixteen
const SHIFT_LEFT = [
  11, 14, 15, 12, 5, 8, 7, 9, 11, 13, 14, 15, 6, 7, 9, 8,
  7, 6, 8, 13, 11, 9, 7, 15, 7, 12, 15, 9, 11, 7, 13, 12,
  11, 13, 6, 7, 14, 9, 13, 15, 14, 8, 13, 6, 5, 12, 7, 5,
  11, 12, 14, 15, 14, 15, 9, 8, 9, 14, 5, 6, 8, 6, 5, 12,
  9, 15, 5, 11, 6, 8, 13, 12, 5, 12, 13, 14, 11, 8, 5, 6,
];
// biome-ignore format: five rounds of sixteen
const SHIFT_RIGHT = [
  8, 9, 9, 11, 13, 15, 15, 5, 7, 7, 8, 11, 14, 14, 12, 6,
  9, 13, 15, 7, 12, 8, 9, 11, 7, 7, 12, 7, 6, 15, 13, 11,
  9, 7, 15, 11, 8, 6, 6, 14, 12, 13, 5, 14, 13, 13, 7, 5,
  15, 5, 8, 11, 14, 14, 6, 14, 6, 9, 12, 9, 12, 5, 15, 8,
  8, 5, 12, 9, 12, 5, 14, 6, 8, 13, 6, 5, 15, 13, 11, 11,
];

/** The function of each round of the left line; the right line takes them in the opposite order. */
const FUNCTIONS = [
  (x, y, z) => `(${x} ^ ${y} ^ ${z})`,
  (x, y, z) => `((${x} & ${y}) | (~${x} & ${z}))`,
  (x, y, z) => `((${x} | ~${y}) ^ ${z})`,
  (x, y, z) => `((${x} & ${z}) | (${y} & ~${z}))`,
  (x, y, z) => `(${x} ^ (${y} | ~${z}))`,
];

const LINES = [
  {
    name: 'l',
    words: WORD_LEFT,
    shifts: SHIFT_LEFT,
    constants: [0, 0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xa953fd4e],
    functions: FUNCTIONS,
  },
  {
    name: 'r',
    words: WORD_RIGHT,
    shifts: SHIFT_RIGHT,
    constants: [0x50a28be6, 0x5c4dd124, 0x6d703ef3, 0x7a6d76e9, 0],
    functions: FUNCTIONS.toReversed(),
  },
];

const word = (i) =>
  `  const w${i} = (b[at${i === 0 ? '' : ` + ${4 * i}`}] as number) | ((b[at + ${4 * i + 1}] as number) << 8)` +
  ` | ((b[at + ${4 * i + 2}] as number) << 16) | ((b[at + ${4 * i + 3}] as number) << 24);`;

/** The steps of one line. Which variable plays which part moves on by one with each step. */
function steps({ name, words, shifts, constants, functions }) {
  let parts = ['a', 'b', 'c', 'd', 'e'].map((part) => part + name);
  return words.map((index, step) => {
    const [a, b, c, d, e] = parts;
    parts = [e, a, b, c, d];
    const round = step >> 4;
    const constant = constants[round] === 0 ? '' : ` + 0x${constants[round].toString(16)}`;
    const shift = shifts[step];
    return (
      `  t = (${a} + ${functions[round](b, c, d)} + w${index}${constant}) | 0;` +
      ` ${a} = (((t << ${shift}) | (t >>> ${32 - shift})) + ${e}) | 0;` +
      ` ${c} = (${c} << 10) | (${c} >>> 22);`
    );
  });
}

const source = `// biome-ignore-all format: generated
// One block of RIPEMD-160, its 160 steps written out. Written by scripts/generate-ripemd160.mjs: change that, not this.

/** Mixes the 64 bytes at \`b[at]\` into the state \`h\` of five words. */
export function mixBlock(h: Int32Array, b: Uint8Array, at: number): void {
${Array.from({ length: 16 }, (_, i) => word(i)).join('\n')}
  const h0 = h[0] as number;
  const h1 = h[1] as number;
  const h2 = h[2] as number;
  const h3 = h[3] as number;
  const h4 = h[4] as number;
  let al = h0, bl = h1, cl = h2, dl = h3, el = h4;
  let ar = h0, br = h1, cr = h2, dr = h3, er = h4;
  let t = 0;
${LINES.map((line) => steps(line).join('\n')).join('\n\n')}

  h[0] = h1 + cl + dr;
  h[1] = h2 + dl + er;
  h[2] = h3 + el + ar;
  h[3] = h4 + al + br;
  h[4] = h0 + bl + cr;
}
`;

writeFileSync(join(root, 'packages/client/src/wire/ripemd160-block.ts'), source);
