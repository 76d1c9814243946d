// Transfers between accounts in transactions, by clients that die at any request and on nodes that die too. Each transfer
// leaves a record of itself, in the same transaction: so what the accounts have must follow from the transfers that are
// there, those that were reported done must be among them, and those that were reported undone must not.

import { setTimeout as pause } from 'node:timers/promises';
import { EmbeddedServer } from 'tendril-server';
import { AerospikeError, type Client, Key, operations, policy, status, type Transaction } from '../../src/index.ts';
import { Random } from '../helpers/random.ts';
import { MortalClient } from './mortal-link.ts';

const NAMESPACE = 'bank';
const NODES = 3;
const ACCOUNTS = 8;
const START_BALANCE = 100;
const WORKERS = 4;
/** Of what a pair has in the beginning: soon some have next to nothing. */
const MOST = 150;
/** Seconds that each transaction has. */
const TIMEOUT_SECONDS = 1;
/** How long after its deadline a lock may be found: a server looks for those that are overdue each second. */
const SLACK_MS = 2_000;
const FAILURE_DETECTION_MS = 50;
const MAX_ATTEMPTS = 100;

export interface TransfersOptions {
  readonly seed: number;
  readonly seconds: number;
}

export interface TransfersReport {
  readonly seed: number;
  readonly done: number;
  readonly undone: number;
  /** Their client died, or does not know. */
  readonly unknown: number;
  readonly deaths: number;
  readonly nodeDeaths: number;
  /** Times that all accounts were read in one transaction. */
  readonly audits: number;
  /** Longest that an account stayed locked after all clients had ended, in ms. */
  readonly lockedMs: number;
  /** What should not be, in words. */
  readonly violations: readonly string[];
}

type Fate = 'done' | 'undone' | 'unknown';

interface Transfer {
  readonly key: Key;
  readonly from: number;
  readonly to: number;
  readonly amount: number;
}

const account = (index: number): Key => new Key(NAMESPACE, 'accounts', index);

/** What a transfer that failed says of itself. */
class NotEnough extends Error {}

class Bank {
  readonly #hosts: string;
  readonly #random: Random;
  readonly #fates = new Map<Transfer, Fate>();
  readonly violations: string[] = [];
  deaths = 0;
  nodeDeaths = 0;
  audits = 0;
  #transfers = 0;

  constructor(hosts: string, random: Random) {
    this.#hosts = hosts;
    this.#random = random;
  }

