// `get`: whole records, some of their bins, or values that the server computes of them.

import { type AerospikeError, batchType, exp, type Operation, operations, status, type UserKey } from '../public.ts';
import type { Condition } from './condition.ts';
import { KeyedChain } from './keyed.ts';
import type { Answer, RowTemplate } from './rows.ts';
import { binsOf, RECORD, type Value } from './value-expressions.ts';
import type { BinsOf, Computed, RecordValues } from './values.ts';

/** A record with what stands beside its bins. */
export interface Entry<Bins, Id = UserKey> {
  readonly id: Id;
  readonly bins: Bins;
  /** How often the record was written. */
  readonly generation: number;
  /** Remaining lifetime in seconds; -1 never expires. */
  readonly ttl: number;
}

/** What {@link Get.compute} takes: values and conditions of typed bins, by names of at most 15 bytes. */
export interface Computations {
  readonly [name: string]: Computed<unknown> | Condition;
}

/** What computations yield; null where a bin that they need is missing or has another type. */
export type ComputationsOf<Asked extends Computations> = {
  -readonly [Name in keyof Asked]: Asked[Name] extends Condition
    ? boolean | null
    : Asked[Name] extends Computed<infer Value>
      ? Value | null
      : never;
};

type Shown<Bins, HasMetadata extends boolean> = HasMetadata extends true ? Entry<Bins> : Bins;

/**
 * A read of one record, or of one for each key. Resolves to the bins, and to undefined where there is no record or
 * `where` does not hold.
 */
export class Get<
  Bins extends object,
  Read extends object = Bins,
  Missing = undefined,
  HasMetadata extends boolean = false,
  Many extends boolean = false,
> extends KeyedChain<Bins, Shown<Read, HasMetadata> | Missing, Many> {
  #names: readonly string[] | undefined;
  #computed: Operation[] | undefined;
  #isStrict = false;
  #hasMetadata = false;

  /** Reads these bins and no others. */
  select<Name extends keyof Bins & string>(
    ...names: readonly Name[]
  ): Get<Bins, Pick<Bins, Name>, Missing, HasMetadata, Many> {
    this.checkOpen();
    this.#names = names;
    return this as unknown as Get<Bins, Pick<Bins, Name>, Missing, HasMetadata, Many>;
  }

  /**
   * Has the server compute values, instead of whole records or beside the bins that `select` names:
   * `.compute((user) => ({ tags: user.tags.length(), adult: user.age.ge(18) }))`.
   */
  compute<Asked extends Computations>(
    values: (bins: BinsOf<Bins>, record: RecordValues) => Asked,
  ): Get<
    Bins,
    (Read extends Bins ? (Bins extends Read ? unknown : Read) : Read) & ComputationsOf<Asked>,
    Missing,
    HasMetadata,
    Many
  > {
    this.checkOpen();
    const flags = exp.expReadFlags.EVAL_NO_FAIL;
    this.#computed = Object.entries(values(binsOf<Bins>(), RECORD)).map(([name, value]) =>
      exp.operations.read(name, (value as Condition | Value).expression, flags),
    );
    return this as never;
  }

  /** Rejects with `ERR_RECORD_NOT_FOUND` where there is no record, with `FILTERED_OUT` where `where` does not hold. */
  orThrow(): Get<Bins, Read, never, HasMetadata, Many> {
    this.checkOpen();
    this.#isStrict = true;
    return this as unknown as Get<Bins, Read, never, HasMetadata, Many>;
  }

  /** Resolves to bins, id, generation and lifetime. */
  withMetadata(): Get<Bins, Read, Missing, true, Many> {
    this.checkOpen();
    this.#hasMetadata = true;
    return this as unknown as Get<Bins, Read, Missing, true, Many>;
  }

  protected override send(id: UserKey): Promise<Answer> {
    const { client, policies } = this.context;
    const key = this.dataSet.key(id);
    const policy = this.policyOf(policies.read);
    if (this.#computed !== undefined) return client.operate(key, this.#operations(), null, policy);
    return this.#names === undefined ? client.get(key, policy) : client.select(key, this.#names, policy);
  }

  protected override templateOf(): RowTemplate {
    const what =
      this.#computed !== undefined
        ? { ops: this.#operations() }
        : this.#names === undefined
          ? { readAllBins: true }
          : { bins: this.#names };
    return { type: batchType.BATCH_READ, ...what, policy: this.rowPolicyOf(this.context.policies.readRow) };
  }

  protected override outcomeOf(answer: Answer | AerospikeError, id: UserKey): never {
    if (answer instanceof Error) {
      if (this.#isStrict || !isMissing(answer)) throw answer;
      return undefined as never;
    }
    if (this.#computed !== undefined) return this.#shown(answer, answer.bins, id);
    const bins = this.dataSet.asRead(answer.bins, this.#names === undefined);
    return (
      bins instanceof Promise ? bins.then((checked) => this.#shown(answer, checked, id)) : this.#shown(answer, bins, id)
    ) as never;
  }

  #operations(): Operation[] {
    const reads = (this.#names ?? []).map((name): Operation => operations.read(name));
    return [...reads, ...(this.#computed ?? [])];
  }

  #shown({ gen, ttl }: Answer, bins: object, id: UserKey): never {
    return (this.#hasMetadata ? { id, bins, generation: gen, ttl } : bins) as never;
  }
}

/** Whether there is no record, or none of which the condition holds. */
export function isMissing(error: AerospikeError): boolean {
  return error.code === status.ERR_RECORD_NOT_FOUND || error.code === status.FILTERED_OUT;
}
