// What is read of a text: each operation's arguments, and its answer.

import {
  LIST_ORDER,
  PARTICLE,
  packListHeader,
  packStringHeader,
  STRING_NUMERIC,
  STRING_OP,
  STRING_REGEX_FLAG,
  Writer,
} from 'tendril/wire';
import { blobParticle, floatParticle, integerParticle, type Particle } from '../../particles/particle.ts';
import { ParticleError } from '../../particles/particle-error.ts';
import { RESULT } from '../../result-code.ts';
import { NOT_APPLICABLE_SUBCODE } from '../../subcodes.ts';
import type { WorkMeter } from '../work-meter.ts';
import { doubleIn, integerIn, isNumeric } from './numbers.ts';
import { badArgument, type StringPayload, unknownOperation } from './payload.ts';
import { Regex } from './regex.ts';
import { byteOccurrences, contains, endsWith, type Occurrence, occurrences, startsWith } from './search.ts';
import { CONTINUATION, CONTINUATION_MASK, codePointsIn, Text, textParticle } from './text.ts';

/** What an operation says of a text. @throws ParticleError with the server's result code. */
export type Reading = (text: Text) => Particle;

interface ReadingRow {
  /** Fewest and most arguments. */
  readonly count: readonly [number, number];
  /** Reads the arguments. */
  parse(payload: StringPayload, meter: WorkMeter): Reading;
}

const READINGS: (ReadingRow | undefined)[] = [];

function define(code: number, min: number, max: number, parse: ReadingRow['parse']): void {
  READINGS[code] = { count: [min, max], parse };
}

/** @throws ParticleError with result code 4 when there is no such operation, or its arguments do not fit. */
export function parseReading(payload: StringPayload, meter: WorkMeter): Reading {
  const row = READINGS[payload.code];
  if (row === undefined) throw unknownOperation(payload.code);
  payload.requireCount(...row.count);
  return row.parse(payload, meter);
}

const COMPARE_FLAGS =
  STRING_REGEX_FLAG.CASE_INSENSITIVE |
  STRING_REGEX_FLAG.MULTILINE |
  STRING_REGEX_FLAG.DOTALL |
  STRING_REGEX_FLAG.UNIX_LINES;

const TRUE = Buffer.from([1]);
const FALSE = Buffer.from([0]);

function booleanParticle(value: boolean): Particle {
  return { type: PARTICLE.BOOL, value: value ? TRUE : FALSE };
}

define(STRING_OP.STRLEN, 0, 0, () => (text) => integerParticle(text.length));
define(STRING_OP.SUBSTR, 1, 2, (payload) => {
  const start = payload.integer();
  const end = payload.left === 0 ? undefined : payload.integer();
  return (text) => textParticle(text.slice(text.clamp(start), end === undefined ? text.length : text.clamp(end)));
});
define(STRING_OP.CHAR_AT, 1, 1, (payload) => {
  const index = payload.integer();
  return (text) => {
    const at = text.clamp(index);
    return textParticle(text.slice(at, Math.min(at + 1, text.length)));
  };
});
define(STRING_OP.FIND, 1, 2, (payload, meter) => {
  const needle = new Text(payload.text());
  const occurrence = payload.left === 0 ? 1 : payload.integer();
  if (occurrence === 0) throw badArgument('occurrences count from 1, or from -1 for the last');
  return (text) => integerParticle(find(text, needle, occurrence, meter));
});
define(STRING_OP.CONTAINS, 1, 1, compare(contains));
define(STRING_OP.STARTS_WITH, 1, 1, compare(startsWith));
define(STRING_OP.ENDS_WITH, 1, 1, compare(endsWith));
define(
  STRING_OP.TO_INTEGER,
  0,
  0,
  () =>
    ({ bytes }) =>
      integerParticle(integerIn(bytes)),
);
define(
  STRING_OP.TO_DOUBLE,
  0,
  0,
  () =>
    ({ bytes }) =>
      floatParticle(doubleIn(bytes)),
);
define(
  STRING_OP.BYTE_LENGTH,
  0,
  0,
  () =>
    ({ bytes }) =>
      integerParticle(bytes.length),
);
define(STRING_OP.IS_NUMERIC, 0, 1, (payload) => {
  const kind = payload.left === 0 ? STRING_NUMERIC.ANY : payload.integer();
  if (kind < STRING_NUMERIC.ANY || kind > STRING_NUMERIC.FLOAT) throw badArgument(`there is no kind of number ${kind}`);
  return ({ bytes }) => booleanParticle(isNumeric(bytes, kind));
});
define(STRING_OP.IS_UPPER, 0, 0, () => (text) => booleanParticle(/^\p{Lu}*$/u.test(text.toString())));
define(STRING_OP.IS_LOWER, 0, 0, () => (text) => booleanParticle(/^\p{Ll}*$/u.test(text.toString())));
define(
  STRING_OP.TO_BLOB,
  0,
  0,
  () =>
    ({ bytes }) =>
      blobParticle(bytes),
);
define(STRING_OP.SPLIT, 0, 1, (payload, meter) => {
  const separator = payload.left === 0 ? undefined : payload.text();
  return (text) => split(text, separator, meter);
});
define(STRING_OP.REGEX_COMPARE, 1, 2, (payload, meter) => {
  const pattern = payload.text().toString();
  const regex = new Regex(pattern, payload.left === 0 ? 0 : payload.flags(COMPARE_FLAGS));
  return (text) => booleanParticle(regex.occursIn(text, meter));
});
define(
  STRING_OP.B64_DECODE,
  0,
  0,
  () =>
    ({ bytes }) =>
      blobParticle(decodedBase64(bytes)),
);

