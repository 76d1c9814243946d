// Messages of batch, scan and query replies, put together byte by byte after the protocol's description, and a cluster
// whose partitions are dealt over several scripted nodes.

import type { NodeInfo } from '../../src/topology/node-info.ts';
import { PARTITIONS, PartitionTable } from '../../src/topology/partition-table.ts';
import { RoutingSnapshot } from '../../src/topology/routing-snapshot.ts';
import { frame, MESSAGE } from './frames.ts';

export const LAST = 0x01;
export const PARTITION_DONE = 0x04;

export interface MessageParts {
  readonly info3?: number;
  readonly code?: number;
  readonly generation?: number;
  /** The transaction ttl, which is the index of a batch row. */
  readonly index?: number;
  readonly fields?: readonly Buffer[];
  readonly ops?: readonly Buffer[];
}

export function message({
  info3 = 0,
  code = 0,
  generation = 1,
  index = 0,
  fields = [],
  ops = [],
}: MessageParts): Buffer {
  const header = Buffer.alloc(22);
  header[0] = 22;
  header[3] = info3;
  header[5] = code;
  header.writeUInt32BE(generation, 6);
  header.writeUInt32BE(index, 14);
  header.writeUInt16BE(fields.length, 18);
  header.writeUInt16BE(ops.length, 20);
  return Buffer.concat([header, ...fields, ...ops]);
}

export function field(type: number, value: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(value.length + 1, 0);
  head[4] = type;
  return Buffer.concat([head, value]);
}

/** A bin `n` with an integer. */
export function intBin(value: number): Buffer {
  const op = Buffer.alloc(17);
  op.writeUInt32BE(13, 0);
  op[4] = 1;
  op[5] = 1;
  op[7] = 1;
  op[8] = 0x6e;
  op.writeBigInt64BE(BigInt(value), 9);
  return op;
}

export function frameOf(...messages: Buffer[]): Buffer {
  return frame(MESSAGE, Buffer.concat(messages));
}

export const last = (code = 0): Buffer => message({ info3: LAST, code });

/** The answer to a batch row: its bin `n` is its index, unless it has a code. */
export function batchRow(index: number, code = 0): Buffer {
  return message({ index, code, ops: code === 0 ? [intBin(index)] : [] });
}

/** A digest in the partition: the first twelve bits, little-endian, name it. */
export function digestIn(partition: number, rest: number): Buffer {
  const digest = Buffer.alloc(20);
  digest.writeUInt16LE(partition, 0);
  digest.writeUInt32BE(rest, 16);
  return digest;
}

/** A record of a scan. */
export function streamRow(digest: Buffer, value: number): Buffer {
  return message({ fields: [field(0, Buffer.from('test')), field(4, digest)], ops: [intBin(value)] });
}

export function partitionDone(partition: number, code: number): Buffer {
  return message({ info3: PARTITION_DONE, code, generation: partition });
}

/** The integer of the bin `n` of a message that starts there; it is the last eight bytes. */
export function intOf(buffer: Buffer, end: number): number {
  return Number(buffer.readBigInt64BE(end - 8));
}

/** Partition p has the owner `owner(p, column)`; -1 for nobody. */
export function snapshotBy(
  nodes: readonly NodeInfo[],
  owner: (partition: number, column: number) => number,
  columns = 2,
): RoutingSnapshot {
  const owners = new Uint16Array(columns * PARTITIONS);
  for (let column = 0; column < columns; column++) {
    for (let partition = 0; partition < PARTITIONS; partition++) {
      owners[column * PARTITIONS + partition] = owner(partition, column) + 1;
    }
  }
  const regimes = new Uint32Array(PARTITIONS);
  const table = new PartitionTable({ namespace: 'test', columns, strongConsistency: false, owners, regimes });
  return new RoutingSnapshot('', nodes, new Map([['test', table]]));
}
