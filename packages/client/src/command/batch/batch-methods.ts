// The batches that the client offers: which policy each runs under, how its arguments become rows, and how the outcome
// of its rows becomes the public result. Never routes, encodes frames or retries.

import { batchType, ttl as TTL } from '../../model/constants.ts';
import { AerospikeError } from '../../model/error.ts';
import type { Operation } from '../../model/operations/operation.ts';
import { type BatchCommandPolicy, type CommandPolicy, resolveCommandPolicy } from '../../model/policies/resolve.ts';
import { reportUnknownFields } from '../../model/policies/unknown-fields.ts';
import { SCALAR_OPERATION } from '../../wire/codes/ops.ts';
import type { BatchRowPolicies } from '../command-policies.ts';
import { checkBinNames, checkOperations, prepared } from '../record/arguments.ts';
import { TRAIT, traitsOf } from '../record/operate.ts';
import { checkUdf } from '../udf/udf-call.ts';
import { checkList, checkRow, prepareRow } from './batch-arguments.ts';
import {
  applyRow,
  existsRow,
  type RowDefinition,
  readAllRow,
  readBinsRow,
  readOperationsRow,
  removeRow,
  writeRow,
} from './row-definition.ts';
import type { PreparedRow } from './row-frames.ts';

/** Rows that are made one by one: there may be very many. */
export interface BatchPlan {
  readonly count: number;
  /** Filter expression of all rows, which is sent once. */
  readonly filter?: Buffer | undefined;
  /** @throws AerospikeError for a row that cannot be sent */
  row(index: number): PreparedRow;
}

/** What plans are made from besides the arguments. */
export interface PlanContext {
  readonly policy: BatchCommandPolicy;
  readonly configured: BatchRowPolicies;
  readonly warn: (message: string) => void;
}

export interface BatchMethod<I> {
  /** For errors. */
  readonly name: string;
  readonly policy: 'batch' | 'batchParentWrite';
  /** Whether results tell of doubt, and a row that fails leaves the others' results to the caller. */
  readonly isMixed: boolean;
  /** Whether records have bins. */
  readonly hasBins: boolean;
  /** Checks what concerns all rows. @throws AerospikeError `ERR_PARAM` */
  plan(input: I, context: PlanContext): BatchPlan;
}

const BAD_KEYS = 'Batch keys parameter invalid';
const BAD_RECORDS = 'Records array invalid';
const NO_WRITE = 'Batch write operations do not contain a write';

/** The policy of rows: theirs over the configured one over that of the batch. */
function rowPolicy(kind: keyof BatchRowPolicies, { policy, configured, warn }: PlanContext, own?: unknown) {
  const base = resolveCommandPolicy({ ...policy, kind }, configured[kind]);
  if (own !== undefined && own !== null) reportUnknownFields(kind, own, warn);
  const resolved = resolveCommandPolicy(base, own);
  if (resolved.txn !== policy.txn) {
    throw AerospikeError.param('Policy object invalid: the txn of a row stands in the policy of its batch');
  }
  return prepared(resolved);
}

/** Rows that differ in their keys only. */
function eachKey(keys: unknown, definition: RowDefinition): BatchPlan {
  const list = checkList(keys, 'Keys must be a array');
  return {
    count: list.length,
    filter: definition.filter,
    row: (index) => checkRow(index, BAD_KEYS, () => prepareRow(list[index], definition)),
  };
}

const KEYS_ONLY = { policy: 'batch', isMixed: false, hasBins: true } as const;

export const BATCH_GET: BatchMethod<unknown> = {
  ...KEYS_ONLY,
  name: 'batchGet',
  plan: (keys, context) => eachKey(keys, readAllRow(rowPolicy('batchRead', context))),
};

export const BATCH_EXISTS: BatchMethod<unknown> = {
  ...KEYS_ONLY,
  name: 'batchExists',
  hasBins: false,
  plan: (keys, context) => eachKey(keys, existsRow(rowPolicy('batchRead', context))),
};

export const BATCH_SELECT: BatchMethod<{ readonly keys: unknown; readonly bins: unknown }> = {
  ...KEYS_ONLY,
  name: 'batchSelect',
  plan({ keys, bins }, context) {
    if (!Array.isArray(bins)) throw AerospikeError.param('Bins must be a array');
    return eachKey(keys, readBinsRow(rowPolicy('batchRead', context), checkBinNames(bins)));
  },
};

export const BATCH_REMOVE: BatchMethod<{ readonly keys: unknown; readonly rows: unknown }> = {
  ...KEYS_ONLY,
  name: 'batchRemove',
  policy: 'batchParentWrite',
  plan: ({ keys, rows }, context) => eachKey(keys, removeRow(rowPolicy('batchRemove', context, rows))),
};

export const BATCH_APPLY: BatchMethod<{ readonly keys: unknown; readonly udf: unknown; readonly rows: unknown }> = {
  ...KEYS_ONLY,
  name: 'batchApply',
  policy: 'batchParentWrite',
  plan: ({ keys, udf, rows }, context) =>
    eachKey(keys, applyRow(rowPolicy('batchApply', context, rows), checkUdf(udf))),
};

