// A request body as bins, checked for everything Aerospike would refuse, so that the answer names every fault and where
// it is instead of one result code. The limits are the server's: 15 bytes of bin name, 32767 bins, 64-bit numbers.
import { OutOfRange, parseJson } from './json-text.ts';
import { FAULTS_MAX, type Fault, POINTER_MAX_CHARS, Problem } from './problem.ts';

const BIN_NAME_MAX_BYTES = 15;
const BINS_MAX = 32767;
/** Deeper values are refused here; the recursion of every codec behind this is bounded by it. */
const DEPTH_MAX = 128;

const LONE_SURROGATE = /\p{Cs}/u;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** @throws Problem for anything but a JSON object of values that Aerospike can hold. */
export function parseBins(body: Uint8Array | undefined, toDouble: (value: number) => unknown): Record<string, unknown> {
  if (body === undefined || body.length === 0) {
    throw new Problem('body-missing', 'The body must be a JSON object that maps bin names to values');
  }
  let text: string;
  try {
    text = utf8.decode(body);
  } catch {
    throw new Problem('body-not-utf8', 'JSON is exchanged as UTF-8 (RFC 8259)');
  }
  const value = parseJson(text, toDouble);
  if (!isObject(value)) {
    throw notARecord([{ pointer: '#', detail: `must be an object that maps bin names to values, not ${kind(value)}` }]);
  }
  const faults = faultsOf(value);
  if (faults.length > 0) throw notARecord(faults);
  return value;
}

/** The names that lead to a value, outermost first. */
export type Place = string[];

function faultsOf(bins: Record<string, unknown>): Fault[] {
  const names = Object.keys(bins);
  if (names.length === 0) return [{ pointer: '#', detail: 'must have at least one bin' }];
  if (names.length > BINS_MAX) return [{ pointer: '#', detail: `has ${names.length} bins, the limit is ${BINS_MAX}` }];
  const faults: Fault[] = [];
  const place: Place = [];
  for (const name of names) {
    if (faults.length >= FAULTS_MAX) break;
    place.push(name);
    const bytes = Buffer.byteLength(name);
    if (bytes === 0) note(faults, place, 'a bin must have a name');
    if (bytes > BIN_NAME_MAX_BYTES) {
      note(faults, place, `bin name is ${bytes} bytes long, the limit is ${BIN_NAME_MAX_BYTES}`);
    }
    if (name.includes('\0')) note(faults, place, 'a bin name must not contain U+0000');
    checkText(name, place, faults);
    checkValue(bins[name], place, faults);
    place.pop();
  }
  return faults;
}

function checkValue(value: unknown, place: Place, faults: Fault[]): void {
  if (typeof value === 'string') checkText(value, place, faults);
  if (typeof value !== 'object' || value === null) return;
  if (value instanceof OutOfRange) {
    note(faults, place, `${abbreviate(value.text)} ${value.reason}`);
    return;
  }
  const list = Array.isArray(value);
  if (!list && !isObject(value)) return;
  if (place.length > DEPTH_MAX) {
    note(faults, place, `lists and maps are nested more than ${DEPTH_MAX} deep`);
    return;
  }
  if (list) {
    for (let index = 0; index < value.length && faults.length < FAULTS_MAX; index += 1) {
      const item: unknown = value[index];
      // Most items of a list that is long have nothing to be found, and their place need not be named.
      if (isHarmless(item)) continue;
      place.push(String(index));
      checkValue(item, place, faults);
      place.pop();
    }
    return;
  }
  for (const [key, item] of Object.entries(value)) {
    if (faults.length >= FAULTS_MAX) return;
    place.push(key);
    checkText(key, place, faults);
    checkValue(item, place, faults);
    place.pop();
  }
}

function isHarmless(item: unknown): boolean {
  return typeof item === 'string' ? !LONE_SURROGATE.test(item) : typeof item !== 'object' || item === null;
}

/** The problem of a body whose fault was found at a place inside. */
export function refuse(place: Place, detail: string): Problem {
  const faults: Fault[] = [];
  note(faults, place, detail);
  return notARecord(faults);
}

function checkText(text: string, place: Place, faults: Fault[]): void {
  if (LONE_SURROGATE.test(text)) note(faults, place, 'has half of a surrogate pair, which UTF-8 cannot hold');
}

// The pointer is made here, because escaping every name of a body that has no fault takes longer than checking it.
// Where the names are too long to be repeated, it leads to the last place that can be named.
function note(faults: Fault[], place: Place, detail: string): void {
  let pointer = '#';
  for (const [depth, name] of place.entries()) {
    const next = name.length > POINTER_MAX_CHARS ? undefined : `${pointer}/${token(name)}`;
    if (next === undefined || next.length > POINTER_MAX_CHARS) {
      const left = place.length - depth;
      faults.push({ pointer, detail: `${left === 1 ? 'a place' : `${left} places`} further in: ${detail}` });
      return;
    }
    pointer = next;
  }
  faults.push({ pointer, detail });
}

// Not an instance of a class, such as the double that stands for 2.0.
function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function notARecord(faults: readonly Fault[]): Problem {
  const [first] = faults;
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : '';
  return new Problem('body-not-a-record', `${first?.pointer}: ${first?.detail}${more}`, { extras: { errors: faults } });
}

function kind(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'bigint') return 'a number';
  return typeof value === 'object' ? 'a number' : `a ${typeof value}`;
}

// RFC 6901 §3 escapes, then those of a URI fragment (§6).
const token = (name: string): string =>
  encodeURIComponent(
    name
      .replace(/\p{Cs}/gu, '\ufffd')
      .replaceAll('~', '~0')
      .replaceAll('/', '~1'),
  );

const abbreviate = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
