// The commands on one record as the client offers them: which definition runs under which default policy, how the
// public arguments become its arguments, and how its reply becomes the public result.
// Never routes, retries or encodes; those are the router's and the definition's.

import type { AerospikeBins } from '../../model/bin-value.ts';
import { AerospikeError } from '../../model/error.ts';
import type { KeyInput } from '../../model/key.ts';
import { Operation } from '../../model/operations/operation.ts';
import { Record } from '../../model/record.ts';
import { status } from '../../model/status.ts';
import { SCALAR_OPERATION } from '../../wire/codes/ops.ts';
import type { CommandDefinition } from '../command-definition.ts';
import type { RecordPolicyKind } from '../command-policies.ts';
import { checkBinNames, checkBins, checkMetadata, checkOperations } from './arguments.ts';
import { EXISTS, type RecordMetadataReply } from './exists.ts';
import { GET, GET_PARTICLES } from './get.ts';
import { needsOf, type OperateArgs, operateCommand } from './operate.ts';
import type { ParticlesReply } from './particles-reply.ts';
import { PUT, type PutArgs } from './put.ts';
import type { RecordReply } from './record-reply.ts';
import { REMOVE } from './remove.ts';
import { SELECT } from './select.ts';

/** One method of the client. */
export interface RecordMethod<I, A, R, T> {
  /** For errors. */
  readonly name: string;
  readonly policy: Exclude<RecordPolicyKind, 'operateRead'>;
  /** Kind of policy where the operations only read. */
  readonly readPolicy?: RecordPolicyKind;
  /** Checks the public arguments. @throws AerospikeError `ERR_PARAM` */
  prepare(input: I): A;
  definition(args: A): CommandDefinition<A, R>;
  finish(key: KeyInput, reply: R): T;
  /** Whether a missing record is an answer, and which; undefined otherwise. */
  missing?(key: KeyInput): T;
  /** What a callback gets beside the error. Programs of the replaced client read it without looking at the error. */
  failed(key: KeyInput): T | null;
}

/** Bins or operations, and metadata, as users pass them. */
export interface WriteInput {
  readonly values: unknown;
  readonly metadata: unknown;
}

const nothing = (): undefined => undefined;
const none = (): null => null;
const toEmptyRecord = (key: KeyInput): Record => new Record(key, undefined as unknown as AerospikeBins);
const toKey = (key: KeyInput): KeyInput => key;
const toRecord = (key: KeyInput, reply: RecordReply): Record => new Record(key, reply.bins as AerospikeBins, reply);

export const GET_RECORD: RecordMethod<undefined, undefined, RecordReply, Record> = {
  name: 'get',
  policy: 'read',
  prepare: nothing,
  definition: () => GET,
  finish: toRecord,
  failed: toEmptyRecord,
};

export const GET_RECORD_PARTICLES: RecordMethod<undefined, undefined, ParticlesReply, ParticlesReply> = {
  name: 'get',
  policy: 'read',
  prepare: nothing,
  definition: () => GET_PARTICLES,
  finish: (_key, reply) => reply,
  failed: none,
};

export const SELECT_BINS: RecordMethod<unknown, readonly string[], RecordReply, Record> = {
  name: 'select',
  policy: 'read',
  prepare: checkBinNames,
  definition: () => SELECT,
  finish: toRecord,
  failed: toEmptyRecord,
};

export const RECORD_EXISTS: RecordMethod<undefined, undefined, RecordMetadataReply, boolean> = {
  name: 'exists',
  policy: 'read',
  prepare: nothing,
  definition: () => EXISTS,
  finish: () => true,
  missing: () => false,
  failed: none,
};

export const RECORD_METADATA: RecordMethod<undefined, undefined, RecordMetadataReply, Record> = {
  name: 'existsWithMetadata',
  policy: 'read',
  prepare: nothing,
  definition: () => EXISTS,
  finish: (key, reply) => new Record(key, null as unknown as AerospikeBins, reply),
  missing: (key) => new Record(key, null as unknown as AerospikeBins, { ttl: null, gen: null }),
  failed: none,
};

export const PUT_RECORD: RecordMethod<WriteInput, PutArgs, undefined, KeyInput> = {
  name: 'put',
  policy: 'write',
  prepare({ values, metadata }) {
    const bins = checkBins(values);
    const { ttl, gen } = checkMetadata(metadata);
    return { bins, ttl, gen };
  },
  definition: () => PUT,
  finish: toKey,
  failed: toKey,
};

export const REMOVE_RECORD: RecordMethod<undefined, undefined, undefined, KeyInput> = {
  name: 'remove',
  policy: 'remove',
  prepare: nothing,
  definition: () => REMOVE,
  finish: toKey,
  failed: toKey,
};

export const OPERATE_RECORD: RecordMethod<WriteInput, OperateArgs, RecordReply, Record> = {
  name: 'operate',
  policy: 'operate',
  readPolicy: 'operateRead',
  prepare({ values, metadata }) {
    const operations = checkOperations(values);
    const touch = operations.findLast((operation) => operation.op === SCALAR_OPERATION.TOUCH);
    const { ttl, gen } = checkMetadata(metadata, touch?.ttl);
    return { operations, ttl, gen, needs: needsOf(operations) };
  },
  definition: (args) => operateCommand(args.operations),
  finish: toRecord,
  failed: toEmptyRecord,
};

/** add, append and prepend: the same operation on each of several bins. */
function eachBin(name: string, op: number): RecordMethod<WriteInput, OperateArgs, RecordReply, Record> {
  return {
    ...OPERATE_RECORD,
    name,
    prepare({ values, metadata }) {
      const bins = checkBins(values);
      const operations = Object.keys(bins).map((bin) => new Operation(op, bin, { value: bins[bin] }));
      return OPERATE_RECORD.prepare({ values: operations, metadata });
    },
  };
}

export const ADD_TO_BINS = eachBin('add', SCALAR_OPERATION.INCR);
export const APPEND_TO_BINS = eachBin('append', SCALAR_OPERATION.APPEND);
export const PREPEND_TO_BINS = eachBin('prepend', SCALAR_OPERATION.PREPEND);

/** Whether an error says that the record is missing. */
export function isMissing(error: unknown): boolean {
  return error instanceof AerospikeError && error.code === status.ERR_RECORD_NOT_FOUND;
}
