// A function applied to a record (docs/protocol/server-semantics.md, "UDF commands"). The function runs in a thread of
// its own while other commands go on. The record that it was given is immutable, so what it makes of it is stored only
// if that record is still the stored one; if it is not, the function is called again with what is there now.

import { FIELD, INFO1, INFO2, INFO3, MAX_SET_NAME_BYTES, OP, PARTICLE, TTL, UDF_BIN, Writer } from 'tendril/wire';
import { secondsOf } from '../clock.ts';
import type { CommandCounters, NodeNamespace } from '../cluster/node-namespace.ts';
import type { NodeState } from '../cluster/node-state.ts';
import { Reply } from '../message/reply.ts';
import type { Request } from '../message/request.ts';
import { BinSet } from '../operation/bin-set.ts';
import { ParticleError } from '../particles/particle-error.ts';
import { storedBin } from '../particles/stored-value.ts';
import { RESULT } from '../result-code.ts';
import type { Completion, Waiter } from '../storage/completion.ts';
import type { NamespaceConfig } from '../storage/namespace-config.ts';
import type { Bin, StoredRecord } from '../storage/record.ts';
import { recordSize } from '../storage/record-size.ts';
import {
  type CallAnswer,
  hasTooManyBins,
  packCall,
  type RecordUpdates,
  type UdfCall,
  unpackAnswer,
} from '../udf/record-call.ts';
import type { Script } from '../udf/script-pool.ts';
import type { ScriptThread } from '../udf/script-thread.ts';
import type { Outcome, ScriptMessage } from '../udf/thread-messages.ts';
import type { CommandContext } from './context.ts';
import { nextGeneration } from './generation.ts';
import type { Principal } from './principal.ts';
import { checkFilter, checkKeyField, checkKeyMatches, checkNoMrt, checkSetOfWrite } from './record-checks.ts';
import { isTtlForbidden, isValidTtl, voidTimeAfter } from './ttl.ts';

/** Bytes of a module's and a function's name, and one more. */
const MAX_NAME_BYTES = 128;

/** So often a record may change under a function before its command gives up. */
const MAX_ATTEMPTS = 16;

const FORBIDDEN_INFO2 = INFO2.GENERATION | INFO2.GENERATION_GT | INFO2.CREATE_ONLY;
const FORBIDDEN_INFO3 = INFO3.UPDATE_ONLY | INFO3.CREATE_OR_REPLACE | INFO3.REPLACE_ONLY;
/** What `aerospike:create` returns when the set, a truncation or the key stands against the record. */
const CREATE_REFUSED = 4;
const NO_BYTES = Buffer.alloc(0);
const NO_MODULE = Buffer.from('UDF: Execution Error 1');
const TOO_MANY_ARGUMENTS = Buffer.from('UDF: Execution Error 2');
const TIMEOUT = Buffer.from('UDF Execution Timeout');

/** The function that a request names, or the result code with which it is refused. */
export function udfCallOf(request: Request): UdfCall | number {
  const module = request.field(FIELD.UDF_FILENAME);
  const functionName = request.field(FIELD.UDF_FUNCTION);
  const args = request.field(FIELD.UDF_ARGLIST);
  if (module === undefined || functionName === undefined || args === undefined) return RESULT.PARAMETER;
  if (module.length >= MAX_NAME_BYTES || functionName.length >= MAX_NAME_BYTES) return RESULT.PARAMETER;
  return { module: module.toString('latin1'), functionName, args };
}

/** What stands against the command whatever the record. */
export function refusalOfUdf({ info1, info2, info3 }: Request, config: NamespaceConfig): number {
  const isXdr = (info1 & INFO1.XDR) !== 0;
  if (isXdr ? config.rejectXdrWrites : config.rejectNonXdrWrites) return RESULT.FORBIDDEN;
  return (info2 & FORBIDDEN_INFO2) !== 0 || (info3 & FORBIDDEN_INFO3) !== 0 ? RESULT.PARAMETER : RESULT.OK;
}

