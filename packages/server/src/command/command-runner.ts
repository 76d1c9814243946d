// Carries out one single-record command, wherever it came from: decides which node does it, which command it is, and
// counts what came of it. An unexpected failure costs this command only.
// Specification: docs/protocol/server-semantics.md, "Order of checks", from step 8 on.

import { FIELD, INFO1, INFO2, INFO3, INFO4, type Writer } from 'tendril/wire';
import type { CommandCounters, NodeNamespace } from '../cluster/node-namespace.ts';
import type { NodeState } from '../cluster/node-state.ts';
import { COPY } from '../cluster/partition-copies.ts';
import { StoredRecordView } from '../expression/record-view.ts';
import { Scope } from '../expression/scope.ts';
import { addErrorDetails } from '../message/error-details.ts';
import { Reply } from '../message/reply.ts';
import { Request } from '../message/request.ts';
import { OperationCalls } from '../operation/calls.ts';
import { WorkMeter } from '../operation/work-meter.ts';
import { ParticleError } from '../particles/particle-error.ts';
import { RESULT } from '../result-code.ts';
import type { Completion } from '../storage/completion.ts';
import { partitionOf } from '../storage/store.ts';
import { Application, refusalOfUdf, udfCallOf } from './apply.ts';
import type { Command, CommandContext } from './context.ts';
import { remove } from './delete.ts';
import { ANONYMOUS, type Guard, type Principal } from './principal.ts';
import { read } from './read.ts';
import { RecordAccess } from './record-access.ts';
import type { ApplyTarget } from './udf-record.ts';
import { write } from './write.ts';

/** Where a command came from: it decides what is counted. */
export type Origin = 'client' | 'batchSub' | 'opsSub';

const ROLLS = INFO4.MRT_ROLL_FORWARD | INFO4.MRT_ROLL_BACK;
const ALLOW_UNAVAILABLE = INFO3.SC_READ_TYPE | INFO3.SC_READ_RELAX;

export class CommandRunner {
  /** The command to carry out. */
  readonly request = new Request();
  /** Where the answer goes: begun and finished by the caller. */
  readonly reply: Reply;
  readonly #node: NodeState;
  readonly #context: CommandContext;
  #application: Application | undefined;

