// JSON text to values and back without loss: integers beyond 2^53 as BigInt, numbers written with a fraction or an
// exponent as doubles, `__proto__` as an ordinary name. Knows nothing of bins; `record-body.ts` does.
import { parse, stringify } from 'lossless-json';
import { Problem } from './problem.ts';

/** Stands for a number that no Aerospike particle can hold, until the walk over the bins says where it is. */
export class OutOfRange {
  readonly text: string;
  readonly reason: string;

  constructor(text: string, reason: string) {
    this.text = text;
    this.reason = reason;
  }
}

const INT64_MAX = 2n ** 63n - 1n;
const INT64_MIN = -(2n ** 63n);
const INT64_DIGITS = 19;
const DETAIL_MAX_CHARS = 200;

// The engine's own parser reads everything else exactly and is some twenty times faster; text inside a string may
// match too, which costs time and nothing else.
const NEEDS_CARE = /\d[.eE]|\d{16}|-0/;

/** @throws Problem that says where the text stops being JSON. */
export function parseJson(text: string, toDouble: (value: number) => unknown): unknown {
  if (!NEEDS_CARE.test(text)) {
    try {
      return JSON.parse(text);
    } catch {
      // The careful parser words the error, so that it is the same for every text and Node.js version.
    }
  }
  try {
    return parse(text, null, {
      parseNumber: (number) => parseNumber(number, toDouble),
      onDuplicateKey: ({ newValue }) => newValue,
    });
  } catch (error) {
    throw notJson(text, error);
  }
}

function parseNumber(text: string, toDouble: (value: number) => unknown): unknown {
  if (/[.eE]/.test(text)) {
    const value = Number(text);
    if (!Number.isFinite(value)) return new OutOfRange(text, 'is beyond the range of a 64-bit double');
    return Number.isInteger(value) ? toDouble(value) : value;
  }
  // The length first: a BigInt of a megabyte of digits takes seconds.
  const value = text.length > INT64_DIGITS + 1 ? undefined : BigInt(text);
  if (value === undefined || value > INT64_MAX || value < INT64_MIN) {
    return new OutOfRange(text, 'is beyond the range of a 64-bit integer');
  }
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function notJson(text: string, error: unknown): Problem {
  if (error instanceof RangeError)
    return new Problem('body-not-json', 'Lists and maps are nested too deeply to be read');
  const detail = error instanceof Error ? error.message : String(error);
  const position = Number(/at position (\d+)$/.exec(detail)?.[1] ?? text.length);
  let line = 1;
  let lineAt = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < position; at = text.indexOf('\n', at + 1)) {
    line += 1;
    lineAt = at + 1;
  }
  const column = position - lineAt + 1;
  // It may quote a number of any length.
  const shown = detail.length > DETAIL_MAX_CHARS ? `${detail.slice(0, DETAIL_MAX_CHARS)}…` : detail;
  return new Problem('body-not-json', `${shown} (line ${line}, column ${column})`, {
    extras: { position, line, column },
  });
}

/** The JSON text of values as the client returns them. Maps with keys that are not strings get them as text. */
export function renderJson(value: unknown): string {
  return isPlain(value) ? JSON.stringify(value) : (stringify(value, replaceMap, undefined, [NEGATIVE_ZERO]) ?? 'null');
}

/** An integer has none, so that the fraction is needed to keep the sign. */
const NEGATIVE_ZERO = { test: (value: unknown) => Object.is(value, -0), stringify: () => '-0.0' };

// JSON.stringify refuses a BigInt, renders a Map as {} and -0 as 0.
function isPlain(value: unknown): boolean {
  if (typeof value === 'number') return value !== 0 || Object.is(value, 0);
  if (typeof value === 'bigint') return false;
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isPlain);
  if (value instanceof Map) return false;
  if (value instanceof Uint8Array) return true;
  for (const name in value) {
    if (!isPlain((value as Record<string, unknown>)[name])) return false;
  }
  return true;
}

function replaceMap(_name: string, value: unknown): unknown {
  if (!(value instanceof Map)) return value;
  return Object.fromEntries(Array.from(value, ([key, item]) => [typeof key === 'string' ? key : mapKey(key), item]));
}

const mapKey = (key: unknown): string =>
  key instanceof Uint8Array ? Buffer.from(key).toString('base64') : String(key);
