// What became of a step as text: types survive, what no two servers share (times, addresses) does not.
import { createHash } from 'node:crypto';
import { inspect } from 'node:util';

const LONG = 200;
/** Lives are compared in units that the time between two commands does not cross. */
const LIFE_UNIT = 100;

const RESULT_UDF = 100;
/** Where the client says which node answered. */
const FOLDER = /\/\S*\/udf\/lua\//g;
const ADDRESS = /\S*127\.0\.0\.1:\d+ ?/g;

export async function outcomeOf(t, run) {
  try {
    return textOf(await run(), t);
  } catch (error) {
    return errorText(error, t);
  }
}

function errorText(error, t) {
  if (error.code === undefined) return `thrown ${error.message}`;
  const text = error.code === RESULT_UDF ? ` ${String(error.message).replace(ADDRESS, '').replace(FOLDER, '')}` : '';
  const results = Array.isArray(error.results) && t.isBatch ? ` ${textOf(error.results, t)}` : '';
  return `error ${error.code}${text}${results}`;
}

/** Text of a value that came out of a client. */
export function textOf(value, t) {
  if (typeof value === 'string') return JSON.stringify(shortened(value));
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (value === null || typeof value !== 'object') return String(value);
  const inner = (one) => textOf(one, t);
  if (Buffer.isBuffer(value)) return `<${shortened(value.toString('hex'))}>`;
  if (Array.isArray(value)) return `[${value.map(inner).join(', ')}]`;
  if (value instanceof Map) return `Map{${[...value].map(([k, v]) => `${inner(k)} => ${inner(v)}`).join(', ')}}`;
  if (value instanceof Error) return errorText(value, t);
  const name = value.constructor?.name ?? '';
  if (name === 'Double') return `Double ${inner(value.Double)}`;
  if (name === 'GeoJSON') return `GeoJSON ${JSON.stringify(value.str)}`;
  if (name === 'Key') return `key ${inner(value.key)} ${value.digest?.toString('hex').slice(0, 8)}`;
  const entries = Object.entries(value).map(([key, one]) => `${key}: ${key === 'ttl' ? lifeOf(one) : inner(one)}`);
  return `${name === 'Object' ? '' : name}{${entries.join(', ')}}`;
}

const lifeOf = (ttl) =>
  typeof ttl === 'number' && ttl > 0 && ttl < 2 ** 32 - 3 ? `${Math.round(ttl / LIFE_UNIT)}h` : String(ttl);

function shortened(text) {
  if (text.length <= LONG) return text;
  return `${text.slice(0, 20)}… ${text.length} ${createHash('sha1').update(text).digest('hex').slice(0, 8)}`;
}

/** A step for people. */
export const show = (step) =>
  inspect(withoutGaps(step), { depth: 12, breakLength: Infinity, maxStringLength: 100, maxArrayLength: 30 });

function withoutGaps(value) {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(withoutGaps);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, one]) => one !== undefined)
      .map(([name, one]) => [name, withoutGaps(one)]),
  );
}
