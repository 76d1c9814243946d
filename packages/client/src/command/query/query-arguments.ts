// Checks of what users set in scans and queries, which they may do until they run them. Each failure is an
// AerospikeError `ERR_PARAM`.

import { AerospikeError } from '../../model/error.ts';
import type { Operation } from '../../model/operations/operation.ts';
import { DIGEST_BYTES, PARTITIONS } from '../../wire/codes/message.ts';
import { partitionId } from '../../wire/digest.ts';
import { checkBinNames, checkOperations } from '../record/arguments.ts';
import { TRAIT, traitsOf } from '../record/operate.ts';
import type { OpenPartition } from '../stream-definition.ts';
import { type IndexFilter, indexFilter } from './index-filter.ts';
import type { RecordProjection, RecordSelection } from './query-frame.ts';
import { decodeState, wholeRange } from './stream-state.ts';

/** A scan or query as users set it. */
export interface GivenQuery {
  readonly ns: unknown;
  readonly set?: unknown;
  readonly filters?: unknown;
  readonly selected?: unknown;
  readonly nobins?: unknown;
  readonly ops?: unknown;
  readonly udf?: unknown;
  readonly partFilter?: unknown;
  readonly pfEnabled?: unknown;
}

const NO_OPERATIONS: readonly Operation[] = [];

export function checkSelection({ ns, set, filters }: GivenQuery): RecordSelection {
  if (typeof ns !== 'string' || ns === '') throw AerospikeError.param('Namespace must be a string');
  if (set !== undefined && set !== null && typeof set !== 'string') throw AerospikeError.param('Set must be a string');
  const filter: IndexFilter | undefined = indexFilter(filters);
  return { ns, set: set ?? '', filter };
}

export function checkProjection({ selected, nobins, ops }: GivenQuery): RecordProjection {
  if (nobins !== undefined && nobins !== null && typeof nobins !== 'boolean') {
    throw AerospikeError.param('nobins must be a boolean');
  }
  const operations = ops === undefined || ops === null ? NO_OPERATIONS : [...checkOperations(ops)];
  if ((traitsOf(operations) & TRAIT.WRITES) !== 0) {
    throw AerospikeError.param(
      'Operations of a query or scan that returns records must only read; those that write are for background()',
    );
  }
  return {
    bins: selected === undefined || selected === null ? [] : [...checkBinNames(selected)],
    noBins: nobins === true,
    operations,
  };
}

/** The partitions to ask: those of a saved state, those of the filter, or all. */
export function checkPartitions(query: GivenQuery, state: unknown): readonly OpenPartition[] {
  const { ns, set, partFilter, pfEnabled } = query;
  if (state !== undefined && state !== null) return decodeState(state, ns as string, (set as string | null) ?? '');
  if (pfEnabled !== true || partFilter === undefined || partFilter === null) return wholeRange(0, PARTITIONS);
  const { begin, count, digest } = partFilter as { begin?: unknown; count?: unknown; digest?: unknown };
  const first = partition('begin', begin, 0, PARTITIONS - 1);
  const open = wholeRange(first, partition('count', count, PARTITIONS - first, PARTITIONS));
  if (digest === undefined || digest === null) {
    if (first + (typeof count === 'number' ? count : 0) > PARTITIONS) {
      throw AerospikeError.param(`Partitions object invalid: ${first} and ${count} go beyond ${PARTITIONS} partitions`);
    }
    return open;
  }
  if (!Buffer.isBuffer(digest) || digest.length !== DIGEST_BYTES) {
    throw AerospikeError.param(`Partitions object invalid: digest must be a Buffer of ${DIGEST_BYTES} bytes`);
  }
  const own = partitionId(digest);
  const cursor = { digest: Buffer.from(digest), bval: undefined };
  return open.map((entry) => (entry.partition === own ? { partition: own, cursor } : entry));
}

function partition(name: string, value: unknown, byDefault: number, max: number): number {
  if (value === undefined || value === null) return byDefault;
  if (Number.isInteger(value) && (value as number) >= 0 && (value as number) <= max) return value as number;
  throw AerospikeError.param(`Partitions object invalid: ${name} should be an integer from 0 to ${max}`);
}

/** A number of records; 0 for no limit. */
export function checkMaxRecords(maxRecords: unknown): number {
  if (maxRecords === undefined || maxRecords === null) return 0;
  if (Number.isSafeInteger(maxRecords) && (maxRecords as number) >= 0) return maxRecords as number;
  throw AerospikeError.param('max_records must be a number');
}
