// A filter expression for record after record: what scans and queries ask of each record that they come across.

import type { Expression } from '../expression/expression.ts';
import { StoredRecordView } from '../expression/record-view.ts';
import { Scope } from '../expression/scope.ts';
import type { Namespace } from '../storage/namespace.ts';
import type { StoredRecord } from '../storage/record.ts';
import { OperationCalls } from './calls.ts';
import { WorkMeter } from './work-meter.ts';

export class RecordFilter {
  readonly #expression: Expression;
  readonly #view = new StoredRecordView();
  readonly #meter = new WorkMeter();
  readonly #scope = new Scope(new OperationCalls(this.#meter), this.#meter);

  constructor(expression: Expression) {
    this.#expression = expression;
  }

  /** What the record asked about last has cost, in bytes that could have been copied. */
  get spentBytes(): number {
    return this.#meter.spentBytes;
  }

  /** @throws ParticleError when the record costs more than a command may. */
  passes(namespace: Namespace, digest: string, record: StoredRecord): boolean {
    this.#meter.begin(namespace.config.maxRecordSize);
    return this.#expression.matches(this.#scope, this.#view.show(namespace, digest, record)) === true;
  }
}
