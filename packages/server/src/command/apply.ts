// A function applied to a record. It runs in a thread of its own while other commands go on. The record that it was given
// is immutable, so what it makes of it is stored only if that record is still the stored one; if it is not, the function
// is called again with what is there now.

import { FIELD, INFO1, INFO2, INFO3, OP, PARTICLE, UDF_BIN, Writer } from 'tendril/wire';
import type { NodeState } from '../cluster/node-state.ts';
import { Reply } from '../message/reply.ts';
import type { Request } from '../message/request.ts';
import { ParticleError } from '../particles/particle-error.ts';
import { RESULT } from '../result-code.ts';
import type { Completion, Waiter } from '../storage/completion.ts';
import type { NamespaceConfig } from '../storage/namespace-config.ts';
import type { StoredRecord } from '../storage/record.ts';
import { type CallAnswer, type UdfCall, unpackAnswer } from '../udf/record-call.ts';
import type { Script } from '../udf/script-pool.ts';
import type { ScriptThread } from '../udf/script-thread.ts';
import type { Outcome, ScriptMessage } from '../udf/thread-messages.ts';
import type { CommandContext } from './context.ts';
import type { Principal } from './principal.ts';
import { RecordAccess } from './record-access.ts';
import { type ApplyTarget, UdfRecord } from './udf-record.ts';

/** Bytes of a module's and a function's name, and one more. */
const MAX_NAME_BYTES = 128;

/** So often a record may change under a function before its command gives up. */
const MAX_ATTEMPTS = 16;

const FORBIDDEN_INFO2 = INFO2.GENERATION | INFO2.GENERATION_GT | INFO2.CREATE_ONLY;
const FORBIDDEN_INFO3 = INFO3.UPDATE_ONLY | INFO3.CREATE_OR_REPLACE | INFO3.REPLACE_ONLY;
const NO_MODULE = 'UDF: Execution Error 1';
const TOO_MANY_ARGUMENTS = 'UDF: Execution Error 2';
const TIMEOUT = 'UDF Execution Timeout';

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
  /**
   * Given by a background job, whose functions create no records and pass no checks of a command: whether the record is
   * one that the job is about, asked again when the function has its turn.
   */
  readonly matches?: (record: StoredRecord) => boolean;
}

export class Application implements Script {
  readonly #options: ApplyOptions;
  readonly #call: UdfCall;
  readonly #budgetMs: number;
  #result: number | undefined;
  #binName: string | undefined;
  #type: number = PARTICLE.NULL;
  #value: Buffer = Buffer.alloc(0);
  #attempts = 0;
  /** The record that the function was given last. */
  #record: UdfRecord | undefined;
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

  /** What the change waits for before it may be acknowledged; undefined when it is done, or nothing has changed. */
  get completion(): Completion | undefined {
    return this.#record?.completion;
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
    reply.generation = this.#record?.generation ?? 0;
    reply.voidTime = this.#record?.voidTime ?? 0;
    this.#record?.describeVersion(reply);
    if (this.#binName !== undefined) reply.addResult(OP.READ, this.#binName, this.#type, this.#value);
  }

  start(_thread: ScriptThread, waitedMs: number): ScriptMessage | undefined {
    const refused = waitedMs > this.#budgetMs ? RESULT.TIMEOUT : this.#guard(() => this.#open());
    if (refused !== RESULT.OK || this.#record === undefined) return this.#settle(refused);
    const { module } = this.#call;
    return { type: 'record', module, request: this.#record.pack(this.#call), budgetMs: this.#budgetMs };
  }

  onOutcome(outcome: Outcome): void {
    const failed = this.#guard(() => this.#conclude(outcome));
    if (failed !== RESULT.OK) this.#settle(failed);
  }

  get #turn(): string {
    return `${this.#options.digest}${this.#options.request.namespaceName()}`;
  }

  #attempt(): void {
    this.#attempts++;
    if (!this.#options.node.udf.submit(this)) this.#settle(RESULT.DEVICE_OVERLOAD);
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

  #open(): number {
    const target = this.#options.target();
    if (target === undefined) return RESULT.UNAVAILABLE;
    const record = new UdfRecord(target, this.#context(target));
    this.#record = record;
    const { matches } = this.#options;
    return matches === undefined ? record.check() : record.checkExisting(matches);
  }

  #context({ own }: ApplyTarget): CommandContext {
    const { namespace } = own;
    const { request, node, principal, digest, batchFilter, evaluation } = this.#options;
    evaluation.meter.begin(namespace.config.maxRecordSize);
    return {
      ...evaluation,
      request,
      reply: new Reply(new Writer(64)),
      log: node.log,
      version: node.version,
      principal,
      namespace,
      access: namespace.locks && new RecordAccess(own, node.settlement, request, digest),
      digest,
      batchFilter,
      failure: undefined,
      completion: undefined,
    };
  }

  /** Ends the command, or begins it again; otherwise the result code with which it is to end. */
  #conclude(outcome: Outcome): number {
    switch (outcome.kind) {
      case 'answer':
        return this.#answer(unpackAnswer(outcome.bytes));
      case 'no-module':
        return this.#fail(NO_MODULE);
      case 'timeout':
        return this.#fail(TIMEOUT);
      case 'error':
        return this.#fail(outcome.text.includes('too many results to unpack') ? TOO_MANY_ARGUMENTS : outcome.text);
      case 'broken':
        return this.#fail(outcome.text);
    }
  }

  #answer(answer: CallAnswer): number {
    if (answer.kind === 'failure') return this.#fail(answer.text);
    if (answer.kind === 'refused') return answer.resultCode;
    const record = this.#record as UdfRecord;
    if (answer.updates === undefined) record.target.counters.langReadSuccess++;
    else {
      const target = this.#options.target();
      if (target === undefined || !record.isCurrentAt(target)) return this.#again();
      const refused = record.commit(answer.updates);
      if (refused !== RESULT.OK) return refused;
    }
    this.#setBin(UDF_BIN.SUCCESS, answer.type, answer.value);
    this.#settle(RESULT.OK);
    return RESULT.OK;
  }

  /** The record has changed under the function, by a write or because its partition has moved. */
  #again(): number {
    if (this.#attempts >= MAX_ATTEMPTS) return RESULT.KEY_BUSY;
    this.#attempt();
    return RESULT.OK;
  }

  #fail(text: string | Uint8Array): number {
    const counters = this.#record?.target.counters;
    if (counters !== undefined) counters.langError++;
    this.#setBin(UDF_BIN.FAILURE, PARTICLE.STRING, Buffer.from(text as string, 'latin1'));
    return RESULT.UDF_EXECUTION;
  }

  #setBin(name: string, type: number, value: Buffer): void {
    this.#binName = name;
    this.#type = type;
    this.#value = value;
  }

  #settle(result: number): undefined {
    this.#result = result;
    const counters = this.#record?.target.counters;
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
