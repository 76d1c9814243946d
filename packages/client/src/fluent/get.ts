// `get`: whole records, some of their bins, or values that the server computes of them.

import { AerospikeError, batchType, exp, type Operation, operations, status, type UserKey } from '../public.ts';
import { Condition } from './condition.ts';
import { KeyedChain } from './keyed.ts';
import type { Answer, RowTemplate } from './rows.ts';
import { binsOf, RECORD, Value } from './value-expressions.ts';
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

/** What steps asked for. */
interface Asked {
  readonly names: readonly string[] | undefined;
  readonly computed: readonly Operation[] | undefined;
  readonly isStrict: boolean;
  readonly hasMetadata: boolean;
}

/** What is asked for without steps, by most: one object for all of them. */
const WHOLE: Asked = Object.freeze({ names: undefined, computed: undefined, isStrict: false, hasMetadata: false });

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
  #asked: Asked = WHOLE;

  /**
   * Reads these bins and no others.
   *
   * @throws AerospikeError `ERR_PARAM` if no bin is named.
   */
  select<Name extends keyof Bins & string>(
    ...names: readonly Name[]
  ): Get<Bins, Pick<Bins, Name>, Missing, HasMetadata, Many> {
    this.checkOpen();
    if (names.length === 0) throw AerospikeError.param('select names no bin; it takes one or more');
    this.#asked = { ...this.#asked, names };
    return this as unknown as Get<Bins, Pick<Bins, Name>, Missing, HasMetadata, Many>;
  }

  /**
   * Has the server compute values, instead of whole records or beside the bins that `select` names:
   * `.compute((user) => ({ tags: user.tags.length(), adult: user.age.ge(18) }))`.
   *
   * @throws AerospikeError `ERR_PARAM` for anything else, and for a value whose type cannot be told.
   */
  compute<Values extends Computations>(
    values: (bins: BinsOf<Bins>, record: RecordValues) => Values,
  ): Get<
    Bins,
    (Read extends Bins ? (Bins extends Read ? unknown : Read) : Read) & ComputationsOf<Values>,
    Missing,
    HasMetadata,
    Many
  > {
    this.checkOpen();
    const flags = exp.expReadFlags.EVAL_NO_FAIL;
    const computed = Object.entries(values(binsOf<Bins>(), RECORD)).map(([name, value]) => {
      if (value instanceof Condition || value instanceof Value)
        return exp.operations.read(name, value.expression, flags);
      throw AerospikeError.param(
        `value ${name} to be computed is ${String(value)}; expected what typed bins make, as in user.age.int(), or ael('…')`,
      );
    });
    this.#asked = { ...this.#asked, computed };
    return this as never;
  }

  /** Rejects with `ERR_RECORD_NOT_FOUND` where there is no record, with `FILTERED_OUT` where `where` does not hold. */
  orThrow(): Get<Bins, Read, never, HasMetadata, Many> {
    this.checkOpen();
    this.#asked = { ...this.#asked, isStrict: true };
    return this as unknown as Get<Bins, Read, never, HasMetadata, Many>;
  }

  /** Resolves to bins, id, generation and lifetime. */
  withMetadata(): Get<Bins, Read, Missing, true, Many> {
    this.checkOpen();
    this.#asked = { ...this.#asked, hasMetadata: true };
    return this as unknown as Get<Bins, Read, Missing, true, Many>;
  }

  protected override send(id: UserKey): Promise<Answer> {
    const { client, policies } = this.context;
    const key = this.dataSet.key(id);
    const policy = this.policyOf(policies.read);
    const { names, computed } = this.#asked;
    if (computed !== undefined) return client.operate(key, operationsOf(names, computed), null, policy);
    return names === undefined ? client.get(key, policy) : client.select(key, names, policy);
  }

  protected override templateOf(): RowTemplate {
    const { names, computed } = this.#asked;
    const bins = names === undefined ? { readAllBins: true } : { bins: names };
    const what = computed === undefined ? bins : { ops: operationsOf(names, computed) };
    return { type: batchType.BATCH_READ, ...what, policy: this.rowPolicyOf(this.context.policies.readRow) };
  }

  protected override outcomeOf(answer: Answer | AerospikeError, id: UserKey): never {
    const { names, computed, isStrict } = this.#asked;
    if (answer instanceof Error) {
      if (isStrict || !isMissing(answer)) throw answer;
      return undefined as never;
    }
    if (computed !== undefined) return this.#shown(answer, answer.bins, id);
    const bins = this.dataSet.asRead(answer.bins, names === undefined);
    return (
      bins instanceof Promise ? bins.then((checked) => this.#shown(answer, checked, id)) : this.#shown(answer, bins, id)
    ) as never;
  }

  #shown({ gen, ttl }: Answer, bins: object, id: UserKey): never {
    return (this.#asked.hasMetadata ? { id, bins, generation: gen, ttl } : bins) as never;
  }
}

function operationsOf(names: readonly string[] | undefined, computed: readonly Operation[]): Operation[] {
  return [...(names ?? []).map((name): Operation => operations.read(name)), ...computed];
}

/** Whether there is no record, or none of which the condition holds. */
export function isMissing(error: AerospikeError): boolean {
  return error.code === status.ERR_RECORD_NOT_FOUND || error.code === status.FILTERED_OUT;
}
