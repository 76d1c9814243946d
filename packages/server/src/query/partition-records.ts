// The records of one partition that a query visits, in its order: without an index by descending digest, with one by
// value and digest (docs/protocol/queries.md, "Partitions, pages and retries").

import type { IndexKey } from '../index/index-keys.ts';
import type { IndexEntry, RecordIndex } from '../index/record-index.ts';
import type { Namespace } from '../storage/namespace.ts';
import type { StoredRecord } from '../storage/record.ts';
import type { PartitionStart } from './query-request.ts';
import type { RecordSelection } from './selection.ts';

const TWO_32 = 2 ** 32;

export interface VisitedRecord {
  readonly digest: string;
  /** Under which the index has it; undefined without an index. */
  readonly key: IndexKey | undefined;
}

/** Whether a query of that set, or of all, finds the record. The monitors of transactions are found by their set only. */
export function isOfSet(namespace: Namespace, record: StoredRecord, setName: string): boolean {
  return setName === '' ? !namespace.isMonitor(record) : record.set?.name === setName;
}

/** What is to be visited, the next one last. */
export function recordsToVisit(
  namespace: Namespace,
  { index, lookup }: RecordSelection,
  { partition, after, afterBval }: PartitionStart,
): VisitedRecord[] {
  if (index === undefined) {
    const digests: string[] = [];
    for (const [digest] of namespace.store.entries(partition)) {
      if (after === undefined || digest < after) digests.push(digest);
    }
    return digests.sort().map((digest) => ({ digest, key: undefined }));
  }
  const entries = index.find(partition, lookup);
  if (after === undefined) return entries.reverse();
  const order = orderOf(index);
  const from = order(afterBval ?? 0n);
  // Texts have one value in a query, so that their order is that of the digests.
  const isAfter = ({ key, digest }: IndexEntry): boolean => {
    const place = order(bvalOf(key));
    return place > from || (place === from && digest > after);
  };
  return entries.filter(isAfter).reverse();
}

/** Cells are numbers without a sign, which the 64 bits of a row do not say. */
function orderOf({ definition }: RecordIndex): (bval: bigint) => bigint {
  return definition.dataType === 'geo2dsphere' ? (bval) => BigInt.asUintN(64, bval) : (bval) => bval;
}

/** Writes the value under which a record was found, as rows carry it. */
export function writeBval(target: Buffer, key: IndexKey): void {
  if (typeof key !== 'number') {
    target.writeBigInt64LE(bvalOf(key));
    return;
  }
  target.writeInt32LE(key | 0, 0);
  target.writeInt32LE(Math.floor(key / TWO_32) | 0, 4);
}

/** Integers stand for themselves. Of a text or blob the value only says that it is the same; clients do not look inside. */
function bvalOf(key: IndexKey): bigint {
  if (typeof key !== 'string') return BigInt.asIntN(64, BigInt(key));
  let hash = 0xcbf29ce484222325n;
  for (let i = 0; i < key.length; i++)
    hash = ((hash ^ BigInt(key.charCodeAt(i))) * 0x100000001b3n) & 0xffffffffffffffffn;
  return BigInt.asIntN(64, hash);
}
