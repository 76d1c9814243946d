// The operations of a query that reads more than whole bins, carried out on record after record: their answers are what
// a row has. A record on which one of them fails has no row.

import { StoredRecordView } from '../expression/record-view.ts';
import { Scope } from '../expression/scope.ts';
import type { Log } from '../log.ts';
import type { Reply } from '../message/reply.ts';
import type { Request } from '../message/request.ts';
import { BinSet } from '../operation/bin-set.ts';
import { OperationCalls } from '../operation/calls.ts';
import type { OperationContext } from '../operation/operation.ts';
import { operationOf } from '../operation/registry.ts';
import { WorkMeter } from '../operation/work-meter.ts';
import { ParticleError } from '../particles/particle-error.ts';
import { RESULT } from '../result-code.ts';
import type { ServerVersion } from '../server-version.ts';
import type { Namespace } from '../storage/namespace.ts';
import type { StoredRecord } from '../storage/record.ts';

export class RowOperations {
  readonly #context: OperationContext & { readonly meter: WorkMeter };
  readonly #view = new StoredRecordView();

  /** `request` has operations that read, and is kept. Answers go to `reply`. */
  constructor(
    request: Request,
    reply: Reply,
    { log, version }: { readonly log: Log; readonly version: ServerVersion },
  ) {
    const meter = new WorkMeter();
    this.#context = { request, reply, log, meter, scope: new Scope(new OperationCalls(meter), meter), version };
  }

  /** What the record that came last has cost, in bytes that could have been copied. */
  get spentBytes(): number {
    return this.#context.meter.spentBytes;
  }

  /** Adds the answers to the row; false when one of the operations fails. */
  answer(namespace: Namespace, digest: string, record: StoredRecord): boolean {
    const { meter, scope } = this.#context;
    meter.begin(namespace.config.maxRecordSize);
    scope.record = this.#view.show(namespace, digest, record);
    try {
      return this.#run(new BinSet(record.bins));
    } catch (error) {
      if (error instanceof ParticleError) return false;
      throw error;
    }
  }

  #run(bins: BinSet): boolean {
    const { request } = this.#context;
    for (let i = 0; i < request.opCount; i++) {
      const operation = operationOf(request.opCode(i), this.#context.version);
      if (operation?.access !== 'reads') return false;
      const name = request.opName(i);
      if (operation.read(this.#context, i, name, bins.get(name)) !== RESULT.OK) return false;
    }
    return true;
  }
}