/** Who carries the command out at the moment: the partition's master. */
export interface ApplyTarget {
  readonly own: NodeNamespace;
  readonly counters: CommandCounters;
}

export interface ApplyOptions {
  readonly node: NodeState;
  /** With bytes of its own, and a call in it. */
  readonly request: Request;
  readonly digest: string;
  readonly principal: Principal;
  /** The filter of the batch, for a row that has none of its own. */
  readonly batchFilter: Buffer | undefined;
  /** What filters are evaluated with, between two turns of other commands. */
  readonly evaluation: Pick<CommandContext, 'meter' | 'scope' | 'view'>;
  /** Undefined when nobody is master at the moment. */
  readonly target: () => ApplyTarget | undefined;
}

export class Application implements Script {
  generation = 0;
  voidTime = 0;
  /** What the change waits for before it may be acknowledged; undefined when it is done, or nothing has changed. */
  completion: Completion | undefined;
  readonly #options: ApplyOptions;
  readonly #call: UdfCall;
  readonly #budgetMs: number;
  #result: number | undefined;
  #binName: string = UDF_BIN.SUCCESS;
  #type: number = PARTICLE.NULL;
  #value: Buffer = NO_BYTES;
  #hasBin = false;
  #attempts = 0;
  /** What the function was given. */
  #target: ApplyTarget | undefined;
  #stored: StoredRecord | undefined;
  #record: StoredRecord | undefined;
  #waiters: Waiter[] = [];

  constructor(options: ApplyOptions) {
    this.#options = options;
    this.#call = udfCallOf(options.request) as UdfCall;
    this.#budgetMs = options.node.udf.budgetMs(options.request.transactionTtl);
  }

  /** The result code; undefined while the function runs or waits. */
  get result(): number | undefined {
    return this.#result;
  }

  /** Begins as soon as no other function is at the record. */
  begin(): void {
    this.#options.node.udf.turns.enter(this.#turn, () => this.#attempt());
  }

