// The records of one partition that a query visits, in its order: without an index by descending digest, with one by
// value and digest (docs/protocol/queries.md, "Partitions, pages and retries").

import type { IndexKey } from '../index/index-keys.ts';
import type { RecordIndex } from '../index/record-index.ts';
import type { Namespace } from '../storage/namespace.ts';
import type { StoredRecord } from '../storage/record.ts';
import type { PartitionStart } from './query-request.ts';
import type { RecordSelection } from './selection.ts';

export interface VisitedRecord {
  readonly digest: string;
  /** The value under which the index has it, as rows carry it; undefined without an index. */
  readonly bval: bigint | undefined;
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
    return digests.sort().map((digest) => ({ digest, bval: undefined }));
  }
  const entries = index.find(partition, lookup).map(({ key, digest }) => ({ digest, bval: bvalOf(key) }));
  if (after === undefined) return entries.reverse();
  const order = orderOf(index);
  const from = order(afterBval ?? 0n);
  // Texts have one value in a query, so that their order is that of the digests.
  return entries.filter(({ digest, bval }) => order(bval) > from || (order(bval) === from && digest > after)).reverse();
}

/** Cells are numbers without a sign, which the 64 bits of a row do not say. */
function orderOf({ definition }: RecordIndex): (bval: bigint) => bigint {
  return definition.dataType === 'geo2dsphere' ? (bval) => BigInt.asUintN(64, bval) : (bval) => bval;
}

/** Integers stand for themselves. Of a text or blob the value only says that it is the same; clients do not look inside. */
function bvalOf(key: IndexKey): bigint {
  if (typeof key !== 'string') return BigInt.asIntN(64, BigInt(key));
  let hash = 0xcbf29ce484222325n;
  for (let i = 0; i < key.length; i++)
    hash = ((hash ^ BigInt(key.charCodeAt(i))) * 0x100000001b3n) & 0xffffffffffffffffn;
  return BigInt.asIntN(64, hash);
}
