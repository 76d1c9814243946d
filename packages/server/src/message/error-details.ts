// What a reply says of an error beside its code, to clients that ask for it: from server 8.2 on
// (docs/protocol/server-8.2.md, "Error details").
//
//   field := {1: subcode, 2: message}, of which there is what there is to say

import {
  ERROR_DETAIL,
  ERROR_VERBOSITY_SHIFT,
  FIELD,
  INFO4,
  MAP_ORDER,
  packInteger,
  packMapHeader,
  packStringHeader,
  Writer,
} from 'tendril/wire';
import type { Reply } from './reply.ts';

/** What is known of a failure. */
export interface Failure {
  readonly message: string;
  /** Of SUBCODE; 0 = none. */
  readonly subcode: number;
}

/** What a request asks for in info4; whoever asks for more gets the message as well. */
const VERBOSITY = { NONE: 0, SUBCODE: 1, MESSAGE: 2 } as const;

/** Bytes of a message: the field has 1024 at most. */
const MAX_MESSAGE_BYTES = 1000;

const scratch = new Writer(1024);

/** Adds the details that a request with that info4 wants of a failure, if there are any. */
export function addErrorDetails(reply: Reply, info4: number, { message, subcode }: Failure): void {
  const verbosity = (info4 & INFO4.ERROR_VERBOSITY) >> ERROR_VERBOSITY_SHIFT;
  const text = verbosity < VERBOSITY.MESSAGE ? '' : message;
  const entries = Number(subcode !== 0) + Number(text !== '');
  if (verbosity === VERBOSITY.NONE || entries === 0) return;
  scratch.reset();
  packMapHeader(scratch, entries, MAP_ORDER.UNORDERED);
  if (subcode !== 0) {
    packInteger(scratch, ERROR_DETAIL.SUBCODE);
    packInteger(scratch, subcode);
  }
  if (text !== '') {
    const bytes = shortened(text);
    packInteger(scratch, ERROR_DETAIL.MESSAGE);
    packStringHeader(scratch, bytes.length);
    scratch.bytes(bytes);
  }
  reply.addField(FIELD.ERROR_DETAILS, scratch.take());
}

/** As much of it as there is room for, and no part of a character. */
function shortened(text: string): Buffer {
  const bytes = Buffer.alloc(Math.min(Buffer.byteLength(text), MAX_MESSAGE_BYTES));
  return bytes.subarray(0, bytes.write(text));
}
