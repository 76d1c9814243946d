// What sketches say about the sets behind them: how many elements, in all of them together, in each of them, and how
// alike they are (docs/protocol/hyperloglog.md, "Format and algorithm"). Counting is algorithm 6 of Ertl, "New
// cardinality estimation algorithms for HyperLogLog sketches" (2017); likeness with minhash bits is that of Yu and
// Weber, "HyperMinHash: MinHash in LogLog space" (2017). Every step is in the server's order, so that results are equal
// to the last bit.

import { HLL_BITS, HLL_HEADER_BYTES } from 'tendril/wire';
import { powerOf } from './power.ts';
import { type Shape, Sketch } from './sketch.ts';

const MAX_RHO = 2 ** HLL_BITS.RHO;

/** The shape that all of them fold into: the fewest index bits, and minhash bits only when all have as many. */
export function commonShape(sketches: readonly Sketch[]): Shape {
  const [first] = sketches as readonly [Sketch];
  const indexBits = Math.min(...sketches.map((sketch) => sketch.indexBits));
  const { minhashBits } = first;
  return { indexBits, minhashBits: sketches.every((other) => other.minhashBits === minhashBits) ? minhashBits : 0 };
}

/** All sketches in one of that shape. */
export function unionOf(sketches: readonly Sketch[], shape: Shape): Sketch {
  const union = Sketch.empty(shape);
  for (const sketch of sketches) unite(union, sketch);
  return union;
}

function unite(union: Sketch, sketch: Sketch): void {
  const mask = union.registers - 1;
  const hasMinhash = union.minhashBits !== 0;
  for (let r = 0; r < sketch.registers; r++) {
    const rho = sketch.rho(r);
    if (rho !== 0 || hasMinhash) union.raise(r & mask, rho, hasMinhash ? sketch.minhash(r) : 0);
  }
}

export function count(sketch: Sketch): bigint {
  if (sketch.cachedCount !== 0n) return sketch.cachedCount;
  const { registers } = sketch;
  const having = new Array<number>(MAX_RHO + 1).fill(0);
  for (let r = 0; r < registers; r++) (having[sketch.rho(r)] as number)++;
  let z = registers * tau((having[MAX_RHO] as number) / registers);
  for (let k = MAX_RHO; k > 0; k--) z = 0.5 * (z + (having[k] as number));
  z += registers * sigma((having[0] as number) / registers);
  return rounded((alpha(sketch.indexBits) * registers * registers) / z);
}

export function unionCount(sketches: readonly Sketch[]): bigint {
  return count(unionOf(sketches, commonShape(sketches)));
}

/** Of two or three sketches without minhash bits in common; of any number with them. */
export function intersectCount(sketches: readonly Sketch[]): bigint {
  if (commonShape(sketches).minhashBits === 0) return intersectCountByRho(sketches);
  const likeness = similarity(sketches);
  return Number.isNaN(likeness) ? 0n : rounded(Number(unionCount(sketches)) * likeness);
}

/** Inclusion and exclusion. */
function intersectCountByRho(sketches: readonly Sketch[]): bigint {
  const together = unionCount(sketches);
  let apart = 0n;
  for (const sketch of sketches) apart += count(sketch);
  if (apart > MAX_COUNT) apart = MAX_COUNT;
  if (sketches.length === 2) return apart > together ? apart - together : 0n;
  const [a, b, c] = sketches as readonly [Sketch, Sketch, Sketch];
  const pairs = intersectCount([a, b]) + intersectCount([b, c]) + intersectCount([a, c]);
  const result = BigInt.asIntN(64, together - (apart - pairs));
  return result < 0n ? 0n : result;
}

const MAX_COUNT = 2n ** 64n - 1n;

/** Elements in all of them by those in any of them, 0 to 1; NaN when all are empty. */
export function similarity(sketches: readonly Sketch[]): number {
  const shape = commonShape(sketches);
  if (shape.minhashBits === 0) return Number(intersectCountByRho(sketches)) / Number(unionCount(sketches));
  const filled = sketches.filter(hasData);
  if (filled.length < sketches.length) return filled.length > 0 ? 0 : Number.NaN;
  const inAny = usedRegisters(unionOf(sketches, shape));
  const [first, second, ...others] = sketches as readonly [Sketch, Sketch];
  const common = unionOf([first], shape);
  for (const sketch of [second, ...others]) intersect(common, sketch);
  const inAll = usedRegisters(common);
  const byChance = others.length === 0 ? collisions(shape, count(first), count(second)) : 0;
  return Math.max((inAll - byChance) / inAny, 0);
}

/** As the server looks: at as many bytes as there are registers, which leaves out the last ones. */
function hasData({ bytes, registers }: Sketch): boolean {
  return bytes.subarray(HLL_HEADER_BYTES, HLL_HEADER_BYTES + registers).some((byte) => byte !== 0);
}

/** Keeps what both have. Of a sketch with more registers each is looked at in turn, as the server does. */
function intersect(common: Sketch, sketch: Sketch): void {
  const mask = common.registers - 1;
  for (let r = 0; r < sketch.registers; r++) {
    const at = r & mask;
    if (common.rho(at) !== sketch.rho(r) || common.minhash(at) !== sketch.minhash(r)) common.write(at, 0, 0);
  }
}

function usedRegisters(sketch: Sketch): number {
  let used = 0;
  for (let r = 0; r < sketch.registers; r++) {
    if (sketch.rho(r) !== 0 || sketch.minhash(r) !== 0) used++;
  }
  return used;
}

/** How many registers of two sets of that many elements are equal though the elements are not. */
function collisions({ indexBits, minhashBits }: Shape, count0: bigint, count1: bigint): number {
  const registers = 2 ** indexBits;
  let sum = 0;
  for (let rho = 1; rho <= MAX_RHO; rho++) {
    const below = rho === MAX_RHO ? 0 : 2 ** -rho / registers;
    const above = 2 ** (1 - rho) / registers;
    const chance0 = powerOf(1 - below, count0) - powerOf(1 - above, count0);
    const chance1 = powerOf(1 - below, count1) - powerOf(1 - above, count1);
    sum += chance0 * chance1;
  }
  return (sum * registers) / 2 ** minhashBits;
}

function tau(share: number): number {
  if (share === 0 || share === 1) return 0;
  let [value, y, z, before] = [share, 1, 1 - share, 0];
  do {
    value = Math.sqrt(value);
    before = z;
    y *= 0.5;
    z -= (1 - value) * (1 - value) * y;
  } while (before !== z);
  return z / 3;
}

function sigma(share: number): number {
  if (share === 1) return Number.POSITIVE_INFINITY;
  let [value, y, z, before] = [share, 1, share, 0];
  do {
    value *= value;
    before = z;
    z += value * y;
    y += y;
  } while (before !== z);
  return z;
}

function alpha(indexBits: number): number {
  if (indexBits === 4) return 0.673;
  if (indexBits === 5) return 0.697;
  return indexBits === 6 ? 0.709 : 0.7213 / (1 + 1.079 / 2 ** indexBits);
}

function rounded(value: number): bigint {
  return BigInt(Math.round(value));
}
