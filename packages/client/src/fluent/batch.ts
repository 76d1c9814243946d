// `batch`: chains of any kinds and data sets that travel together, each with its own value.

import { AerospikeError } from '../public.ts';
import { Chain } from './chain.ts';
import type { ChainPolicy } from './profiles.ts';
import { type Context, type RowChain, settleRows, valuesOfRows } from './rows.ts';

/** The values of chains, in their order. */
export type ValuesOf<Chains extends readonly RowChain[]> = {
  -readonly [Index in keyof Chains]: Chains[Index] extends RowChain<infer Value> ? Value : never;
};

/** What chains settle to, in their order. */
export type OutcomesOf<Chains extends readonly RowChain[]> = {
  -readonly [Index in keyof Chains]: Chains[Index] extends RowChain<unknown, infer Outcome> ? Outcome : never;
};

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

  /** Carries it out and says of each record what became of it. Rejects only for anything but a list of chains. */
  settle(): Promise<Outcomes> {
    this.checkOpen();
    return this.#send(settleRows) as Promise<never>;
  }

  protected override run(): Promise<unknown> {
    return this.#send(valuesOfRows);
  }

  /** @param send - what yields an element for each row */
  async #send(send: typeof settleRows | typeof valuesOfRows): Promise<unknown[]> {
    checkChains(this.#chains);
    const rows = this.#chains.map((chain) => chain.toRows(this.#context));
    const yielded: unknown[] = await send(this.#context, rows.flat(), this.#policy);
    return this.#chains.map(({ isMany }, index) => {
      const own = yielded.splice(0, (rows[index] as unknown[]).length);
      return isMany ? own : own[0];
    });
  }
}

/** @throws AerospikeError `ERR_PARAM` for anything but a list of chains on keys. */
function checkChains(chains: unknown): void {
  if (!Array.isArray(chains))
    throw AerospikeError.param('batch has no list; write it as db.batch([db.get(users, id)])');
  const index = chains.findIndex((chain: Partial<RowChain> | null | undefined) => typeof chain?.toRows !== 'function');
  if (index >= 0)
    throw AerospikeError.param(`element ${index} of a batch is not a chain on keys, such as db.get(users, id)`);
}
