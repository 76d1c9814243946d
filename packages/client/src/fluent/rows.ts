// Rows: chains on one record each that travel in one batch. Each row has its own outcome.

import {
  AerospikeError,
  type BatchResult,
  type BatchWriteRecord,
  batchType,
  type Client,
  status,
  type Transaction,
} from '../public.ts';
import type { Reason } from './chain.ts';
import type { ChainPolicy, Policies } from './profiles.ts';

/** What chains need of the session that they were begun in. */
export interface Context {
  readonly client: Client;
  readonly policies: Policies;
  /** What all commands are part of. */
  readonly txn?: Transaction;
}

/** What a server says of a record: bins if it was read, or why it was not. */
export interface Answer {
  readonly bins: object;
  readonly ttl: number;
  readonly gen: number;
}

/** An answer that says no more than that there is a record. */
export const THERE: Answer = Object.freeze({ bins: Object.freeze({}), ttl: 0, gen: 0 });

/** What a row says apart from its key: rows of the same one travel as repeats of the first. */
export type RowTemplate = Omit<BatchWriteRecord, 'key'>;

/** One row. */
export interface Row<out Value> {
  readonly record: BatchWriteRecord;
  /** The value of the row; throws or rejects where it has none. */
  settle(answer: Answer | AerospikeError): Value | Promise<Value>;
}

/** The property that carries the types of a chain: it is never there. */
export declare const ROW: unique symbol;

/** A chain that can be part of a batch: `Value` is what it resolves to, `Outcome` what it settles to. */
export interface RowChain<out Value = unknown, out Outcome = unknown> {
  readonly [ROW]: { readonly value: Value; readonly outcome: Outcome };
  /** @internal Whether its value is a list, with an element for each row. */
  readonly isMany: boolean;
  /** @internal */
  toRows(context: Context): Promise<Row<unknown>>[];
}

/** Sends rows together, and says of each what became of it; rejects where the batch as a whole could not be sent. */
async function sendRows<Value>(
  { client, policies }: Context,
  rows: readonly Row<Value>[],
  policy: ChainPolicy | undefined,
): Promise<PromiseSettledResult<Value>[]> {
  if (rows.length === 0) return [];
  const records = rows.map(({ record }) => record);
  const laid = policy === undefined ? policies.batch : { ...policies.batch, ...policy };
  const onlyReads = records.every(({ type }) => type === batchType.BATCH_READ);
  const results = await (onlyReads ? client.batchRead(records, laid) : client.batchWrite(records, laid)).catch(
    (error: AerospikeError) => {
      // Rows of which nothing is known fail as the batch does.
      const known = error.results;
      if (known === undefined) throw error;
      return rows.map((_, index) => known[index] ?? error);
    },
  );
  return Promise.allSettled(rows.map(async (row, index) => row.settle(answerOf(results[index] as BatchResult))));
}

/** The same, and of rows that could not be made, as for anything but a key. Never rejects. */
export async function settleRows<Value>(
  context: Context,
  making: readonly Promise<Row<Value>>[],
  policy: ChainPolicy | undefined,
): Promise<PromiseSettledResult<Value>[]> {
  const made = await Promise.allSettled(making);
  const rows = made.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const outcomes = await sendRows(context, rows, policy).catch((reason: Reason) =>
    rows.map(() => ({ status: 'rejected', reason }) as const),
  );
  let next = 0;
  return made.map((one) => (one.status === 'fulfilled' ? (outcomes[next++] as PromiseSettledResult<Value>) : one));
}

function answerOf(result: BatchResult | AerospikeError): Answer | AerospikeError {
  if (result instanceof AerospikeError) return result;
  const { status: code, record, inDoubt } = result;
  return code === status.OK ? record : AerospikeError.fromCode({ code, inDoubt });
}

/**
 * Sends rows together; resolves to their values, or rejects with the first error, before anything is sent if it can.
 */
export async function valuesOfRows<Value>(
  context: Context,
  making: readonly Promise<Row<Value>>[],
  policy: ChainPolicy | undefined,
): Promise<Value[]> {
  return valuesOf(await sendRows(context, await Promise.all(making), policy));
}

/** The values of rows, or the first error. */
function valuesOf<Value>(outcomes: readonly PromiseSettledResult<Value>[]): Value[] {
  return outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
}