  /** Clients one after the other, until the time is over. */
  async work(endMs: number): Promise<void> {
    while (performance.now() < endMs) {
      const death = { requests: 1 + this.#random.below(200), isSent: this.#random.below(2) === 0 };
      const mortal = new MortalClient(config(this.#hosts), this.#random.below(4) === 0 ? undefined : death);
      try {
        await mortal.client.connect();
        while (!mortal.isDead && performance.now() < endMs) await this.#transfer(mortal);
      } catch (error) {
        // It was a node that it came to which died.
        if (!(error instanceof AerospikeError)) throw error;
      } finally {
        if (mortal.isDead) this.deaths++;
        mortal.close();
      }
    }
  }

  async #transfer(mortal: MortalClient): Promise<void> {
    const random = this.#random;
    const from = random.below(ACCOUNTS);
    const to = (from + 1 + random.below(ACCOUNTS - 1)) % ACCOUNTS;
    const key = new Key(NAMESPACE, 'transfers', this.#transfers++);
    const transfer = { key, from, to, amount: 1 + random.below(MOST) };
    const way = WAYS[random.below(WAYS.length)] as Way;
    this.#fates.set(transfer, 'unknown');
    const work = (txn: Transaction): Promise<void> => way(mortal.client, transfer, txn);
    const attempt = mortal.client.transaction(work, { timeout: TIMEOUT_SECONDS, retries: 3 }).then(
      () => this.#fates.set(transfer, 'done'),
      (error: unknown) => {
        if (!(error instanceof AerospikeError) && !(error instanceof NotEnough)) this.violations.push(String(error));
        if (!(error instanceof AerospikeError && error.inDoubt && isOfCommit(error)))
          this.#fates.set(transfer, 'undone');
      },
    );
    await Promise.race([attempt, mortal.died]);
  }

  /** Reads all accounts in one transaction: if it can be committed, what it has seen was true. */
  async audit(client: Client): Promise<void> {
    try {
      const seen = await client.transaction(
        async (txn) => {
          const keys = Array.from({ length: ACCOUNTS }, (_, index) => account(index));
          const results = await client.batchGet(keys, { txn });
          return results.map(({ record }) => record.bins.balance as number);
        },
        { timeout: TIMEOUT_SECONDS, retries: 0 },
      );
      this.audits++;
      const sum = seen.reduce((total, balance) => total + balance, 0);
      if (sum !== ACCOUNTS * START_BALANCE) this.violations.push(`a transaction saw a sum of ${sum}: ${seen}`);
    } catch (error) {
      if (!(error instanceof AerospikeError)) throw error;
    }
  }

  /** The longest time that a lock was found after the clients had ended, in ms. */
  async unlocked(client: Client): Promise<number> {
    const begunMs = performance.now();
    const limitMs = TIMEOUT_SECONDS * 1000 + SLACK_MS;
    let lockedMs = 0;
    const keys = [...this.#fates.keys()].map(({ key }) => key);
    for (let index = 0; index < ACCOUNTS; index++) keys.push(account(index));
    for (const key of keys) {
      while (await surely(() => isLocked(client, key))) {
        lockedMs = performance.now() - begunMs;
        if (lockedMs > limitMs) {
          this.violations.push(`${key.set} ${key.key} is locked ${lockedMs} ms after its client has ended`);
          break;
        }
        await pause(20);
      }
    }
    return lockedMs;
  }

  async check(client: Client): Promise<void> {
    const balances = Array.from({ length: ACCOUNTS }, () => START_BALANCE);
    for (const [transfer, fate] of this.#fates) {
      const isThere = await surely(() => client.exists(transfer.key));
      if (isThere && fate === 'undone') this.violations.push(`transfer ${transfer.key.key} was undone, and is there`);
      if (!isThere && fate === 'done') this.violations.push(`transfer ${transfer.key.key} was done, and is not there`);
      if (!isThere) continue;
      balances[transfer.from] = (balances[transfer.from] as number) - transfer.amount;
      balances[transfer.to] = (balances[transfer.to] as number) + transfer.amount;
    }
    for (const [index, expected] of balances.entries()) {
      const { bins } = await surely(() => client.get(account(index)));
      if (bins.balance !== expected) this.violations.push(`account ${index} has ${bins.balance}, not ${expected}`);
      const together = expected + (balances[partnerOf(index)] as number);
      if (together < 0) this.violations.push(`accounts ${index} and ${partnerOf(index)} have ${together} together`);
    }
    const sum = balances.reduce((total, balance) => total + balance, 0);
    if (sum !== ACCOUNTS * START_BALANCE) this.violations.push(`the sum is ${sum}`);
  }

  count(fate: Fate): number {
    return [...this.#fates.values()].filter((each) => each === fate).length;
  }
}

/** Whether it is the commit that is in doubt, and not a write of a transaction that was aborted. */
function isOfCommit({ message }: AerospikeError): boolean {
  return message.startsWith('It is in doubt whether the transaction was committed');
}

/** Repeats a command until the cluster, which may have just lost a node, answers. */
async function surely<T>(command: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await command();
    } catch (error) {
      const { code } = error as AerospikeError;
      if (code === status.ERR_RECORD_NOT_FOUND || attempt > MAX_ATTEMPTS) throw error;
      await pause(20);
    }
  }
}

async function isLocked(client: Client, key: Key): Promise<boolean> {
  try {
    await client.operate(key, [operations.touch()], null, { exists: policy.exists.UPDATE });
    return false;
  } catch (error) {
    const { code } = error as AerospikeError;
    if (code === status.MRT_BLOCKED) return true;
    if (code === status.ERR_RECORD_NOT_FOUND) return false;
    throw error;
  }
}

type Way = (client: Client, transfer: Transfer, txn: Transaction) => Promise<void>;

const change = (amount: number) => [operations.incr('balance', amount)];

/** Accounts come in pairs that answer for each other: one may owe what its partner has. */
const partnerOf = (index: number): number => index ^ 1;

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
    const { key, from, to, amount } = transfer;
    const balance = await checkFunds(client, transfer, txn);
    const other = await client.get(account(to), { txn });
    await client.put(account(from), { balance: balance - amount }, null, { txn });
    await client.put(account(to), { balance: (other.bins.balance as number) + amount }, null, { txn });
    await client.put(key, { from, to, amount }, null, { txn });
  },
  async (client, transfer, txn) => {
    const { key, from, to, amount } = transfer;
    await checkFunds(client, transfer, txn);
    await Promise.all([
      client.operate(account(from), change(-amount), null, { txn }),
      client.operate(account(to), change(amount), null, { txn }),
      client.put(key, { from, to, amount }, null, { txn }),
    ]);
  },
  async (client, transfer, txn) => {
    const { key, from, to, amount } = transfer;
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

function config(hosts: string) {
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

async function disturb(server: EmbeddedServer, bank: Bank, random: Random, endMs: number): Promise<void> {
  while (performance.now() < endMs) {
    await pause(100 + random.below(400));
    const node = server.nodes[random.below(NODES)];
    if (node === undefined || random.below(2) === 0) continue;
    bank.nodeDeaths++;
    await node.kill();
    await pause(random.below(150));
    await node.restart({ keepData: random.below(2) === 0 });
  }
}

export async function runTransfers({ seed, seconds }: TransfersOptions): Promise<TransfersReport> {
  const random = new Random(seed);
  const server = await EmbeddedServer.start({
    nodes: NODES,
    namespaces: [{ name: NAMESPACE, strongConsistency: true }],
    failureDetectionMs: FAILURE_DETECTION_MS,
  });
  const observer = new MortalClient(config(server.hosts));
  try {
    const { client } = observer;
    await client.connect();
    for (let index = 0; index < ACCOUNTS; index++) {
      await surely(() => client.put(account(index), { balance: START_BALANCE }));
    }
    const bank = new Bank(server.hosts, random);
    const endMs = performance.now() + seconds * 1000;
    const auditing = async (): Promise<void> => {
      for (; performance.now() < endMs; await pause(10)) await bank.audit(client);
    };
    const workers = Array.from({ length: WORKERS }, () => bank.work(endMs));
    await Promise.all([...workers, auditing(), disturb(server, bank, random, endMs)]);
    const lockedMs = await bank.unlocked(client);
    await bank.check(client);
    await bank.audit(client);
    const { violations, deaths, nodeDeaths, audits } = bank;
    const [done, undone, unknown] = [bank.count('done'), bank.count('undone'), bank.count('unknown')];
    return { seed, done, undone, unknown, deaths, nodeDeaths, audits, lockedMs: Math.round(lockedMs), violations };
  } finally {
    observer.close();
    await server.stop();
  }
}
