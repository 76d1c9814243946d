// The record under a function: looked up and checked, handed to the script, and stored again with what the script has made
// of it (docs/protocol/server-semantics.md, "UDF commands"). The steps are the server's, in its order.

import { FIELD, INFO3, MAX_SET_NAME_BYTES, MONITOR_SET, TTL } from 'tendril/wire';
import { secondsOf } from '../clock.ts';
import type { CommandCounters, NodeNamespace } from '../cluster/node-namespace.ts';
import type { Reply } from '../message/reply.ts';
import { BinSet } from '../operation/bin-set.ts';
import { storedBin } from '../particles/stored-value.ts';
import { RESULT } from '../result-code.ts';
import type { Completion } from '../storage/completion.ts';
import type { Bin, StoredRecord } from '../storage/record.ts';
import { recordSize } from '../storage/record-size.ts';
import type { SetEntry } from '../storage/set-table.ts';
import { hasTooManyBins, packCall, type RecordUpdates, type UdfCall } from '../udf/record-call.ts';
import type { CommandContext } from './context.ts';
import { nextGeneration } from './generation.ts';
import {
  checkDeletable,
  checkFilter,
  checkKeyField,
  checkKeyMatches,
  checkMayRead,
  checkSetOfWrite,
} from './record-checks.ts';
import { isTtlForbidden, isValidTtl, voidTimeAfter } from './ttl.ts';

/** What `aerospike:create` returns when the set, a truncation or the key stands against the record. */
const CREATE_REFUSED = 4;

/** Who carries the command out at the moment: the partition's master. */
export interface ApplyTarget {
  readonly own: NodeNamespace;
  readonly counters: CommandCounters;
}

export class UdfRecord {
  readonly target: ApplyTarget;
  generation = 0;
  voidTime = 0;
  /** What the change waits for before it may be acknowledged. */
  completion: Completion | undefined;
  readonly #context: CommandContext;
  /** What is stored. */
  readonly #stored: StoredRecord | undefined;
  /** The same, unless it has expired. */
  readonly #record: StoredRecord | undefined;
  /** Of the record as the function has read it, for a transaction; undefined once the transaction has written it. */
  #version: Buffer | undefined;