  /** Tells the waiter once, unless it is settled already. */
  tell(waiter: Waiter): void {
    if (this.#result === undefined) this.#waiters.push(waiter);
  }

  /** The waiter does not want to know any more. The function goes on, and what it stores is stored. */
  forget(waiter: Waiter): void {
    this.#waiters = this.#waiters.filter((other) => other !== waiter);
  }

  /** Adds the answer to a reply that was begun. */
  writeTo(reply: Reply): void {
    reply.generation = this.generation;
    reply.voidTime = this.voidTime;
    if (this.#hasBin) reply.addResult(OP.READ, this.#binName, this.#type, this.#value);
  }

  start(_thread: ScriptThread, waitedMs: number): ScriptMessage | undefined {
    const refused = waitedMs > this.#budgetMs ? RESULT.TIMEOUT : this.#guard(() => this.#open());
    if (refused !== RESULT.OK || this.#target === undefined) return this.#settle(refused);
    return {
      type: 'record',
      module: this.#call.module,
      request: this.#pack(this.#target),
      budgetMs: this.#budgetMs,
    };
  }

  onOutcome(outcome: Outcome): void {
    const failed = this.#guard(() => this.#conclude(outcome));
    if (failed !== RESULT.OK) this.#settle(failed);
  }

  /** What is thrown costs this command only. */
  #guard(work: () => number): number {
    try {
      return work();
    } catch (error) {
      const { log } = this.#options.node;
      if (!(error instanceof ParticleError)) {
        log.unexpected('Applying a UDF', error);
        return RESULT.UNKNOWN;
      }
      log.debug(error.message);
      return error.resultCode;
    }
  }

  get #turn(): string {
    return `${this.#options.digest}${this.#options.request.namespaceName()}`;
  }

  #attempt(): void {
    this.#attempts++;
    if (!this.#options.node.udf.submit(this)) this.#settle(RESULT.DEVICE_OVERLOAD);
  }

  /** Looks up the record and checks it against the request. */
  #open(): number {
    const { request, digest, target } = this.#options;
    this.#target = target();
    if (this.#target === undefined) return RESULT.UNAVAILABLE;
    const { namespace } = this.#target.own;
    this.#stored = namespace.store.get(digest);
    this.#record = this.#stored !== undefined && namespace.isExpired(this.#stored) ? undefined : this.#stored;
    if (this.#stored !== undefined) this.#describe(this.#stored);
    const record = this.#record;
    if (record === undefined) return RESULT.OK;
    const context = this.#context(namespace);
    return (
      checkNoMrt(context) ||
      checkSetOfWrite(request.setName(), record) ||
      checkFilter(context, record) ||
      (record.key === undefined ? checkKeyField(request.userKey()) : checkKeyMatches(request.userKey(), record)) ||
      (hasTooManyBins(record) ? RESULT.BIN_NAME : RESULT.OK)
    );
  }

  #context(namespace: CommandContext['namespace']): CommandContext {
    const { request, node, principal, digest, batchFilter, evaluation } = this.#options;
    evaluation.meter.begin(namespace.config.maxRecordSize);
    const reply = new Reply(new Writer(64));
    const { log } = node;
    return { ...evaluation, request, reply, log, principal, namespace, digest, batchFilter, completion: undefined };
  }

  #pack({ own: { namespace } }: ApplyTarget): Uint8Array {
    const { request, digest } = this.#options;
    const record = this.#record;
    const setName = request.setName();
    const set = record?.set ?? namespace.sets.get(setName);
    const isFull =
      set !== undefined && set.config.stopWritesSize !== 0 && set.dataUsedBytes >= set.config.stopWritesSize;
    const isCrowded =
      set !== undefined && set.config.stopWritesCount !== 0 && set.objects >= set.config.stopWritesCount;
    const cannotCreate =
      setName.length > MAX_SET_NAME_BYTES ||
      isCrowded ||
      namespace.isTruncatedAt(set, namespace.nowMs()) ||
      checkKeyField(request.userKey()) !== RESULT.OK;
    const left = record === undefined ? 0 : record.voidTime - secondsOf(namespace.nowMs());
    return packCall(this.#call, record, {
      digest,
      ttl: Math.max(left, 0),
      key: record?.key ?? request.userKey(),
      setName: record === undefined ? setName : (record.set?.name ?? ''),
      refusal: namespace.stopWrites ? RESULT.OUT_OF_SPACE : isFull ? RESULT.FORBIDDEN : RESULT.OK,
      createRefusal: cannotCreate ? CREATE_REFUSED : 0,
    });
  }

  /** Ends the command, or begins it again; the result code with which it is to end otherwise. */
  #conclude(outcome: Outcome): number {
    switch (outcome.kind) {
      case 'answer':
        return this.#answer(unpackAnswer(outcome.bytes));
      case 'no-module':
        return this.#fail(NO_MODULE);
      case 'timeout':
        return this.#fail(TIMEOUT);
      case 'error':
        return this.#fail(
          outcome.text.includes('too many results to unpack') ? TOO_MANY_ARGUMENTS : latin1(outcome.text),
        );
      case 'broken':
        return this.#fail(latin1(outcome.text));
    }
  }

  #answer(answer: CallAnswer): number {
    if (answer.kind === 'failure') return this.#fail(answer.text);
    if (answer.kind === 'refused') return answer.resultCode;
    if (answer.updates === undefined) this.#count('langReadSuccess');
    else {
      const target = this.#options.target();
      if (target === undefined || !this.#isUnchanged(target)) return this.#again();
      const refused = this.#commit(target, answer.updates);
      if (refused !== RESULT.OK) return refused;
    }
    this.#setBin(UDF_BIN.SUCCESS, answer.type, answer.value);
    this.#settle(RESULT.OK);
    return RESULT.OK;
  }

  /** Whether what the function was given is what is there. */
  #isUnchanged({ own }: ApplyTarget): boolean {
    return own === this.#target?.own && own.namespace.store.get(this.#options.digest) === this.#stored;
  }

  /** The record has changed under the function, by a write or because its partition has moved. */
  #again(): number {
    if (this.#attempts >= MAX_ATTEMPTS) return RESULT.KEY_BUSY;
    this.#attempt();
    return RESULT.OK;
  }

  #commit({ own }: ApplyTarget, updates: RecordUpdates): number {
    const { request, digest } = this.#options;
    const { namespace } = own;
    const record = this.#record;
    const setName = request.setName();
    const set = record !== undefined ? record.set : setName === '' ? undefined : namespace.sets.getOrCreate(setName);
    if (record === undefined && setName !== '' && set === undefined) return RESULT.PARAMETER;
    const sentTtl = updates.ttl ?? request.recordTtl;
    const ttl = sentTtl === TTL.DONT_UPDATE && record === undefined ? TTL.NAMESPACE_DEFAULT : sentTtl;
    if (!isValidTtl(ttl)) return RESULT.PARAMETER;
    if (isTtlForbidden(namespace, set, ttl)) return RESULT.FORBIDDEN;
    own.defersReplication = (request.info3 & INFO3.COMMIT_LEVEL_MASTER) !== 0;
    if (updates.bins.length === 0) return this.#remove(namespace, record);

    const bins = binsAfter(record, updates);
    const nowMs = namespace.nowMs();
    const sentKey = request.userKey();
    const voidTime = voidTimeAfter(namespace, set, ttl, record, nowMs);
    const key = updates.isKeyDropped ? undefined : (record?.key ?? (sentKey && Buffer.from(sentKey)));
    const size = recordSize(bins, voidTime, set?.name ?? '', key);
    if (size > namespace.config.maxRecordSize) return RESULT.RECORD_TOO_BIG;
    const written: StoredRecord = {
      generation: record === undefined ? 1 : nextGeneration(record.generation),
      voidTime,
      lastUpdateMs: nowMs,
      set,
      key,
      bins,
      size,
    };
    this.completion = namespace.put(digest, written, this.#stored);
    this.#describe(written);
    this.#count('langWriteSuccess');
    return RESULT.OK;
  }

  #remove(namespace: CommandContext['namespace'], record: StoredRecord | undefined): number {
    if (record === undefined) return RESULT.NOT_FOUND;
    if ((this.#options.request.info2 & INFO2.DURABLE_DELETE) !== 0) return RESULT.ENTERPRISE_ONLY;
    this.completion = namespace.remove(this.#options.digest, record);
    // The generation that the record would have had.
    this.generation = nextGeneration(record.generation);
    this.#count('langDeleteSuccess');
    return RESULT.OK;
  }

  #fail(text: Uint8Array): number {
    this.#count('langError');
    this.#setBin(UDF_BIN.FAILURE, PARTICLE.STRING, Buffer.from(text));
    return RESULT.UDF_EXECUTION;
  }

  #setBin(name: string, type: number, value: Buffer): void {
    this.#hasBin = true;
    this.#binName = name;
    this.#type = type;
    this.#value = value;
  }

  #describe(record: StoredRecord): void {
    this.generation = record.generation;
    this.voidTime = record.voidTime;
  }

  #count(what: 'langReadSuccess' | 'langWriteSuccess' | 'langDeleteSuccess' | 'langError'): void {
    if (this.#target !== undefined) this.#target.counters[what]++;
  }

  #settle(result: number): undefined {
    this.#result = result;
    const counters = this.#target?.counters;
    if (counters !== undefined) {
      if (result === RESULT.OK) counters.udfComplete++;
      else if (result === RESULT.TIMEOUT) counters.udfTimeout++;
      else if (result === RESULT.FILTERED_OUT) counters.udfFilteredOut++;
      else counters.udfError++;
    }
    this.#options.node.udf.turns.leave(this.#turn);
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const waiter of waiters) waiter.onSettled();
  }
}

/** @throws ParticleError for a value that cannot be stored. */
function binsAfter(record: StoredRecord | undefined, { bins }: RecordUpdates): Bin[] {
  const before = new BinSet(record?.bins ?? []);
  return bins.map(({ name, type, value }) =>
    value === undefined ? (before.get(name) as Bin) : storedBin(name, type, value, 0, value.length),
  );
}

function latin1(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}
