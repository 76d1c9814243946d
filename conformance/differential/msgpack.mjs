// Msgpack in Aerospike's dialect as hex, written from the protocol documents and independent of Tendril's codec.

const hex = (number, bytes) =>
  BigInt.asUintN(bytes * 8, BigInt(number))
    .toString(16)
    .padStart(bytes * 2, '0');

/** An integer in its shortest form. */
export function int(number) {
  const value = BigInt(number);
  if (value >= 0n) {
    if (value < 0x80n) return hex(value, 1);
    if (value <= 0xffn) return `cc${hex(value, 1)}`;
    if (value <= 0xffffn) return `cd${hex(value, 2)}`;
    return value <= 0xffffffffn ? `ce${hex(value, 4)}` : `cf${hex(value, 8)}`;
  }
  if (value >= -32n) return hex(value, 1);
  if (value >= -128n) return `d0${hex(value, 1)}`;
  if (value >= -32768n) return `d1${hex(value, 2)}`;
  return value >= -(2n ** 31n) ? `d2${hex(value, 4)}` : `d3${hex(value, 8)}`;
}

export function double(number) {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(number);
  return `cb${bytes.toString('hex')}`;
}

/** Text, bytes or GeoJSON: a type byte and what follows it. */
export function text(type, bytes) {
  const body = hex(type, 1) + Buffer.from(bytes).toString('hex');
  const count = body.length / 2;
  if (count < 32) return hex(0xa0 + count, 1) + body;
  return (count < 256 ? `d9${hex(count, 1)}` : `da${hex(count, 2)}`) + body;
}

export const list = (items, flags = 0) => head(0x90, 'dc', flags === 0 ? items : [`c700${hex(flags, 1)}`, ...items]);

/** Of entries: each the key and the value. */
export const map = (entries, flags = 0) =>
  head(
    0x80,
    'de',
    (flags === 0 ? entries : [[`c700${hex(flags, 1)}`, 'c0'], ...entries]).map((entry) => entry.join('')),
  );

function head(short, long, parts) {
  const { length } = parts;
  return (length < 16 ? hex(short + length, 1) : long + hex(length, 2)) + parts.join('');
}

export const NIL = 'c0';
export const WILDCARD = 'd4ff00';
export const INFINITE = 'd4ff01';
