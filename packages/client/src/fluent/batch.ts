// `batch`: chains on one record each, of any kinds and data sets, that travel together.

import { Chain } from './chain.ts';
import type { ChainPolicy } from './profiles.ts';
import { type Context, type Row, type RowChain, sendRows, valuesOf } from './rows.ts';

/** The values of chains, in their order. */
export type ValuesOf<Chains extends readonly RowChain<unknown>[]> = {
  -readonly [Index in keyof Chains]: Chains[Index] extends RowChain<infer Value> ? Value : never;
};

type SettledOf<Values extends readonly unknown[]> = {
  [Index in keyof Values]: PromiseSettledResult<Values[Index]>;
};

/** Several chains in one command. Resolves to their values; rejects with the error of the first that fails. */
export class Batch<Values extends readonly unknown[]> extends Chain<Values> {
  readonly #context: Context;
  readonly #chains: readonly RowChain<unknown>[];
  #policy: ChainPolicy | undefined;

  /** @internal */
  constructor(context: Context, chains: readonly RowChain<unknown>[]) {
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

  /** Carries it out and says of each chain what became of it: what happens to records never rejects. */
  settle(): Promise<SettledOf<Values>> {
    this.checkOpen();
    return this.#send() as Promise<never>;
  }

  protected override run(): Promise<Values> {
    return this.#send().then(valuesOf) as Promise<never>;
  }

  async #send(): Promise<PromiseSettledResult<unknown>[]> {
    const rows: Row<unknown>[] = await Promise.all(this.#chains.map((chain) => chain.toRow()));
    return sendRows(this.#context, rows, this.#policy);
  }
}
