// What chains on records that are named by their keys have in common: one record or many, a filter, policies of their
// own, and a place in a batch. What they do with a record is theirs.

import { AerospikeError, type AerospikeExp, type UserKey } from '../public.ts';
import { Chain, type Reason } from './chain.ts';
import { type DataSet, faultOf } from './data-set.ts';
import type { ChainPolicy } from './profiles.ts';
import { type Answer, type Context, type ROW, type Row, type RowTemplate, settleRows, valuesOfRows } from './rows.ts';
import { both, filterOf, type Where, type WhereParameters } from './where.ts';

/** One value, or one for each key in their order. */
export type Each<Value, Many extends boolean> = Many extends true ? Value[] : Value;
/** The same, each with whether it could be had. */
export type Settled<Value, Many extends boolean> = Each<PromiseSettledResult<Value>, Many>;

export abstract class KeyedChain<Bins extends object, Value, Many extends boolean> extends Chain<Each<Value, Many>> {
  declare readonly [ROW]: { readonly value: Each<Value, Many>; readonly outcome: Settled<Value, Many> };
  protected readonly context: Context;
  protected readonly dataSet: DataSet<Bins>;
  protected filter: AerospikeExp | undefined;
  protected policy: ChainPolicy | undefined;
  readonly #ids: UserKey | readonly UserKey[];

  /** @internal */
  constructor(context: Context, dataSet: DataSet<Bins>, ids: UserKey | readonly UserKey[]) {
    super();
    this.context = context;
    this.dataSet = dataSet;
    this.#ids = ids;
  }

  /**
   * Restricts it to a record of which a condition holds: AEL with values for `?0`, `?1` or `?name`, a function that
   * makes the condition of typed bins and of what the server knows of the record, or an expression of `exp`. A record
   * of which it does not hold, or of which it is unknown, counts as missing; a write to it fails with `FILTERED_OUT`.
   * Of several conditions all must hold.
   *
   * @throws AerospikeError `ERR_PARAM` for text that is not AEL.
   */
  where(condition: Where<Bins>, parameters?: WhereParameters): this {
    this.checkOpen();
    this.filter = both(this.filter, filterOf(condition, parameters));
    return this;
  }

  /** Sets limits of this command, over those of the profile. */
  with(policy: ChainPolicy): this {
    this.checkOpen();
    this.policy = { ...this.policy, ...policy };
    return this;
  }

  /** Carries it out and says of each record what became of it. Never rejects. */
  async settle(): Promise<Settled<Value, Many>> {
    this.checkOpen();
    const ids = this.#ids;
    if (isMany(ids)) return (await settleRows(this.context, this.#rows(ids), this.policy)) as Settled<Value, Many>;
    const [outcome] = await Promise.allSettled([this.then()]);
    return outcome as Settled<Value, Many>;
  }

  /** @internal */
  get isMany(): boolean {
    return isMany(this.#ids);
  }

  /** @internal */
  toRows({ client, txn }: Context): Promise<Row<Value>>[] {
    try {
      this.checkOpen();
      if (client !== this.context.client || txn !== this.context.txn) {
        throw AerospikeError.param(
          'a chain of the batch belongs to another client or transaction; begin all of them on the same session',
        );
      }
    } catch (error) {
      return [Promise.reject(error)];
    }
    const ids = this.#ids;
    return this.#rows(isMany(ids) ? ids : [ids]);
  }

  // Between the promise of a command on one record, the usual one, and that of the caller there is no other.
  // biome-ignore lint/suspicious/noThenProperty: this is what makes a chain something to await
  override then<Fulfilled = Each<Value, Many>, Rejected = never>(
    onFulfilled?: ((value: Each<Value, Many>) => Fulfilled | PromiseLike<Fulfilled>) | null,
    onRejected?: ((reason: Reason) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected> {
    const id = this.#ids;
    if (isMany(id)) return super.then(onFulfilled, onRejected);
    const conclude = (answer: Answer | AerospikeError): Fulfilled | Rejected | PromiseLike<Fulfilled | Rejected> => {
      let value: Value | Promise<Value>;
      try {
        value = this.outcomeOf(answer, id);
      } catch (error) {
        if (typeof onRejected === 'function') return onRejected(error);
        throw error;
      }
      const given = value as Each<Value, Many> | Promise<Each<Value, Many>>;
      if (given instanceof Promise) return given.then(onFulfilled, onRejected);
      return typeof onFulfilled === 'function' ? onFulfilled(given) : (given as never);
    };
    this.sent ??= this.run();
    return (this.sent as Promise<Answer>).then(conclude, conclude);
  }

  /** On one record the answer of its command; on several their values. */
  protected override run(): Promise<unknown> {
    const ids = this.#ids;
    if (isMany(ids)) return valuesOfRows(this.context, this.#rows(ids), this.policy);
    try {
      return this.send(ids);
    } catch (error) {
      return Promise.reject(faultOf(this.dataSet, error));
    }
  }

  /** Sends a command of its own; throws for bins that a schema refuses at once, and for anything but a key. */
  protected abstract send(id: UserKey): Promise<Answer>;
  /** What it is as a row of a batch; for the record at an index, where records have bins of their own. */
  protected abstract templateOf(index: number): RowTemplate | Promise<RowTemplate>;
  /** What an answer means; throws or rejects unless it is a success. */
  protected abstract outcomeOf(answer: Answer | AerospikeError, id: UserKey): Value | Promise<Value>;

  /** Whether all records are treated the same. */
  protected get isUniform(): boolean {
    return true;
  }

  /** The policy of a row: what holds of a profile, of this chain, and `where`; none where nothing does. */
  protected rowPolicyOf(...parts: readonly (object | undefined)[]): object | undefined {
    const policy = Object.assign({}, ...parts, this.filterPolicy);
    return Object.keys(policy).length === 0 ? undefined : policy;
  }

  /** What `where` adds to the policy of a command or row. */
  protected get filterPolicy(): { filterExpression: AerospikeExp } | undefined {
    return this.filter === undefined ? undefined : { filterExpression: this.filter };
  }

  /** The policy of a command: that of the profile, with what this chain has of its own. */
  protected policyOf<Policy extends object>(policy: Policy | undefined, own?: object): Policy | undefined {
    if (this.filter === undefined && this.policy === undefined && own === undefined) return policy;
    return { ...policy, ...this.policy, ...own, ...this.filterPolicy } as Policy;
  }

  #rows(ids: readonly UserKey[]): Promise<Row<Value>>[] {
    const shared = this.isUniform && ids.length > 0 ? this.templateOf(0) : undefined;
    return ids.map((id, index) => this.#rowOf(id, shared ?? this.templateOf(index)));
  }

  async #rowOf(id: UserKey, template: RowTemplate | Promise<RowTemplate>): Promise<Row<Value>> {
    try {
      const record = { ...(await template), key: this.dataSet.key(id) };
      return { record, settle: (answer) => this.outcomeOf(answer, id) };
    } catch (error) {
      throw faultOf(this.dataSet, error);
    }
  }
}

function isMany(ids: UserKey | readonly UserKey[]): ids is readonly UserKey[] {
  return Array.isArray(ids);
}
