// Queries as raw frames, and their rows taken apart.

import { bytes, type RawClient } from './raw-client.ts';
import { messageFrame, op } from './request.ts';

export const PARTITION_DONE = 4;
export interface Row {
  resultCode: number;
  info1: number;
  info3: number;
  generation: number;
  fields: Map<number, string>;
  bins: string[];
  /** Values of the bins, as hex. */
  values: string[];
}

export interface ScanParts {
  info1?: number;
  info3?: number;
  set?: string;
  pids?: Buffer | undefined;
  fields?: readonly (readonly [number, Buffer])[];
  bins?: readonly string[];
  /** In the place of names of bins. */
  ops?: readonly Buffer[];
  info2?: number;
}

export function pids(partitions: Iterable<number>): Buffer {
  const list = [...partitions];
  const out = Buffer.alloc(list.length * 2);
  list.forEach((partition, i) => {
    out.writeUInt16LE(partition, i * 2);
  });
  return out;
}

export const ALL = pids(Array(4096).keys());

export function scanFrame(parts: ScanParts): string {
  const fields: (readonly [number, Buffer])[] = [[0, Buffer.from('test')]];
  if (parts.set !== undefined) fields.push([1, Buffer.from(parts.set)]);
  const partitions = 'pids' in parts ? parts.pids : ALL;
  if (partitions !== undefined) fields.push([11, partitions]);
  fields.push(...(parts.fields ?? []));
  const ops = parts.ops ?? (parts.bins ?? []).map((name) => op(1, 0, name));
  const header = Buffer.alloc(22);
  header.set([22, parts.info1 ?? 1, parts.info2 ?? 0, parts.info3 ?? PARTITION_DONE]);
  return messageFrame(header, fields, ops);
}

/** Rows and the final message, or the one message of a refusal. */
export async function scan(client: RawClient, parts: ScanParts = {}): Promise<{ rows: Row[]; end: Row }> {
  const rows: Row[] = [];
  client.send(scanFrame(parts));
  for (;;) {
    const body = bytes((await client.frame()) ?? '').subarray(8);
    for (let at = 0; at < body.length; ) {
      const fields = new Map<number, string>();
      const bins: string[] = [];
      const values: string[] = [];
      let next = at + 22;
      for (let i = body.readUInt16BE(at + 18); i > 0; i--) {
        const end = next + 4 + body.readUInt32BE(next);
        fields.set(body.readUInt8(next + 4), body.toString('hex', next + 5, end));
        next = end;
      }
      for (let i = body.readUInt16BE(at + 20); i > 0; i--) {
        const valueAt = next + 8 + body.readUInt8(next + 7);
        bins.push(body.toString('latin1', next + 8, valueAt));
        next += 4 + body.readUInt32BE(next);
        values.push(body.toString('hex', valueAt, next));
      }
      const row = {
        resultCode: body.readUInt8(at + 5),
        info1: body.readUInt8(at + 1),
        info3: body.readUInt8(at + 3),
        generation: body.readUInt32BE(at + 6),
        fields,
        bins,
        values,
      };
      // The last message, or a refusal: neither row nor report on a partition.
      if ((row.info3 & 1) !== 0 || (row.info3 === 0 && row.resultCode !== 0)) return { rows, end: row };
      rows.push(row);
      at = next;
    }
  }
}
