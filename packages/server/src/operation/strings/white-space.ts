// Trimming what Unicode calls white space, on the bytes of UTF-8.

/** The characters of the property White_Space. */
const WHITE_SPACE = [
  ...[0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x20, 0x85, 0xa0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006],
  ...[0x2007, 0x2008, 0x2009, 0x200a, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000],
];

const ENCODED: ReadonlySet<string> = new Set(
  WHITE_SPACE.map((codePoint) => Buffer.from(String.fromCodePoint(codePoint)).toString('latin1')),
);

/** Bytes of the longest of them. */
const MAX_BYTES = 3;

/** A view of what is left. */
export function trimmedStart(bytes: Buffer): Buffer {
  let at = 0;
  for (let size = 1; size <= MAX_BYTES && at + size <= bytes.length; size++) {
    if (!ENCODED.has(bytes.toString('latin1', at, at + size))) continue;
    at += size;
    size = 0;
  }
  return bytes.subarray(at);
}

export function trimmedEnd(bytes: Buffer): Buffer {
  let end = bytes.length;
  for (let size = 1; size <= MAX_BYTES && end - size >= 0; size++) {
    if (!ENCODED.has(bytes.toString('latin1', end - size, end))) continue;
    end -= size;
    size = 0;
  }
  return bytes.subarray(0, end);
}
