// Operations on strings for tests, packed here and not by the codec that the server uses.

import { op, type ReplyParts, writeInt } from './request.ts';
import type { TestServer } from './server.ts';

/** A number, a text as a typed string, or a list of those; a Buffer stands for its bytes. */
export type Packed = number | string | Buffer | readonly Packed[];

export function pack(value: Packed): Buffer {
  if (value instanceof Buffer) return value;
  if (typeof value === 'string') return packText(Buffer.from(value));
  if (typeof value === 'number') return packInteger(value);
  const items = value as readonly Packed[];
  return Buffer.concat([Buffer.from([0x90 + items.length]), ...items.map(pack)]);
}

/** Any bytes as a typed string. */
export function packText(bytes: Buffer): Buffer {
  const header = Buffer.alloc(6);
  header[0] = 0xdb;
  header.writeUInt32BE(bytes.length + 1, 1);
  header[5] = 3;
  return Buffer.concat([header, bytes]);
}

function packInteger(value: number): Buffer {
  const out = Buffer.alloc(9);
  out[0] = 0xd3;
  out.writeBigInt64BE(BigInt(value), 1);
  return out;
}

export const INFO2 = { WRITE: 1, RESPOND_ALL: 0x80 };

/** Sub-operation and arguments; behind a context when there is one. */
export function payload(parts: Packed, context?: Packed): string {
  return pack(context === undefined ? parts : [0xff, context, parts]).toString('hex');
}

export function readOf(parts: Packed, context?: Packed, bin = 's'): Buffer {
  return op(17, 3, bin, payload(parts, context));
}

export function modifyOf(parts: Packed, context?: Packed, bin = 's'): Buffer {
  return op(18, 3, bin, payload(parts, context));
}

/** Makes a record with a text in bin s, or without that bin for undefined. */
export async function store({ run }: TestServer, value: string | Buffer | undefined): Promise<void> {
  await run({ info2: 3 });
  const ops = [writeInt('other', 1)];
  if (value !== undefined) ops.push(op(2, 3, 's', Buffer.from(value).toString('hex')));
  await run({ info2: INFO2.WRITE, ops });
}

/** The result code, or the answer of a read in the form in which tests name it. */
export async function ask(server: TestServer, parts: Packed, context?: Packed): Promise<unknown> {
  return answerOf(await server.run({ info1: 1, info2: INFO2.RESPOND_ALL, ops: [readOf(parts, context)] }));
}

export function answerOf({ resultCode, ops: [answer] }: ReplyParts): unknown {
  if (resultCode !== 0) return { rc: resultCode };
  const value = Buffer.from(answer?.value ?? '', 'hex');
  switch (answer?.type) {
    case 1:
      return Number(value.readBigInt64BE());
    case 2:
      return { float: value.readDoubleBE() };
    case 3:
      return value.toString();
    case 4:
      return { blob: value.toString('hex') };
    case 17:
      return value[0] === 1;
    case 20:
      return { list: value.toString('hex') };
    default:
      return null;
  }
}

/** The text of bin s after modifications; the result code of the one that fails, null when there is no bin. */
export async function change(server: TestServer, ...modifications: Packed[]): Promise<unknown> {
  for (const parts of modifications) {
    const { resultCode } = await server.run({ info2: INFO2.WRITE | INFO2.RESPOND_ALL, ops: [modifyOf(parts)] });
    if (resultCode !== 0) return { rc: resultCode };
  }
  const { ops } = await server.run({ info1: 3 });
  const bin = ops.find(({ name }) => name === 's');
  return bin === undefined ? null : Buffer.from(bin.value, 'hex').toString();
}
