// From a data frame to a transaction: the checks that all commands share, in the server's order (protocol notes, part 2
// §8.1), who carries the command out, and the counting of what came of it.

import { FIELD, INFO1, INFO2, INFO3, INFO4, MESSAGE_HEADER_BYTES, type Writer } from 'tendril/wire';
import type { CommandCounters, NodeNamespace } from '../cluster/node-namespace.ts';
import type { NodeState } from '../cluster/node-state.ts';
import { Reply } from '../message/reply.ts';
import { Request } from '../message/request.ts';
import { ParticleError } from '../particles/particle-error.ts';
import { RESULT } from '../result-code.ts';
import { partitionOf } from '../storage/store.ts';
import type { TransactionContext } from '../transaction/context.ts';
import { remove } from '../transaction/delete.ts';
import { read } from '../transaction/read.ts';
import { write } from '../transaction/write.ts';

export class MessageService {
  readonly #node: NodeState;
  readonly #request = new Request();
  readonly #reply: Reply;
  readonly #context: TransactionContext;

  /** Replies go to `out`. */
  constructor(node: NodeState, out: Writer) {
    this.#node = node;
    this.#reply = new Reply(out);
    const [first] = node.namespaces.values();
    if (first === undefined) throw new Error('A node needs a namespace');
    const { namespace } = first;
    this.#context = { request: this.#request, reply: this.#reply, log: node.log, namespace, digest: '' };
  }

  /** Carries out the command in `buffer[start, end)` and appends its reply to the output. */
  handle(buffer: Buffer, start: number, end: number): void {
    this.#reply.begin();
    const isWellFormed = this.#request.parse(buffer, start, end);
    // The server tells a batch by its header alone; a body that is broken is the batch's own failure.
    const isBatch = end - start >= MESSAGE_HEADER_BYTES && (this.#request.info1 & INFO1.BATCH) !== 0;
    const result = isWellFormed ? this.#dispatch() : RESULT.PARAMETER;
    // A failed command returns no values, not even those it had read before it failed.
    if (result !== RESULT.OK) this.#reply.dropOps();
    this.#reply.finish(result, isBatch ? INFO3.LAST : 0);
  }

  #dispatch(): number {
    const request = this.#request;
    if ((request.info1 & INFO1.BATCH) !== 0) return this.#refuse('batch commands');
    const name = request.namespaceName();
    const own = name === undefined ? undefined : this.#node.namespaces.get(name);
    if (own === undefined) return RESULT.NAMESPACE;
    const { map } = own;
    if (map === undefined) return RESULT.UNAVAILABLE;
    if (!request.hasField(FIELD.DIGEST)) return this.#refuse('scans and queries');

    const digest = request.digest();
    if (digest === undefined || !this.#isReadOrWrite()) {
      own.client.tsvcError++;
      return RESULT.PARAMETER;
    }

    this.#context.digest = digest;
    this.#context.namespace = own.namespace;
    const partition = partitionOf(digest);
    const isWrite = (request.info2 & INFO2.WRITE) !== 0;
    if (isWrite ? own.isMaster(partition) : own.isOwner(partition)) return this.#execute(own.client);
    return this.#proxy(own, map.owner(0, partition));
  }

  #isReadOrWrite(): boolean {
    return (this.#request.info1 & INFO1.READ) !== 0 || (this.#request.info2 & INFO2.WRITE) !== 0;
  }

  /** The partition's master carries the command out; the reply comes from here, and the client notices nothing. */
  #proxy(own: NodeNamespace, masterName: string): number {
    const master = this.#node.view?.members.find((member) => member.name === masterName);
    const target = master?.namespaces.get(own.namespace.name);
    if (target === undefined) return RESULT.UNAVAILABLE;
    own.clientProxyComplete++;
    return this.#execute(target.fromProxy);
  }

  #execute(counters: CommandCounters): number {
    const { info2, info4 } = this.#request;
    if ((info2 & INFO2.WRITE) !== 0 && (info2 & INFO2.DELETE) !== 0) {
      const result = this.#run(remove);
      // The reply to a delete says nothing about the record, whatever came of it.
      this.#reply.generation = 0;
      this.#reply.voidTime = 0;
      countDelete(counters, result);
      return result;
    }
    if ((info2 & INFO2.WRITE) !== 0 && this.#request.hasField(FIELD.UDF_FILENAME)) return this.#refuse('UDFs');
    if ((info2 & INFO2.WRITE) !== 0) {
      if ((info4 & (INFO4.MRT_ROLL_FORWARD | INFO4.MRT_ROLL_BACK)) !== 0) return RESULT.ENTERPRISE_ONLY;
      const result = this.#run(write);
      countWrite(counters, result);
      return result;
    }
    if ((info4 & INFO4.MRT_VERIFY_READ) !== 0) return RESULT.ENTERPRISE_ONLY;
    const result = this.#run(read);
    countRead(counters, result);
    return result;
  }

  #run(transaction: (context: TransactionContext) => number): number {
    try {
      return transaction(this.#context);
    } catch (error) {
      if (error instanceof ParticleError) {
        this.#node.log.debug(error.message);
        return error.resultCode;
      }
      throw error;
    }
  }

  #refuse(feature: string): number {
    this.#node.log.unsupported(feature);
    return RESULT.UNSUPPORTED_FEATURE;
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
