// What work in the background does with one record: operations that write, or a function.

import { FIELD, INFO3, type Writer } from 'tendril/wire';
import type { NodeNamespace } from '../cluster/node-namespace.ts';
import type { NodeState } from '../cluster/node-state.ts';
import { Application } from '../command/apply.ts';
import { CommandRunner } from '../command/command-runner.ts';
import type { Principal } from '../command/principal.ts';
import { StoredRecordView } from '../expression/record-view.ts';
import { Scope } from '../expression/scope.ts';
import { isFound } from '../index/index-lookup.ts';
import type { Request } from '../message/request.ts';
import { OperationCalls } from '../operation/calls.ts';
import { WorkMeter } from '../operation/work-meter.ts';
import { RESULT } from '../result-code.ts';
import type { StoredRecord } from '../storage/record.ts';
import { partitionOf } from '../storage/store.ts';
import type { WorkTerms } from './query-request.ts';

export interface RecordWork {
  /** Does it, and tells the result code once: within the call, or later. */
  change(digest: string, record: StoredRecord, onResult: (code: number) => void): void;
}

export class OperationsWork implements RecordWork {
  readonly #own: NodeNamespace;
  readonly #principal: Principal;
  readonly #runner: CommandRunner;
  readonly #out: Writer;

  /** `message` is the request; it is kept. Answers go to `out`, and nowhere from there. */
  constructor(node: NodeState, own: NodeNamespace, message: Buffer, out: Writer, principal: Principal) {
    this.#own = own;
    this.#principal = principal;
    this.#out = out;
    this.#runner = new CommandRunner(node, out);
    this.#runner.request.parse(message, 0, message.length);
    // A record that is gone meanwhile does not come back.
    this.#runner.request.info3 |= INFO3.UPDATE_ONLY;
  }

  change(digest: string, _record: StoredRecord, onResult: (code: number) => void): void {
    this.#out.reset();
    this.#runner.reply.begin();
    const code = this.#runner.run(this.#own, digest, 'opsSub', this.#principal);
    this.#runner.takeCompletion();
    onResult(code);
  }
}

export class FunctionWork implements RecordWork {
  readonly #node: NodeState;
  readonly #own: NodeNamespace;
  readonly #terms: WorkTerms;
  readonly #request: Request;
  readonly #principal: Principal;
  readonly #evaluation: { readonly meter: WorkMeter; readonly scope: Scope; readonly view: StoredRecordView };

  /** `request` has a call in it, and is kept. */
  constructor(node: NodeState, own: NodeNamespace, terms: WorkTerms, request: Request, principal: Principal) {
    const meter = new WorkMeter();
    this.#node = node;
    this.#own = own;
    this.#terms = terms;
    this.#request = request;
    this.#principal = principal;
    this.#evaluation = { meter, scope: new Scope(new OperationCalls(meter), meter), view: new StoredRecordView() };
  }

  change(digest: string, record: StoredRecord, onResult: (code: number) => void): void {
    if (this.#terms.filter?.passes(this.#own.namespace, digest, record) === false) {
      onResult(RESULT.FILTERED_OUT);
      return;
    }
    const application = new Application({
      node: this.#node,
      request: this.#request,
      digest,
      principal: this.#principal,
      batchFilter: undefined,
      evaluation: this.#evaluation,
      target: () =>
        this.#own.isMaster(partitionOf(digest)) ? { own: this.#own, counters: this.#own.udfSub } : undefined,
      matches: (current) => this.#matches(digest, current),
    });
    application.tell({ onSettled: () => onResult(application.result ?? RESULT.UNKNOWN) });
    application.begin();
  }

  #matches(digest: string, record: StoredRecord): boolean {
    const { namespace } = this.#own;
    const { setName, index, lookup, filter } = this.#terms;
    if (setName !== '' && record.set?.name !== setName) return false;
    if (index !== undefined && !isFound(index.definition, lookup, namespace, digest, record)) return false;
    return filter === undefined || filter.passes(namespace, digest, record);
  }
}

/** The name of the module that the request calls, and of the function. */
export function namesOf(request: Request): { readonly module: string; readonly functionName: string } {
  const name = (type: number): string => request.field(type)?.toString('latin1') ?? '';
  return { module: name(FIELD.UDF_FILENAME), functionName: name(FIELD.UDF_FUNCTION) };
}
