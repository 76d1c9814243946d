// Turns whatever a client returned, threw or rejected with into plain data that can be compared and stored as JSON.
// Types survive (BigInt, Buffer, undefined, Double, Map, -0, class names); what differs from run to run does not
// (addresses, node names, ports). It never decides what is right: it only makes two answers comparable.

import { createHash } from 'node:crypto';

const CYCLE = { $: 'cycle' };
const LONG = 400;

const fingerprint = (bytes) => createHash('sha1').update(bytes).digest('hex');

function cleanText(text) {
  return text
    .replace(/\b(?:127\.0\.0\.1|localhost|\[::1\]):\d+/g, '<address>')
    .replace(/(node\/event loop) \w+/g, '$1 <node>')
    .replace(/\bBB9[0-9A-F]{4,13}\b/g, '<node>')
    .replace(/\b(?:A[1-9]|B[1-9])\b(?= 127\.| <address>)/g, '<node>');
}

function errorData(error, context) {
  const client = error.client;
  return {
    $: 'error',
    name: error.name,
    code: error.code === undefined ? { $: 'undefined' } : error.code,
    message: cleanText(String(error.message)),
    inDoubt: error.inDoubt === undefined ? { $: 'undefined' } : error.inDoubt,
    isServerError: typeof error.isServerError === 'function' ? error.isServerError() : { $: 'undefined' },
    isAerospikeError: error instanceof context.A.AerospikeError,
    isError: error instanceof Error,
    isTypeError: error instanceof TypeError,
    hasCommand: error.command !== null && error.command !== undefined,
    client: client === context.client ? 'this client' : typeof client,
  };
}

/** Plain data for `value`. `context` holds the client module `A` and the `client` under test. */
export function plain(value, context, seen = []) {
  switch (typeof value) {
    case 'undefined':
      return { $: 'undefined' };
    case 'bigint':
      return { $: 'bigint', value: String(value) };
    case 'function':
      return { $: 'function' };
    case 'symbol':
      return { $: 'symbol' };
    case 'string':
      return value.length > LONG
        ? { $: 'long string', length: value.length, sha1: fingerprint(value) }
        : cleanText(value);
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : { $: 'number', value: Object.is(value, -0) ? '-0' : String(value) };
    case 'boolean':
      return value;
    default:
  }
  if (value === null) return null;
  if (seen.includes(value)) return CYCLE;
  const inner = [...seen, value];
  if (value instanceof Error) return errorData(value, context);
  if (Buffer.isBuffer(value) && value.length > LONG) {
    return { $: 'long buffer', length: value.length, sha1: fingerprint(value) };
  }
  if (Buffer.isBuffer(value)) return { $: 'buffer', hex: value.toString('hex') };
  if (Array.isArray(value)) return value.map((item) => plain(item, context, inner));
  if (value instanceof Map) {
    return { $: 'map', entries: [...value].map(([k, v]) => [plain(k, context, inner), plain(v, context, inner)]) };
  }
  if (value === context.client) return { $: 'this client' };
  const name = value.constructor?.name;
  const data = {};
  if (name !== 'Object') data.$ = name === undefined ? 'null-prototype' : name;
  if (name === 'Client') return data;
  for (const property of Object.keys(value)) data[property] = plain(value[property], context, inner);
  return data;
}
