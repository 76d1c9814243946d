// What chains on records that are named by their keys have in common: one record or many, a filter, policies of their
// own, and a place in a batch. What they do with a record is theirs.

import { AerospikeError, type AerospikeExp, type BatchWriteRecord, type UserKey } from '../public.ts';
import { Chain } from './chain.ts';

import type { DataSet } from './data-set.ts';
import type { ChainPolicy } from './profiles.ts';
import { type Answer, type Context, type ROW, type Row, sendRows, valuesOf } from './rows.ts';
import { binsOf } from './value-expressions.ts';
import { filterOf, type Where, type WhereParameters } from './where.ts';

/** One value, or one for each key in their order. */
export type Each<Value, Many extends boolean> = Many extends true ? Value[] : Value;
/** The same, each with whether it could be had. */
export type Settled<Value, Many extends boolean> = Each<PromiseSettledResult<Value>, Many>;

export abstract class KeyedChain<Bins extends object, Value, Many extends boolean> extends Chain<Each<Value, Many>> {
  /** Chains on several keys are no rows. */
  declare readonly [ROW]?: Many extends true ? 'several keys' : { readonly value: Value };
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
   * Restricts it to a record of which a condition holds: AEL with values for `?0`, `?1` or `?name`, a function that makes
   * the condition of typed bins, or an expression of `exp`. A record of which it does not hold, or of which it is
   * unknown, counts as missing; a write to it fails with `FILTERED_OUT`.
   *
   * @throws AerospikeError `ERR_PARAM` for text that is no AEL.
   */
  where(condition: Where<Bins>, parameters?: WhereParameters): this {
    this.checkOpen();
    this.filter = filterOf(condition, parameters, binsOf<Bins>);
    return this;
  }

  /** Sets limits of this command, over those of the profile. */
  with(policy: ChainPolicy): this {
    this.checkOpen();
    this.policy = { ...this.policy, ...policy };
    return this;
  }

  /** Carries it out and says of each record what became of it: what happens to records never rejects. */
  async settle(): Promise<Settled<Value, Many>> {
    this.checkOpen();
    const ids = this.#ids;
    const outcomes = isMany(ids) ? await this.#sendAll(ids) : await Promise.allSettled([this.#sendOne(ids)]);
    return (isMany(ids) ? outcomes : outcomes[0]) as Settled<Value, Many>;
  }

  /** @internal */
  toRow(): Row<Value> | Promise<Row<Value>> {
    this.checkOpen();
    const ids = this.#ids;
    if (!isMany(ids)) return this.#rowOf(ids, 0);
    throw AerospikeError.param('a chain on several keys is no part of a batch; right is a chain for each key');
  }

  protected override run(): Promise<Each<Value, Many>> {
    const ids = this.#ids;
    return (isMany(ids) ? this.#sendAll(ids).then(valuesOf) : this.#sendOne(ids)) as Promise<Each<Value, Many>>;
  }

  /** Sends a command of its own; throws for bins that a schema refuses at once, and for a key that is none. */
  protected abstract send(id: UserKey): Promise<Answer>;
  /** What it is as a row of a batch. */
  protected abstract recordOf(id: UserKey, index: number): BatchWriteRecord | Promise<BatchWriteRecord>;
  /** What an answer means; throws or rejects where it is no success. */
  protected abstract outcomeOf(answer: Answer | AerospikeError, id: UserKey): Value | Promise<Value>;

  /** What `where` adds to the policy of a command or row. */
  protected get filterPolicy(): { filterExpression: AerospikeExp } | undefined {
    return this.filter === undefined ? undefined : { filterExpression: this.filter };
  }

  /** The policy of a command: that of the profile, with what this chain has of its own. */
  protected policyOf<Policy extends object>(policy: Policy | undefined, own?: object): Policy | undefined {
    if (this.filter === undefined && this.policy === undefined && own === undefined) return policy;
    return { ...policy, ...this.policy, ...own, ...this.filterPolicy } as Policy;
  }

  #sendOne(id: UserKey): Promise<Value> {
    const settle = (answer: Answer | AerospikeError): Value | Promise<Value> => this.outcomeOf(answer, id);
    try {
      return this.send(id).then(settle, settle);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  async #sendAll(ids: readonly UserKey[]): Promise<PromiseSettledResult<Value>[]> {
    const rows = await Promise.all(ids.map((id, index) => this.#rowOf(id, index)));
    return sendRows(this.context, rows, this.policy);
  }

  async #rowOf(id: UserKey, index: number): Promise<Row<Value>> {
    return { record: await this.recordOf(id, index), settle: (answer) => this.outcomeOf(answer, id) };
  }
}

function isMany(ids: UserKey | readonly UserKey[]): ids is readonly UserKey[] {
  return Array.isArray(ids);
}
