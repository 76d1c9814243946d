// Builds request messages for tests and takes replies apart, independently of the codec that the server uses.

import { createHash } from 'node:crypto';
import { bytes, frame } from './raw-client.ts';

export interface RequestParts {
  info1?: number;
  info2?: number;
  info3?: number;
  info4?: number;
  generation?: number;
  ttl?: number;
  /** Milliseconds. */
  timeout?: number;
  namespace?: string;
  set?: string;
  /** User key from which the digest is made. */
  key?: string;
  /** Instead of that of the key. */
  digest?: Buffer;
  /** Further fields: type, then bytes. */
  fields?: readonly (readonly [number, Buffer])[];
  ops?: readonly Buffer[];
}

export interface ReplyParts {
  resultCode: number;
  generation: number;
  voidTime: number;
  info3: number;
  /** Values as hex, by type. */
  fields: ReadonlyMap<number, string>;
  ops: { op: number; type: number; name: string; value: string }[];
}

export const WRITE = { info2: 1 } as const;
export const READ_ALL = { info1: 3 } as const;
export const DELETE = { info2: 3 } as const;
export const EXISTS = { info1: 0x21 } as const;

export function digest(set: string, key: string): Buffer {
  const message = Buffer.concat([Buffer.from(set), Buffer.from([3]), Buffer.from(key)]);
  return createHash('ripemd160').update(message).digest();
}

/** An operation; a string value is hex. */
export function op(code: number, type: number, name: string, value = ''): Buffer {
  const content = bytes(value);
  const nameBytes = Buffer.from(name, 'latin1');
  const header = Buffer.alloc(8);
  header.writeUInt32BE(4 + nameBytes.length + content.length);
  header.set([code, type, 0, nameBytes.length], 4);
  return Buffer.concat([header, nameBytes, content]);
}

export function writeInt(name: string, value: number): Buffer {
  return op(2, 1, name, int(value));
}

export function int(value: number): string {
  const out = Buffer.alloc(8);
  out.writeBigInt64BE(BigInt(value));
  return out.toString('hex');
}

export function text(value: string): string {
  return Buffer.from(value).toString('hex');
}

/** A data frame as hex. */
export function request(parts: RequestParts): string {
  const set = parts.set ?? 'demo';
  const fields: (readonly [number, Buffer])[] = [
    [0, Buffer.from(parts.namespace ?? 'test')],
    ...(set === '' ? [] : [[1, Buffer.from(set)] as const]),
    [4, parts.digest ?? digest(set, parts.key ?? 'k1')],
    ...(parts.fields ?? []),
  ];
  const ops = parts.ops ?? [];
  const header = Buffer.alloc(22);
  header.set([22, parts.info1 ?? 0, parts.info2 ?? 0, parts.info3 ?? 0, parts.info4 ?? 0]);
  header.writeUInt32BE(parts.generation ?? 0, 6);
  header.writeUInt32BE((parts.ttl ?? 0) >>> 0, 10);
  header.writeUInt32BE(parts.timeout ?? 1000, 14);
  return messageFrame(header, fields, ops);
}

/** A message of a header whose counts are not in yet, fields and operations, as hex. */
export function messageFrame(
  header: Buffer,
  fields: readonly (readonly [type: number, value: Buffer])[],
  ops: readonly Buffer[],
): string {
  header.writeUInt16BE(fields.length, 18);
  header.writeUInt16BE(ops.length, 20);
  const encoded = fields.map(([type, value]) => {
    const head = Buffer.alloc(5);
    head.writeUInt32BE(value.length + 1);
    head[4] = type;
    return Buffer.concat([head, value]);
  });
  return frame(3, Buffer.concat([header, ...encoded, ...ops]).toString('hex'));
}

export function parseReply(hex: string | undefined): ReplyParts {
  if (hex === undefined) throw new Error('The connection closed before the reply');
  const body = bytes(hex).subarray(8);
  const ops: ReplyParts['ops'] = [];
  const fields = new Map<number, string>();
  let at = 22;
  for (let left = body.readUInt16BE(18); left > 0; left--) {
    const end = at + 4 + body.readUInt32BE(at);
    fields.set(body.readUInt8(at + 4), body.toString('hex', at + 5, end));
    at = end;
  }
  for (let left = body.readUInt16BE(20); left > 0; left--) {
    const end = at + 4 + body.readUInt32BE(at);
    const nameEnd = at + 8 + body.readUInt8(at + 7);
    ops.push({
      op: body.readUInt8(at + 4),
      type: body.readUInt8(at + 5),
      name: body.toString('latin1', at + 8, nameEnd),
      value: body.toString('hex', nameEnd, end),
    });
    at = end;
  }
  return {
    resultCode: body.readUInt8(5),
    generation: body.readUInt32BE(6),
    voidTime: body.readUInt32BE(10),
    info3: body.readUInt8(3),
    fields,
    ops,
  };
}
