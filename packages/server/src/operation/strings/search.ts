// Where a text occurs in another, in time that the lengths bound. What is canonically equivalent is the same: texts that
// are composed are compared by their bytes, any others character by character with the marks that belong to it, decomposed.
// An ICU collation search, which the real server makes of the latter, also skips characters that no language sorts by.

import { SEARCH_WORK_BYTES } from '../../limits.ts';
import type { WorkMeter } from '../work-meter.ts';
import type { Text } from './text.ts';

/** Of the bytes. */
export interface Occurrence {
  readonly from: number;
  readonly to: number;
}

/** A needle up to this length is found by the platform, whose search takes the product of the lengths at worst. */
const SHORT_NEEDLE_BYTES = 32;

/** A letter of Hangul in parts, or any other character, with its marks. */
const CHARACTERS = /[\u1100-\u115f]+[\u1160-\u11a7]*[\u11a8-\u11ff]*\p{M}*|\P{M}\p{M}*|\p{M}+/gu;

/** Occurrences from the front that do not overlap. The needle is not empty. */
export function* occurrences(text: Text, needle: Text, meter: WorkMeter): Generator<Occurrence, void, undefined> {
  const haystack = comparable(text, needle, meter);
  const units = comparable(needle, text, meter);
  const offsets = haystack instanceof Buffer ? undefined : offsetsOf(text);
  for (const { from, to } of found(haystack, units, meter)) {
    yield offsets === undefined ? { from, to } : { from: offsets[from] as number, to: offsets[to] as number };
  }
}

/** The same of bytes that are equal. */
export function byteOccurrences(bytes: Buffer, needle: Buffer, meter: WorkMeter): Iterable<Occurrence> {
  return found(bytes, needle, meter);
}

function* found(haystack: Units, needle: Units, meter: WorkMeter): Generator<Occurrence, void, undefined> {
  if (haystack.length < needle.length) return;
  const find = finder(haystack, needle, meter);
  for (let at = find(0); at !== -1; at = find(at + needle.length)) {
    meter.spend(1, 0);
    yield { from: at, to: at + needle.length };
  }
}

export function contains(text: Text, needle: Text, meter: WorkMeter): boolean {
  return needle.bytes.length === 0 || occurrences(text, needle, meter).next().done !== true;
}

export function startsWith(text: Text, needle: Text, meter: WorkMeter): boolean {
  return matchesAt(comparable(text, needle, meter), comparable(needle, text, meter), 0);
}

export function endsWith(text: Text, needle: Text, meter: WorkMeter): boolean {
  const [haystack, units] = [comparable(text, needle, meter), comparable(needle, text, meter)];
  return matchesAt(haystack, units, haystack.length - units.length);
}

/** What is compared: bytes, or characters. */
type Units = Buffer | readonly string[];

/** The units of a text for a comparison with another. */
function comparable(text: Text, other: Text, meter: WorkMeter): Units {
  if ((text.isAscii && other.isAscii) || (isComposed(text, meter) && isComposed(other, meter))) return text.bytes;
  meter.spend(text.length, text.bytes.length);
  return charactersOf(text).map((character) => character.normalize('NFD'));
}

function isComposed(text: Text, meter: WorkMeter): boolean {
  if (text.isAscii) return true;
  const string = text.toString();
  return normalized(string, meter) === string;
}

/** Composed. Marks in a row are put in order one by one, which takes the square of their number. */
export function normalized(text: string, meter: WorkMeter): string {
  for (const [marks] of text.matchAll(/\p{M}{32,}/gu)) meter.spend(0, marks.length * marks.length);
  return text.normalize('NFC');
}

function charactersOf(text: Text): string[] {
  return text.toString().match(CHARACTERS) ?? [];
}

/** Where the bytes of each character begin, and the last one ends. */
function offsetsOf(text: Text): number[] {
  const offsets = [0];
  let at = 0;
  for (const character of charactersOf(text)) {
    at += Buffer.byteLength(character);
    offsets.push(at);
  }
  return offsets;
}

function matchesAt(haystack: Units, needle: Units, at: number): boolean {
  if (at < 0 || haystack.length < needle.length) return false;
  for (let i = 0; i < needle.length; i++) if (haystack[at + i] !== needle[i]) return false;
  return true;
}

/** Finds the needle from a position on; -1 when there is none. */
function finder(haystack: Units, needle: Units, meter: WorkMeter): (from: number) => number {
  if (haystack instanceof Buffer && needle.length <= SHORT_NEEDLE_BYTES) {
    meter.spend(0, haystack.length * needle.length);
    return (from) => haystack.indexOf(needle as Buffer, from);
  }
  meter.spend(0, (haystack.length + needle.length) * SEARCH_WORK_BYTES);
  const borders = bordersOf(needle);
  return (from) => {
    let matched = 0;
    for (let i = from; i < haystack.length; i++) {
      while (matched > 0 && haystack[i] !== needle[matched]) matched = borders[matched - 1] as number;
      if (haystack[i] === needle[matched]) matched++;
      if (matched === needle.length) return i + 1 - matched;
    }
    return -1;
  };
}

/** Of each prefix, how long its longest proper part is that it begins and ends with (Knuth, Morris and Pratt). */
function bordersOf(needle: Units): Uint32Array {
  const borders = new Uint32Array(needle.length);
  let matched = 0;
  for (let i = 1; i < needle.length; i++) {
    while (matched > 0 && needle[i] !== needle[matched]) matched = borders[matched - 1] as number;
    if (needle[i] === needle[matched]) matched++;
    borders[i] = matched;
  }
  return borders;
}
