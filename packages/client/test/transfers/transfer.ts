// One transfer between accounts, in a transaction, by one of several commands, and what its client knows of it afterwards.
// The clients of `run-transfers.ts` make them, those that are processes of their own too.

import {
  AerospikeError,
  type Client,
  type ConfigOptions,
  Key,
  operations,
  status,
  type Transaction,
} from '../../src/index.ts';
import type { Random } from '../helpers/random.ts';

export const NAMESPACE = 'bank';
export const ACCOUNTS = 8;
/** Of what a pair has in the beginning: soon some have next to nothing. */
const MOST = 150;
/** Seconds that each transaction has. */
export const TIMEOUT_SECONDS = 1;

export type Fate = 'done' | 'undone' | 'unknown';

export interface Transfer {
  /** Of the record that it leaves. */
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly amount: number;
  /** By which commands. */
  readonly way: number;
}

export const account = (index: number): Key => new Key(NAMESPACE, 'accounts', index);
export const trace = ({ name }: Transfer): Key => new Key(NAMESPACE, 'transfers', name);

/** Accounts come in pairs that answer for each other: one may owe what its partner has. */
export const partnerOf = (index: number): number => index ^ 1;

export function someTransfer(name: string, random: Random): Transfer {
  const from = random.below(ACCOUNTS);
  const to = (from + 1 + random.below(ACCOUNTS - 1)) % ACCOUNTS;
  return { name, from, to, amount: 1 + random.below(MOST), way: random.below(WAYS.length) };
}

/** What its client knows of it; `complain` is told what should not be. */
export async function make(client: Client, transfer: Transfer, complain: (text: string) => void): Promise<Fate> {
  const way = WAYS[transfer.way] as Way;
  try {
    await client.transaction((txn) => way(client, transfer, txn), { timeout: TIMEOUT_SECONDS, retries: 3 });
    return 'done';
  } catch (error) {
    if (!(error instanceof AerospikeError) && !(error instanceof NotEnough)) complain(String(error));
    return error instanceof AerospikeError && error.inDoubt && isOfCommit(error) ? 'unknown' : 'undone';
  }
}

export function config(hosts: string): ConfigOptions {
  const retried = { maxRetries: 3, totalTimeout: 800, socketTimeout: 200 };
  // A write that is repeated in a transaction could count twice; one that fails aborts it.
  const once = { totalTimeout: 500 };
  return {
    hosts,
    tenderInterval: 250,
    log: { level: -1 },
    policies: { read: retried, batch: retried, write: once, operate: once, txnVerify: retried, txnRoll: retried },
  };
}

/** What a transfer that failed says of itself. */
class NotEnough extends Error {}

/** Whether it is the commit that is in doubt, and not a write of a transaction that was aborted. */
function isOfCommit({ message }: AerospikeError): boolean {
  return message.startsWith('It is in doubt whether the transaction was committed');
}

type Way = (client: Client, transfer: Transfer, txn: Transaction) => Promise<void>;

const change = (amount: number) => [operations.incr('balance', amount)];

/** Only the reads of the partner keep two transfers at a time from spending the same money: nothing locks it. */
async function checkFunds(client: Client, { from, amount }: Transfer, txn: Transaction): Promise<number> {
  const [own, partner] = await Promise.all([from, partnerOf(from)].map((index) => client.get(account(index), { txn })));
  const balance = own?.bins.balance as number;
  if (balance + (partner?.bins.balance as number) < amount) throw new NotEnough('Not enough money');
  return balance;
}

/** The same transfer, by different commands. */
const WAYS: readonly Way[] = [
  async (client, transfer, txn) => {
    const { from, to, amount } = transfer;
    const key = trace(transfer);
    const balance = await checkFunds(client, transfer, txn);
    const other = await client.get(account(to), { txn });
    await client.put(account(from), { balance: balance - amount }, null, { txn });
    await client.put(account(to), { balance: (other.bins.balance as number) + amount }, null, { txn });
    await client.put(key, { from, to, amount }, null, { txn });
  },
  async (client, transfer, txn) => {
    const { from, to, amount } = transfer;
    const key = trace(transfer);
    await checkFunds(client, transfer, txn);
    await Promise.all([
      client.operate(account(from), change(-amount), null, { txn }),
      client.operate(account(to), change(amount), null, { txn }),
      client.put(key, { from, to, amount }, null, { txn }),
    ]);
  },
  async (client, transfer, txn) => {
    const { from, to, amount } = transfer;
    const key = trace(transfer);
    await checkFunds(client, transfer, txn);
    const rows = [
      { type: 1, key: account(from), ops: change(-amount) },
      { type: 1, key: account(to), ops: change(amount) },
      {
        type: 1,
        key,
        ops: [operations.write('from', from), operations.write('to', to), operations.write('amount', amount)],
      },
    ];
    const results = await client.batchWrite(rows, { txn });
    const failed = results.find((row) => row.status !== status.OK);
    if (failed !== undefined) throw AerospikeError.fromCode({ code: failed.status });
  },
];
