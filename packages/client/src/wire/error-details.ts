// What a reply says about its result code more closely, where the request asked for it: field 45, a map of plain
// msgpack (docs/protocol/server-8.2.md, "Error details"). It only adds to the code: what cannot be read is left out,
// and nothing is ever thrown from here.
//
//   details := map of [ 1 · subcode ] [ 2 · text ] [ 3 · trace ]          text := str header · UTF-8, without a type

import type { ExpressionTrace } from '../model/error-details.ts';
import { ERROR_DETAIL, EXP_TRACE, FIELD } from './codes/fields.ts';
import { MESSAGE_AT, MESSAGE_HEADER_BYTES } from './codes/message.ts';
import { ElementReader, KIND } from './msgpack/element-reader.ts';
import { readU16, readU32 } from './reader.ts';
import { WireError } from './wire-error.ts';

export interface DetailsReply {
  /** 0 for none. */
  readonly subcode: number;
  readonly message: string | undefined;
  readonly trace: ExpressionTrace | undefined;
}

/** Servers send 1,024 bytes at most. */
const MAX_DETAILS_BYTES = 16 * 1024;
/** Elements of a list, entries of a map; servers send 16 at most. */
const MAX_ELEMENTS = 64;

/** The details in the message `buffer[start, end)`; undefined if there are none, or none that can be read. */
export function readErrorDetails(buffer: Buffer, start: number, end: number): DetailsReply | undefined {
  let at = start + MESSAGE_HEADER_BYTES;
  for (let left = readU16(buffer, start + MESSAGE_AT.FIELDS); left > 0 && at + 5 <= end; left--) {
    const next = at + 4 + readU32(buffer, at);
    if (next > end) return undefined;
    if (buffer[at + 4] === FIELD.ERROR_DETAILS) return readDetails(buffer, at + 5, next);
    at = next;
  }
  return undefined;
}

function readDetails(buffer: Buffer, start: number, end: number): DetailsReply | undefined {
  if (end - start > MAX_DETAILS_BYTES) return undefined;
  const r = new ElementReader(buffer, start, end);
  let subcode = 0;
  let message: string | undefined;
  let trace: ExpressionTrace | undefined;
  try {
    eachEntry(r, (key) => {
      if (key === ERROR_DETAIL.SUBCODE) subcode = whole(r) ?? 0;
      else if (key === ERROR_DETAIL.MESSAGE) message = text(r);
      else if (key === ERROR_DETAIL.TRACE) trace = readTrace(r);
      else r.skip();
    });
  } catch (error) {
    // What came before it counts.
    if (!(error instanceof WireError)) throw error;
  }
  return subcode === 0 && message === undefined && trace === undefined ? undefined : { subcode, message, trace };
}

/** Keys of a trace and the properties that they are; a kind reads the value. */
const TRACE: { readonly [key: number]: readonly [name: keyof ExpressionTrace, read: (r: ElementReader) => unknown] } = {
  [EXP_TRACE.PHASE]: ['phase', whole],
  [EXP_TRACE.BYTE_OFFSET]: ['byteOffset', whole],
  [EXP_TRACE.OP]: ['op', text],
  [EXP_TRACE.DEPTH]: ['depth', whole],
  [EXP_TRACE.PATH]: ['path', texts],
  [EXP_TRACE.SNIPPET]: ['snippet', text],
  [EXP_TRACE.OUTCOME]: ['outcome', whole],
  [EXP_TRACE.LANGUAGE]: ['language', whole],
  [EXP_TRACE.TEXT_OFFSET]: ['textOffset', whole],
  [EXP_TRACE.TEXT_SPAN]: ['textSpan', whole],
  [EXP_TRACE.OPERANDS]: ['operands', texts],
};

function readTrace(r: ElementReader): ExpressionTrace {
  const trace: { [name: string]: unknown } = {};
  eachEntry(r, (key) => {
    const row = TRACE[key];
    if (row === undefined) return r.skip();
    const value = row[1](r);
    if (value !== undefined) trace[row[0]] = value;
  });
  return trace;
}

/** Calls for each entry of the map that follows, with the reader at its value. */
function eachEntry(r: ElementReader, read: (key: number) => void): void {
  if (r.next() !== KIND.MAP || r.count > MAX_ELEMENTS)
    throw new WireError('The details of an error are not a small map');
  for (let left = r.count; left > 0; left--) {
    if (r.next() !== KIND.INT || r.negative || r.high !== 0)
      throw new WireError('A key of error details is not a number');
    read(r.low);
  }
}

function whole(r: ElementReader): number | undefined {
  const at = r.pos;
  if (r.next() === KIND.INT && !r.negative && r.high === 0) return r.low;
  return passed(r, at);
}

function text(r: ElementReader): string | undefined {
  const at = r.pos;
  if (r.next() === KIND.STR) return r.buffer.toString('utf8', r.payloadAt, r.payloadAt + r.payloadBytes);
  return passed(r, at);
}

function texts(r: ElementReader): string[] | undefined {
  const at = r.pos;
  if (r.next() !== KIND.LIST || r.count > MAX_ELEMENTS) return passed(r, at);
  const all: string[] = [];
  for (let left = r.count; left > 0; left--) all.push(text(r) ?? '');
  return all;
}

/** The value at a place is not what it should be: whatever it is, the reader goes on behind it. */
function passed(r: ElementReader, at: number): undefined {
  r.pos = at;
  r.skip();
}
