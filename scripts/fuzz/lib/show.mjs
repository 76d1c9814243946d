// An item as people can read it, and give it to a test.
import { inspect } from 'node:util';

const MAX_BYTES = 2048;

export function show(item) {
  return inspect(readable(item), {
    depth: 6,
    breakLength: Number.POSITIVE_INFINITY,
    compact: true,
    maxStringLength: 2 * MAX_BYTES,
    maxArrayLength: 200,
  });
}

function readable(value) {
  if (value instanceof Uint8Array) {
    const hex = Buffer.from(value.subarray(0, MAX_BYTES)).toString('hex');
    return value.length > MAX_BYTES ? `${hex}… (${value.length} bytes)` : hex;
  }
  if (Array.isArray(value)) return value.map(readable);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, readable(one)]));
}