function compare(test: (text: Text, other: Text, meter: WorkMeter) => boolean): ReadingRow['parse'] {
  return (payload, meter) => {
    const other = new Text(payload.text());
    return (text) => booleanParticle(test(text, other, meter));
  };
}

/** The position of the occurrence, counted from the front or, when negative, from the last; -1 when there is none. */
function find(text: Text, needle: Text, occurrence: number, meter: WorkMeter): number {
  if (needle.bytes.length === 0) return 0;
  if (needle.bytes.length > text.bytes.length) return -1;
  const found = occurrences(text, needle, meter);
  const at = occurrence > 0 ? nth(found, occurrence) : [...found].at(occurrence)?.from;
  return at === undefined ? -1 : codePointsIn(text.bytes, 0, at);
}

function nth(found: Iterable<Occurrence>, occurrence: number): number | undefined {
  let left = occurrence;
  for (const { from } of found) if (--left === 0) return from;
  return undefined;
}

const scratch = new Writer(64 * 1024);

/** By bytes; without a separator the code points one by one. */
function split({ bytes, length }: Text, separator: Buffer | undefined, meter: WorkMeter): Particle {
  const hasSeparator = separator !== undefined && separator.length > 0;
  const cuts = hasSeparator ? [...byteOccurrences(bytes, separator, meter)] : undefined;
  const count = cuts === undefined ? length : cuts.length + 1;
  meter.spend(count, bytes.length);
  scratch.reset();
  packListHeader(scratch, count, LIST_ORDER.UNORDERED);
  if (cuts === undefined) writeCodePoints(bytes);
  else writeParts(bytes, cuts);
  return { type: PARTICLE.LIST, value: scratch.take() };
}

function writeCodePoints(bytes: Buffer): void {
  for (let at = 0, end = 1; at < bytes.length; at = end++) {
    while (end < bytes.length && ((bytes[end] as number) & CONTINUATION_MASK) === CONTINUATION) end++;
    writePart(bytes, at, end);
  }
}

function writeParts(bytes: Buffer, cuts: readonly Occurrence[]): void {
  let at = 0;
  for (const { from, to } of cuts) {
    writePart(bytes, at, from);
    at = to;
  }
  writePart(bytes, at, bytes.length);
}

function writePart(bytes: Buffer, from: number, to: number): void {
  packStringHeader(scratch, to - from + 1);
  scratch.u8(PARTICLE.STRING);
  scratch.bytes(bytes, from, to);
}

/** @throws ParticleError with result code 26 unless it is base64 of the standard alphabet, padded. */
function decodedBase64(text: Buffer): Buffer {
  const written = text.toString('latin1');
  const decoded = Buffer.from(written, 'base64');
  // What the platform overlooks on its way is missing when it is written again.
  if (decoded.toString('base64') === written) return decoded;
  throw new ParticleError(RESULT.OP_NOT_APPLICABLE, 'The string is not base64', NOT_APPLICABLE_SUBCODE.BASE64);
}