  /** The context is used within each call only. */
  constructor(target: ApplyTarget, context: CommandContext) {
    const { namespace } = target.own;
    this.target = target;
    this.#context = context;
    const { access } = context;
    this.#stored = access === undefined ? namespace.store.get(context.digest) : access.record;
    this.#version = access?.version;
    this.#record = this.#stored !== undefined && namespace.isExpired(this.#stored) ? undefined : this.#stored;
    if (this.#stored !== undefined) this.#describe(this.#stored);
  }

  /** Whether the stored record is the one that the function was given. */
  isCurrentAt({ own }: ApplyTarget): boolean {
    const { access, digest } = this.#context;
    access?.refresh();
    const stored = access === undefined ? own.namespace.store.get(digest) : access.record;
    return own === this.target.own && stored === this.#stored;
  }

  /** Tells a transaction which version of the record the function has read, if it has changed nothing. */
  describeVersion(reply: Reply): void {
    if (this.#version !== undefined) reply.addField(FIELD.RECORD_VERSION, this.#version);
  }

  /** What stands against calling a function; a record that is not there may be created. */
  check(): number {
    const record = this.#record;
    const { request, access } = this.#context;
    if (access !== undefined && request.setName() === MONITOR_SET) return RESULT.UNSUPPORTED_FEATURE;
    const unreadable = access === undefined && record === undefined ? RESULT.OK : checkMayRead(this.#context);
    // Told of a version that it has not asked for, a transaction would verify that one instead of what it has read.
    if (unreadable !== RESULT.OK) this.#version = undefined;
    if (record === undefined || unreadable !== RESULT.OK) return unreadable;
    const key = request.userKey();
    return (
      checkSetOfWrite(request.setName(), record) ||
      checkFilter(this.#context, record) ||
      (record.key === undefined ? checkKeyField(key) : checkKeyMatches(key, record)) ||
      (hasTooManyBins(record) ? RESULT.BIN_NAME : RESULT.OK)
    );
  }

  /** The same for a function that a background job calls: on records that are there, and that the job is about. */
  checkExisting(matches: (record: StoredRecord) => boolean): number {
    const record = this.#record;
    if (record === undefined || !matches(record)) return RESULT.NOT_FOUND;
    return hasTooManyBins(record) ? RESULT.BIN_NAME : RESULT.OK;
  }

  /** The call with the record, for the script. */
  pack(call: UdfCall): Uint8Array {
    const { request, digest } = this.#context;
    const { namespace } = this.target.own;
    const record = this.#record;
    const setName = record === undefined ? request.setName() : (record.set?.name ?? '');
    const set = namespace.sets.get(setName);
    const left = record === undefined ? 0 : record.voidTime - secondsOf(namespace.nowMs());
    return packCall(call, record, {
      digest,
      ttl: Math.max(left, 0),
      key: record?.key ?? request.userKey(),
      setName,
      refusal: namespace.stopWrites ? RESULT.OUT_OF_SPACE : isFull(set) ? RESULT.FORBIDDEN : RESULT.OK,
      createRefusal: this.#mayCreate(setName, set) ? 0 : CREATE_REFUSED,
    });
  }

  #mayCreate(setName: string, set: SetEntry | undefined): boolean {
    const { namespace } = this.target.own;
    const limit = set?.config.stopWritesCount ?? 0;
    return (
      setName.length <= MAX_SET_NAME_BYTES &&
      !(set !== undefined && limit !== 0 && set.objects >= limit) &&
      !namespace.isTruncatedAt(set, namespace.nowMs()) &&
      checkKeyField(this.#context.request.userKey()) === RESULT.OK
    );
  }

  /**
   * Stores what the function has made of the record, or removes it when nothing is left. The record must be current.
   *
   * @throws ParticleError for a value that cannot be stored; nothing has changed then.
   */
  commit(updates: RecordUpdates): number {
    const { request } = this.#context;
    const { own, counters } = this.target;
    const { namespace } = own;
    const record = this.#record;
    const blocked = this.#context.access?.checkWrite() ?? RESULT.OK;
    if (blocked !== RESULT.OK) return blocked;
    const set = record === undefined ? setToCreateIn(own, request.setName()) : record.set;
    if (record === undefined && set === undefined && request.setName() !== '') return RESULT.PARAMETER;
    const sentTtl = updates.ttl ?? request.recordTtl;
    const ttl = sentTtl === TTL.DONT_UPDATE && record === undefined ? TTL.NAMESPACE_DEFAULT : sentTtl;
    if (!isValidTtl(ttl)) return RESULT.PARAMETER;
    if (isTtlForbidden(namespace, set, ttl)) return RESULT.FORBIDDEN;
    const { access } = this.#context;
    own.defersReplication = access === undefined && (request.info3 & INFO3.COMMIT_LEVEL_MASTER) !== 0;
    if (updates.bins.length === 0) return this.#remove(record, ttl);

    const written = this.#written(updates, set, ttl);
    if (written.size > namespace.config.maxRecordSize) return RESULT.RECORD_TOO_BIG;
    this.completion =
      access === undefined
        ? namespace.put(this.#context.digest, written, this.#stored)
        : access.put(written, this.#stored);
    this.#version = undefined;
    this.#describe(written);
    counters.langWriteSuccess++;
    return RESULT.OK;
  }

  #written(updates: RecordUpdates, set: SetEntry | undefined, ttl: number): StoredRecord {
    const { namespace } = this.target.own;
    const record = this.#record;
    const bins = binsAfter(record, updates);
    const nowMs = namespace.nowMs();
    const voidTime = voidTimeAfter(namespace, set, ttl, record, nowMs);
    const sentKey = this.#context.request.userKey();
    const key = updates.isKeyDropped ? undefined : (record?.key ?? (sentKey && Buffer.from(sentKey)));
    return {
      generation: record === undefined ? 1 : nextGeneration(record.generation),
      voidTime,
      lastUpdateMs: record === undefined ? namespace.creationMs(nowMs) : nowMs,
      set,
      key,
      bins,
      size: recordSize(bins, voidTime, set?.name ?? '', key),
    };
  }

  #remove(record: StoredRecord | undefined, ttl: number): number {
    const { access, digest } = this.#context;
    if (record === undefined) return RESULT.NOT_FOUND;
    const refused = checkDeletable(this.#context);
    if (refused !== RESULT.OK) return refused;
    const { namespace } = this.target.own;
    this.completion = access === undefined ? namespace.remove(digest, record) : access.remove(record);
    this.#version = undefined;
    // What the record would have had.
    this.generation = nextGeneration(record.generation);
    this.voidTime = voidTimeAfter(namespace, record.set, ttl, record, namespace.nowMs());
    this.target.counters.langDeleteSuccess++;
    return RESULT.OK;
  }

  #describe(record: StoredRecord): void {
    this.generation = record.generation;
    this.voidTime = record.voidTime;
  }
}

function isFull(set: SetEntry | undefined): boolean {
  const limit = set?.config.stopWritesSize ?? 0;
  return set !== undefined && limit !== 0 && set.dataUsedBytes >= limit;
}

function setToCreateIn({ namespace }: NodeNamespace, setName: string): SetEntry | undefined {
  return setName === '' ? undefined : namespace.sets.getOrCreate(setName);
}

/** @throws ParticleError for a value that cannot be stored. */
function binsAfter(record: StoredRecord | undefined, { bins }: RecordUpdates): Bin[] {
  const before = new BinSet(record?.bins ?? []);
  return bins.map(({ name, type, value }) =>
    value === undefined ? (before.get(name) as Bin) : storedBin(name, type, value, 0, value.length),
  );
}