/** A row of `batchRead` or `batchWrite` as users give it. */
interface GivenRow {
  readonly type?: unknown;
  readonly key?: unknown;
  readonly bins?: unknown;
  readonly ops?: unknown;
  readonly udf?: unknown;
  readonly policy?: unknown;
  readonly readAllBins?: unknown;
}

/**
 * Makes the definitions of rows; those of rows that bring nothing of their own are shared, and those of rows one after
 * another that are given the same objects.
 */
class RowMaker {
  readonly #context: PlanContext;
  #last: { readonly given: GivenRow; readonly type: unknown; readonly definition: RowDefinition } | undefined;
  readonly #policies = new Map<keyof BatchRowPolicies, CommandPolicy>();
  #readAll: RowDefinition | undefined;
  #exists: RowDefinition | undefined;
  #remove: RowDefinition | undefined;

  constructor(context: PlanContext) {
    this.#context = context;
  }

  row(given: GivenRow, type: unknown): RowDefinition {
    const last = this.#last;
    if (last !== undefined && last.type === type && saysTheSame(last.given, given)) return last.definition;
    const definition = this.#make(given, type);
    this.#last = { given, type, definition };
    return definition;
  }

  #make({ bins, ops, udf, policy, readAllBins }: GivenRow, type: unknown): RowDefinition {
    switch (type) {
      case batchType.BATCH_READ:
        return this.#read(bins, ops, policy, readAllBins);
      case batchType.BATCH_WRITE:
        return this.#write(ops, policy);
      case batchType.BATCH_REMOVE:
        if (policy !== undefined && policy !== null) return removeRow(this.#policy('batchRemove', policy));
        this.#remove ??= removeRow(this.#policy('batchRemove', policy));
        return this.#remove;
      case batchType.BATCH_APPLY:
        return applyRow(this.#policy('batchApply', policy), checkUdf(udf));
      default:
        throw AerospikeError.param('type should be a value of batchType');
    }
  }

  #read(bins: unknown, ops: unknown, own: unknown, readAllBins: unknown): RowDefinition {
    const policy = this.#policy('batchRead', own);
    if (Array.isArray(bins)) return readBinsRow(policy, checkBinNames(bins));
    if (Array.isArray(ops)) return readOperationsRow(policy, checkOperations(ops));
    if (own !== undefined && own !== null) return readAllBins === true ? readAllRow(policy) : existsRow(policy);
    if (readAllBins === true) {
      this.#readAll ??= readAllRow(policy);
      return this.#readAll;
    }
    this.#exists ??= existsRow(policy);
    return this.#exists;
  }

  #write(ops: unknown, own: unknown): RowDefinition {
    const operations: readonly Operation[] = checkOperations(ops);
    const touch = operations.findLast((operation) => operation.op === SCALAR_OPERATION.TOUCH);
    const touched = touch?.ttl ?? TTL.CLIENT_DEFAULT;
    return writeRow(
      this.#policy('batchWrite', own),
      operations,
      touched === TTL.CLIENT_DEFAULT ? undefined : (touched as number),
    );
  }

  #policy(kind: keyof BatchRowPolicies, own: unknown): CommandPolicy {
    if (own !== undefined && own !== null) return rowPolicy(kind, this.#context, own);
    let policy = this.#policies.get(kind);
    if (policy === undefined) {
      policy = rowPolicy(kind, this.#context);
      this.#policies.set(kind, policy);
    }
    return policy;
  }
}

/** Whether two rows were given the very same objects: nothing can have changed them in between. */
function saysTheSame(one: GivenRow, other: GivenRow): boolean {
  return (
    one.ops === other.ops &&
    one.policy === other.policy &&
    one.bins === other.bins &&
    one.udf === other.udf &&
    one.readAllBins === other.readAllBins
  );
}

/** Whether a row that is to write has no operation that does. */
function isOnlyRead({ definition }: PreparedRow, { ops }: GivenRow): boolean {
  if (!definition.isWrite || definition.info1 === 0) return false;
  return (traitsOf(ops as readonly Operation[]) & TRAIT.WRITES) === 0;
}

function eachRecord(records: unknown, context: PlanContext, type?: number): BatchPlan {
  const list = checkList(records, 'Records must be an array of objects');
  const maker = new RowMaker(context);
  return {
    count: list.length,
    row(index) {
      const row = checkRow(index, BAD_RECORDS, () => {
        const given = list[index] as GivenRow;
        if (typeof given !== 'object' || given === null) throw AerospikeError.param('it is not an object');
        return prepareRow(given.key, maker.row(given, type ?? given.type));
      });
      if (isOnlyRead(row, list[index] as GivenRow)) throw AerospikeError.param(NO_WRITE);
      return row;
    },
  };
}

export const BATCH_READ: BatchMethod<unknown> = {
  name: 'batchRead',
  policy: 'batch',
  isMixed: true,
  hasBins: true,
  plan: (records, context) => eachRecord(records, context, batchType.BATCH_READ),
};

export const BATCH_WRITE: BatchMethod<unknown> = {
  name: 'batchWrite',
  policy: 'batchParentWrite',
  isMixed: true,
  hasBins: true,
  plan: (records, context) => eachRecord(records, context),
};
