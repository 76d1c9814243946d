// An expression that is sent as text in AEL, which a server from 8.2 on compiles (docs/protocol/server-8.2.md, "AEL"). It
// stands at the top, never within another expression.
//
//   text := [128, bytes]

import { ElementReader, encodeAel, KIND, MSGPACK } from 'tendril/wire';
import { malformed } from './malformed.ts';

const AEL_COMPILE = 128;
/** The head of a list of two elements. */
const PAIR = 0x92;

export interface CompiledText {
  readonly bytes: Buffer;
  /** Where the text ended. */
  readonly end: number;
}

/** Compiles the text that stands in the place of an expression; undefined where none does. @throws ParticleError or WireError */
export function compiledTextAt(buffer: Buffer, start: number, end: number): CompiledText | undefined {
  if (start >= end || buffer[start] !== PAIR) return undefined;
  const r = new ElementReader(buffer, start, end);
  r.next();
  if (r.next() !== KIND.INT || r.high !== 0 || r.low !== AEL_COMPILE) return undefined;
  if (r.next() !== KIND.STR || r.payloadBytes === 0) throw malformed('invalid AEL compilation envelope');
  const text = buffer.toString('utf8', r.payloadAt, r.payloadAt + r.payloadBytes);
  return { bytes: encodeAel(text), end: r.pos };
}

/** A text in the form in which it stands in the place of an expression. */
export function textAsExpression(text: Buffer): Buffer {
  const head = Buffer.from([PAIR, MSGPACK.UINT8, AEL_COMPILE, MSGPACK.BIN32, 0, 0, 0, 0]);
  head.writeUInt32BE(text.length, head.length - 4);
  return Buffer.concat([head, text]);
}
