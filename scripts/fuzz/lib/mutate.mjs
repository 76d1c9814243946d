// Valid input made invalid, or not: bytes and texts changed here and there, repeated, moved, cut.

const U32 = [0, 1, 2, 4, 7, 8, 21, 22, 23, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0xffff, 0x10000, 0x7fffffff, 0x80000000];
const MORE = [0xfffffffe, 0xffffffff];
const INTERESTING = [...U32, ...MORE];
const CHARS = '\t\n\r ,;:=/[]{}"\\-+.0189AFZafz\0\u007f\u0080\u00ff%';

/** A piece of the bytes, seldom a long one. */
function piece(random, length) {
  const from = random.below(length);
  return [from, Math.min(length, from + 1 + Math.floor(random.next() ** 3 * (length - from)))];
}

const byteChanges = [
  [6, (random, bytes) => flip(random, bytes)],
  [4, (random, bytes) => put(bytes, random.below(bytes.length), random.below(256))],
  [4, (random, bytes) => putInteresting(random, bytes)],
  [1, (random, bytes) => cutOut(random, bytes)],
  [1, (random, bytes) => repeat(random, bytes)],
  [1, (random, bytes) => insert(random, bytes)],
  [1, (random, bytes) => bytes.subarray(0, random.below(bytes.length))],
];

function put(bytes, at, value) {
  bytes[at] = value;
  return bytes;
}

function flip(random, bytes) {
  const at = random.below(bytes.length);
  return put(bytes, at, bytes[at] ^ (1 << random.below(8)));
}

function putInteresting(random, bytes) {
  const size = random.weighted([
    [1, 1],
    [2, 2],
    [3, 4],
  ]);
  if (bytes.length < size) return bytes;
  const value = INTERESTING[random.below(INTERESTING.length)] % 2 ** (8 * size);
  bytes.writeUIntBE(value, random.below(bytes.length - size + 1), size);
  return bytes;
}

function cutOut(random, bytes) {
  const [from, to] = piece(random, bytes.length);
  return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
}

function repeat(random, bytes) {
  const [from, to] = piece(random, bytes.length);
  return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
}

function insert(random, bytes) {
  const at = random.below(bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, at), noise(random, 1 + random.below(16)), bytes.subarray(at)]);
}

export function noise(random, length) {
  return Buffer.from(Array.from({ length }, () => random.below(256)));
}

/** A copy with a few changes. */
export function mutateBytes(random, bytes, most = 6) {
  let changed = Buffer.from(bytes);
  for (let left = 1 + random.below(most); left > 0 && changed.length > 0; left--) {
    changed = random.weighted(byteChanges)(random, changed);
  }
  return changed;
}

const textChanges = [
  [4, (random, text, at) => text.slice(0, at) + CHARS[random.below(CHARS.length)] + text.slice(at + 1)],
  [3, (random, text, at) => text.slice(0, at) + CHARS[random.below(CHARS.length)] + text.slice(at)],
  [2, (random, text, at) => text.slice(0, at) + text.slice(at + 1 + random.below(8))],
  [2, (_random, text, at) => text.slice(0, at)],
  [2, (random, text, at) => text.slice(0, at) + text.slice(random.below(text.length + 1))],
  [2, (random, text) => text.replace(/\d+/, () => number(random))],
  [1, (random, text, at) => text.slice(0, at) + text[at % text.length].repeat(random.below(5000)) + text.slice(at)],
];

/** A number as a careless program would write it. */
export function number(random) {
  return random.weighted([
    [4, () => String(random.below(10))],
    [2, () => String(random.below(2 ** 32))],
    [1, () => '-1'],
    [1, () => '4294967296'],
    [1, () => '18446744073709551615'],
    [1, () => '9'.repeat(1 + random.below(40))],
    [1, () => '1e9'],
    [1, () => ''],
  ])();
}

export function mutateText(random, text, most = 4) {
  let changed = text;
  for (let left = 1 + random.below(most); left > 0 && changed.length > 0; left--) {
    changed = random.weighted(textChanges)(random, changed, random.below(changed.length));
  }
  return changed;
}

export const pick = (random, list) => list[random.below(list.length)];