  /** Replies go to `out`. */
  constructor(node: NodeState, out: Writer) {
    this.#node = node;
    this.reply = new Reply(out);
    const [first] = node.namespaces.values();
    if (first === undefined) throw new Error('A node needs a namespace');
    const { namespace } = first;
    const meter = new WorkMeter();
    this.#context = {
      request: this.request,
      reply: this.reply,
      log: node.log,
      meter,
      scope: new Scope(new OperationCalls(meter), meter),
      version: node.version,
      principal: ANONYMOUS,
      namespace,
      access: undefined,
      digest: '',
      batchFilter: undefined,
      view: new StoredRecordView(),
      failure: undefined,
      completion: undefined,
    };
  }

  /** Rows of a batch without a filter of their own are to pass this one. */
  set batchFilter(bytes: Buffer) {
    this.#context.batchFilter = bytes;
  }

  /** What the command that ran last waits for before it may be acknowledged; undefined when it is done. */
  takeCompletion(): Completion | undefined {
    const { completion } = this.#context;
    if (completion !== undefined) this.#context.completion = undefined;
    return completion;
  }

  /** The function that the command that ran last has called: its result is the command's. Undefined for any other. */
  takeApplication(): Application | undefined {
    const application = this.#application;
    if (application !== undefined) this.#application = undefined;
    return application;
  }

  /** Runs the command in `request` for `principal` on the record of that digest and returns the result code. */
  run(own: NodeNamespace, digest: string | undefined, origin: Origin, principal: Principal): number {
    const { map } = own;
    if (map === undefined) return RESULT.UNAVAILABLE;
    const isWrite = (this.request.info2 & INFO2.WRITE) !== 0;
    const isRead = (this.request.info1 & INFO1.READ) !== 0;
    if (digest === undefined || !(isRead || isWrite)) {
      own[origin].tsvcError++;
      return RESULT.PARAMETER;
    }
    this.#context.digest = digest;
    this.#context.failure = undefined;
    this.#context.access = undefined;
    this.#context.principal = principal;
    if (principal.guard !== undefined) {
      const refused = this.#permit(principal.guard, own, digest, origin);
      if (refused !== RESULT.OK) return refused;
    }
    const partition = partitionOf(digest);
    if (isWrite && (this.request.info2 & INFO2.DELETE) === 0 && this.request.hasField(FIELD.UDF_FILENAME))
      return this.#apply(own, digest, origin);
    const serves = isWrite || this.#needsMaster(own) ? own.isMaster(partition) : own.isOwner(partition);
    const result = serves ? this.#execute(own, own[origin]) : this.#proxy(own, map.owner(0, partition), origin);
    // A failed command returns no values, not even those it had read before it failed.
    if (result !== RESULT.OK) this.#dropContent(result);
    return result;
  }

  /** Work in the background was allowed as a whole, before it began. */
  #permit(guard: Guard, own: NodeNamespace, digest: string, origin: Origin): number {
    if (origin === 'opsSub') return RESULT.OK;
    const refused = guard.record(this.request, own.namespace.name, digest);
    if (refused !== RESULT.OK) own[origin].tsvcError++;
    return refused;
  }

  #dropContent(result: number): void {
    this.reply.dropContent();
    this.#context.access?.describeFailure(this.reply, result);
    const { failure } = this.#context;
    if (failure !== undefined && this.#node.version === '8.2') addErrorDetails(this.reply, this.request.info4, failure);
  }

  /** Reads of a strongly consistent namespace are the master's, unless they say that a replica will do. */
  #needsMaster({ namespace }: NodeNamespace): boolean {
    return namespace.locks !== undefined && (this.request.info3 & INFO3.SC_READ_RELAX) === 0;
  }

  /** Whether the read wants what there is, even if others may have something newer. */
  #allowsUnavailable({ namespace }: NodeNamespace): boolean {
    const { info2, info3 } = this.request;
    return (
      namespace.locks !== undefined && (info2 & INFO2.WRITE) === 0 && (info3 & ALLOW_UNAVAILABLE) === ALLOW_UNAVAILABLE
    );
  }

  /** The partition's master carries the command out; the reply comes from here, and the client notices nothing. */
  #proxy(own: NodeNamespace, masterName: string | undefined, origin: Origin): number {
    const target = this.#masterOf(own, masterName);
    if (target === undefined) {
      const hasData = own.copies.state(partitionOf(this.#context.digest)) !== COPY.NONE;
      return hasData && this.#allowsUnavailable(own) ? this.#execute(own, own[origin]) : RESULT.UNAVAILABLE;
    }
    if (origin === 'client') own.clientProxyComplete++;
    else if (origin === 'batchSub') own.batchSubProxyComplete++;
    return this.#execute(target, target.fromProxy);
  }

  /** The namespace on that node; undefined when nobody is master for the moment, or nobody has noticed that it is down. */
  #masterOf(own: NodeNamespace, masterName: string | undefined): NodeNamespace | undefined {
    const master = this.#node.view?.members.find((member) => member.name === masterName);
    const target = master?.namespaces.get(own.namespace.name);
    return target?.map === undefined ? undefined : target;
  }

  /** Calls the function that the request names: by the partition's master, whoever that is when it has its turn. */
  #apply(own: NodeNamespace, digest: string, origin: Origin): number {
    const call = udfCallOf(this.request);
    const refused = typeof call === 'number' ? call : refusalOfUdf(this.request, own.namespace.config);
    if (typeof call === 'number' || refused !== RESULT.OK) {
      own[origin].udfError++;
      return refused;
    }
    const partition = partitionOf(digest);
    const target = (): ApplyTarget | undefined => {
      if (own.isMaster(partition)) return { own, counters: own[origin] };
      const master = this.#masterOf(own, own.map?.owner(0, partition));
      return master && { own: master, counters: master.fromProxy };
    };
    if (!own.isMaster(partition)) {
      if (target() === undefined) return RESULT.UNAVAILABLE;
      if (origin === 'client') own.clientProxyComplete++;
      else own.batchSubProxyComplete++;
    }
    const { principal, batchFilter } = this.#context;
    const application = new Application({
      node: this.#node,
      request: this.request.detach(),
      digest,
      principal,
      batchFilter,
      evaluation: this.#context,
      target,
    });
    this.#application = application;
    application.begin();
    return RESULT.OK;
  }

  #execute(own: NodeNamespace, counters: CommandCounters): number {
    const { info2, info3, info4 } = this.request;
    this.#context.namespace = own.namespace;
    this.#context.meter.begin(own.namespace.config.maxRecordSize);
    const access = own.namespace.locks === undefined ? undefined : this.#accessTo(own);
    own.defersReplication = access === undefined && (info3 & INFO3.COMMIT_LEVEL_MASTER) !== 0;
    if ((info2 & INFO2.WRITE) === 0) {
      if ((info4 & INFO4.MRT_VERIFY_READ) !== 0) return access?.verify() ?? RESULT.ENTERPRISE_ONLY;
      const result = this.#run(read);
      countRead(counters, result);
      return result;
    }
    if ((info2 & INFO2.DELETE) !== 0) {
      const result = this.#run(remove);
      // The reply to a delete says nothing about the record, whatever came of it.
      this.reply.generation = 0;
      this.reply.voidTime = 0;
      countDelete(counters, result);
      return result;
    }
    if ((info4 & ROLLS) !== 0) return this.#roll(access);
    const result = this.#run(write);
    countWrite(counters, result);
    return result;
  }

  #accessTo(own: NodeNamespace): RecordAccess {
    const access = new RecordAccess(own, this.#node.settlement, this.request, this.#context.digest);
    this.#context.access = access;
    return access;
  }

  #roll(access: RecordAccess | undefined): number {
    if (access === undefined) return RESULT.ENTERPRISE_ONLY;
    if ((this.request.info4 & ROLLS) === ROLLS) return RESULT.PARAMETER;
    const { result, completion } = access.roll((this.request.info4 & INFO4.MRT_ROLL_FORWARD) !== 0);
    this.#context.completion = completion;
    return result;
  }

  #run(command: Command): number {
    try {
      return command(this.#context);
    } catch (error) {
      if (!(error instanceof ParticleError)) {
        this.#node.log.unexpected('A command', error);
        return RESULT.UNKNOWN;
      }
      this.#node.log.debug(error.message);
      this.#context.failure = error;
      return error.resultCode;
    }
  }
}

function countRead(counters: CommandCounters, result: number): void {
  if (result === RESULT.OK) counters.readSuccess++;
  else if (result === RESULT.NOT_FOUND) counters.readNotFound++;
  else if (result === RESULT.FILTERED_OUT) counters.readFilteredOut++;
  else counters.readError++;
}

function countWrite(counters: CommandCounters, result: number): void {
  if (result === RESULT.OK) counters.writeSuccess++;
  else if (result === RESULT.FILTERED_OUT) counters.writeFilteredOut++;
  else counters.writeError++;
}

function countDelete(counters: CommandCounters, result: number): void {
  if (result === RESULT.OK) counters.deleteSuccess++;
  else if (result === RESULT.NOT_FOUND) counters.deleteNotFound++;
  else if (result === RESULT.FILTERED_OUT) counters.deleteFilteredOut++;
  else counters.deleteError++;
}
