// `batch`: chains of any kinds and data sets that travel together, each with its own value.

import { Chain } from './chain.ts';
import type { ChainPolicy } from './profiles.ts';
import { type Context, type RowChain, sendRows, valuesOf } from './rows.ts';

/** The values of chains, in their order. */
export type ValuesOf<Chains extends readonly RowChain[]> = {
  -readonly [Index in keyof Chains]: Chains[Index] extends RowChain<infer Value> ? Value : never;
};

/** What chains settle to, in their order. */
export type OutcomesOf<Chains extends readonly RowChain[]> = {
  -readonly [Index in keyof Chains]: Chains[Index] extends RowChain<unknown, infer Outcome> ? Outcome : never;
};

type Outcome = PromiseSettledResult<unknown>;

/** Several chains in one command. Resolves to their values; rejects with the error of the first that fails. */
export class Batch<Values extends readonly unknown[], Outcomes extends readonly unknown[]> extends Chain<Values> {
  readonly #context: Context;
  readonly #chains: readonly RowChain[];
  #policy: ChainPolicy | undefined;

  /** @internal */
  constructor(context: Context, chains: readonly RowChain[]) {
    super();
    this.#context = context;
    this.#chains = chains;
  }

  /** Sets limits of the whole batch, over those of the profile. */
  with(policy: ChainPolicy): this {
    this.checkOpen();
    this.#policy = { ...this.#policy, ...policy };
    return this;
  }

  /** Carries it out and says of each record what became of it: what happens to records never rejects. */
  settle(): Promise<Outcomes> {
    this.checkOpen();
    return this.#send((outcomes) => outcomes) as Promise<never>;
  }

  protected override run(): Promise<unknown> {
    return this.#send(valuesOf);
  }

  /** @param show - what becomes of the outcomes of rows that belong together */
  async #send(show: (outcomes: readonly Outcome[]) => readonly unknown[]): Promise<unknown[]> {
    const rows = await Promise.all(this.#chains.map((chain) => chain.toRows()));
    const outcomes = await sendRows(this.#context, rows.flat(), this.#policy);
    return this.#chains.map(({ isMany }, index) => {
      const own = show(outcomes.splice(0, (rows[index] as unknown[]).length));
      return isMany ? own : own[0];
    });
  }
}
