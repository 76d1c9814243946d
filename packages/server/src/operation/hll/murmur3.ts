// MurmurHash3 in its x64 form of 128 bits with seed 0, after Austin Appleby's public-domain description. Numbers of 64
// bits are two halves here: a BigInt for each step would cost ten times as much.

const C1 = [0x87c37b91, 0x114253d5] as const;
const C2 = [0x4cf5ad43, 0x2745937f] as const;
const MIX1 = [0xff51afd7, 0xed558ccd] as const;
const MIX2 = [0xc4ceb9fe, 0x1a85ec53] as const;
const BLOCK_BYTES = 16;

/** A number of 64 bits while it is worked on: two halves, of which any bits above 32 are cut off. */
class Word {
  high = 0;
  low = 0;

  set(high: number, low: number): void {
    this.high = high >>> 0;
    this.low = low >>> 0;
  }

  xor(other: Word): void {
    this.set(this.high ^ other.high, this.low ^ other.low);
  }

  add(high: number, low: number): void {
    const sum = this.low + low;
    this.set(this.high + high + (sum > 0xffffffff ? 1 : 0), sum);
  }

  multiply([high, low]: readonly [number, number]): void {
    const { high: h, low: l } = this;
    this.set(Math.imul(h, low) + Math.imul(l, high) + multiplyHigh(l, low), Math.imul(l, low));
  }

  rotateLeft(bits: number): void {
    const { high: h, low: l } = this;
    if (bits < 32) this.set((h << bits) | (l >>> (32 - bits)), (l << bits) | (h >>> (32 - bits)));
    else this.set((l << (bits - 32)) | (h >>> (64 - bits)), (h << (bits - 32)) | (l >>> (64 - bits)));
  }

  /** Mixes until every bit has touched every other. */
  finish(): void {
    this.#xorWithUpper();
    this.multiply(MIX1);
    this.#xorWithUpper();
    this.multiply(MIX2);
    this.#xorWithUpper();
  }

  #xorWithUpper(): void {
    this.low = (this.low ^ (this.high >>> 1)) >>> 0;
  }
}

/** The upper 32 bits of the product of two numbers of 32 bits. */
function multiplyHigh(a: number, b: number): number {
  const [aHigh, aLow, bHigh, bLow] = [a >>> 16, a & 0xffff, b >>> 16, b & 0xffff];
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  return aHigh * bHigh + Math.floor(middle / 0x10000) + ((((middle & 0xffff) + aLow * bHigh) / 0x10000) | 0);
}

const h1 = new Word();
const h2 = new Word();
const k = new Word();

/** The hash, as the four halves h1 high, h1 low, h2 high, h2 low. */
export function murmur3(bytes: Uint8Array): readonly [number, number, number, number] {
  const { length } = bytes;
  h1.set(0, 0);
  h2.set(0, 0);
  const blocks = length - (length % BLOCK_BYTES);
  for (let at = 0; at < blocks; at += BLOCK_BYTES) {
    load(bytes, at, 8);
    scramble1();
    h1.rotateLeft(27);
    h1.add(h2.high, h2.low);
    timesFivePlus(h1, 0x52dce729);
    load(bytes, at + 8, 8);
    scramble2();
    h2.rotateLeft(31);
    h2.add(h1.high, h1.low);
    timesFivePlus(h2, 0x38495ab5);
  }
  if (length - blocks > 8) {
    load(bytes, blocks + 8, length - blocks - 8);
    scramble2();
  }
  if (length > blocks) {
    load(bytes, blocks, Math.min(length - blocks, 8));
    scramble1();
  }
  h1.low = (h1.low ^ length) >>> 0;
  h2.low = (h2.low ^ length) >>> 0;
  h1.add(h2.high, h2.low);
  h2.add(h1.high, h1.low);
  h1.finish();
  h2.finish();
  h1.add(h2.high, h2.low);
  h2.add(h1.high, h1.low);
  return [h1.high, h1.low, h2.high, h2.low];
}

/** Up to eight bytes, the lowest first. */
function load(bytes: Uint8Array, at: number, count: number): void {
  let [high, low] = [0, 0];
  for (let i = count - 1; i >= 0; i--) {
    if (i >= 4) high = (high << 8) | (bytes[at + i] as number);
    else low = (low << 8) | (bytes[at + i] as number);
  }
  k.set(high, low);
}

function scramble1(): void {
  k.multiply(C1);
  k.rotateLeft(31);
  k.multiply(C2);
  h1.xor(k);
}

function scramble2(): void {
  k.multiply(C2);
  k.rotateLeft(33);
  k.multiply(C1);
  h2.xor(k);
}

function timesFivePlus(word: Word, constant: number): void {
  word.multiply([0, 5]);
  word.add(0, constant);
}
