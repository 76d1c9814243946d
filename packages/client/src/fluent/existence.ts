// `exists`, `delete` and `touch`: whether there is a record, and what happens to one as a whole. Each resolves to
// whether there was one.

import { type AerospikeError, batchType, operations, policy, type UserKey } from '../public.ts';
import { type Expiry, ttlOf, ttlUntil } from './duration.ts';
import { isMissing } from './get.ts';
import { KeyedChain } from './keyed.ts';
import { type Answer, type RowTemplate, THERE } from './rows.ts';

const ABSENT: Answer = Object.freeze({ ...THERE });

abstract class Existence<Bins extends object, Many extends boolean> extends KeyedChain<Bins, boolean, Many> {
  protected override outcomeOf(answer: Answer | AerospikeError): boolean {
    if (!(answer instanceof Error)) return answer !== ABSENT;
    if (isMissing(answer)) return false;
    throw answer;
  }
}

/** Whether there is a record, and `where` holds of it. */
export class Exists<Bins extends object, Many extends boolean = false> extends Existence<Bins, Many> {
  protected override send(id: UserKey): Promise<Answer> {
    const { client, policies } = this.context;
    return client
      .exists(this.dataSet.key(id), this.policyOf(policies.read))
      .then((isThere) => (isThere ? THERE : ABSENT));
  }

  protected override templateOf(): RowTemplate {
    return { type: batchType.BATCH_READ, policy: this.rowPolicyOf(this.context.policies.readRow) };
  }
}

/** Removes a record. */
export class Delete<Bins extends object, Many extends boolean = false> extends Existence<Bins, Many> {
  #own: { durableDelete?: boolean; gen?: number; generation?: number } = {};

  /** Leaves a mark that keeps the record from coming back after a node was away; needs an Enterprise server. */
  durably(): this {
    this.checkOpen();
    this.#own = { ...this.#own, durableDelete: true };
    return this;
  }

  /** Only if the record was not written since it had this generation. */
  ifGeneration(generation: number): this {
    this.checkOpen();
    this.#own = { ...this.#own, gen: policy.gen.EQ, generation };
    return this;
  }

  protected override send(id: UserKey): Promise<Answer> {
    const { client, policies } = this.context;
    const own = Object.keys(this.#own).length === 0 ? undefined : this.#own;
    return client.remove(this.dataSet.key(id), this.policyOf(policies.write, own)).then(() => THERE);
  }

  protected override templateOf(): RowTemplate {
    return { type: batchType.BATCH_REMOVE, policy: this.rowPolicyOf(this.context.policies.removeRow, this.#own) };
  }
}

/** Renews the lifetime of a record. */
export class Touch<Bins extends object, Many extends boolean = false> extends Existence<Bins, Many> {
  // Anything but a data set is refused when the chain is sent, not here.
  #ttl: number | undefined = this.dataSet?.ttl;

  /** The lifetime from now on; default that of the data set. */
  expiresIn(expiry: Expiry): this {
    this.checkOpen();
    this.#ttl = ttlOf(expiry);
    return this;
  }

  /** A lifetime that ends at a time; from now on at least 1 second. */
  expiresAt(time: Date): this {
    this.checkOpen();
    this.#ttl = ttlUntil(time);
    return this;
  }

  protected override send(id: UserKey): Promise<Answer> {
    const { client, policies } = this.context;
    return client.operate(this.dataSet.key(id), [operations.touch(this.#ttl)], null, this.policyOf(policies.write));
  }

  protected override templateOf(): RowTemplate {
    const ops = [operations.touch(this.#ttl)];
    return { type: batchType.BATCH_WRITE, ops, policy: this.rowPolicyOf(this.context.policies.writeRow) };
  }
}
