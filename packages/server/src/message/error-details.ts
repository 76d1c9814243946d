// What a reply says of an error beside its code, to clients that ask for it: from server 8.2 on
// (docs/protocol/server-8.2.md, "Error details").
//
//   field := {1: subcode, 2: message, 3: trace}, of which there is what there is to say
//   trace := {1: phase, [2: offset], 3: operation, 4: depth, 5: path, 7: outcome, [8: language], [13: operands]}

import {
  ERROR_DETAIL,
  ERROR_VERBOSITY_SHIFT,
  FIELD,
  INFO4,
  LIST_ORDER,
  MAP_ORDER,
  packInteger,
  packListHeader,
  packMapHeader,
  packStringHeader,
  Writer,
} from 'tendril/wire';
import type { Reply } from './reply.ts';
import type { Trace } from './trace.ts';

/** What is known of a failure. */
export interface Failure {
  readonly message: string;
  /** Of SUBCODE; 0 = none. */
  readonly subcode: number;
  /** Of the filter that was not true. */
  readonly trace?: Trace | undefined;
}

/** What a request asks for in info4; whoever asks for more gets the message as well. */
const VERBOSITY = { NONE: 0, SUBCODE: 1, MESSAGE: 2, TRACE: 3 } as const;

/** Bytes of a message: the field has 1024 at most. */
const MAX_MESSAGE_BYTES = 1000;
/** The same beside a trace, which has 600 at most. */
const MAX_TRACED_MESSAGE_BYTES = 400;

/** Keys of a trace, and what stands for its phase and its language. */
const TRACE = { PHASE: 1, OFFSET: 2, OPERATION: 3, DEPTH: 4, PATH: 5, OUTCOME: 7, LANGUAGE: 8, OPERANDS: 13 } as const;
const TRACE_KEY = 3;
const EVALUATION = 2;
const AEL = 2;
const MAX_PATH_NAMES = 16;
const MAX_NAME_BYTES = 20;
const MAX_OPERAND_BYTES = 96;

const scratch = new Writer(1024);

/** Adds the details that a request with that info4 wants of a failure, if there are any. */
export function addErrorDetails(reply: Reply, info4: number, { message, subcode, trace }: Failure): void {
  const verbosity = verbosityOf(info4);
  const text = verbosity < VERBOSITY.MESSAGE ? '' : message;
  const traced = verbosity < VERBOSITY.TRACE ? undefined : trace;
  const entries = Number(subcode !== 0) + Number(text !== '') + Number(traced !== undefined);
  if (verbosity === VERBOSITY.NONE || entries === 0) return;
  scratch.reset();
  packMapHeader(scratch, entries, MAP_ORDER.UNORDERED);
  if (subcode !== 0) {
    packInteger(scratch, ERROR_DETAIL.SUBCODE);
    packInteger(scratch, subcode);
  }
  if (text !== '') {
    packInteger(scratch, ERROR_DETAIL.MESSAGE);
    packText(text, traced === undefined ? MAX_MESSAGE_BYTES : MAX_TRACED_MESSAGE_BYTES);
  }
  if (traced !== undefined) packTrace(traced);
  reply.addField(FIELD.ERROR_DETAILS, scratch.take());
}

export function wantsTrace(info4: number): boolean {
  return verbosityOf(info4) === VERBOSITY.TRACE;
}

function verbosityOf(info4: number): number {
  return (info4 & INFO4.ERROR_VERBOSITY) >> ERROR_VERBOSITY_SHIFT;
}

/** As much of it as there is room for, and no part of a character. */
function packText(text: string, maxBytes: number): void {
  const bytes = Buffer.alloc(Math.min(Buffer.byteLength(text), maxBytes));
  const written = bytes.write(text);
  packStringHeader(scratch, written);
  scratch.bytes(bytes, 0, written);
}

function packTrace({ outcome, path, offset, operands, isText }: Trace): void {
  const extra = [offset !== undefined, isText, operands !== undefined].filter(Boolean).length;
  packInteger(scratch, TRACE_KEY);
  packMapHeader(scratch, 5 + extra, MAP_ORDER.UNORDERED);
  packPair(TRACE.PHASE, EVALUATION);
  if (offset !== undefined) packPair(TRACE.OFFSET, offset);
  packInteger(scratch, TRACE.OPERATION);
  packText(path.at(-1) ?? '', MAX_NAME_BYTES);
  packPair(TRACE.DEPTH, path.length);
  packInteger(scratch, TRACE.PATH);
  packTexts(path.length > MAX_PATH_NAMES ? [...path.slice(0, MAX_PATH_NAMES - 1), '...'] : path, MAX_NAME_BYTES);
  packPair(TRACE.OUTCOME, outcome);
  if (isText) packPair(TRACE.LANGUAGE, AEL);
  if (operands === undefined) return;
  packInteger(scratch, TRACE.OPERANDS);
  packTexts(operands, MAX_OPERAND_BYTES);
}

function packPair(key: number, value: number): void {
  packInteger(scratch, key);
  packInteger(scratch, value);
}

function packTexts(texts: readonly string[], maxBytes: number): void {
  packListHeader(scratch, texts.length, LIST_ORDER.UNORDERED);
  for (const text of texts) packText(text, maxBytes);
}
