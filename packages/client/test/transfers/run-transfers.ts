// Transfers between accounts in transactions, by clients that die at any request and on nodes that die too. Each transfer
// leaves a record of itself, in the same transaction: so what the accounts have must follow from the transfers that are
// there, those that were reported done must be among them, and those that were reported undone must not.

import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EmbeddedServer } from 'tendril-server';
import { Child } from 'tendril-testing/child';
import { AerospikeError, type Client, type Key, operations, policy, status } from '../../src/index.ts';
import { Random } from '../helpers/random.ts';
import { type Breakage, breakClients } from './break-clients.ts';
import { MortalClient } from './mortal-link.ts';
import {
  ACCOUNTS,
  account,
  config,
  type Fate,
  make,
  NAMESPACE,
  partnerOf,
  someTransfer,
  TIMEOUT_SECONDS,
  type Transfer,
  trace,
} from './transfer.ts';
import type { ClientOrder, ClientReport } from './transfers-process.ts';

const NODES = 3;
const START_BALANCE = 100;
const WORKERS = 4;
/** Requests that a client makes at most before it dies, if it does; a process costs more to replace. */
const MOST_REQUESTS = { object: 200, process: 60 };
/** What an idle machine makes easily. A loaded one goes on until it has made as many, but not for ever. */
const TRANSFERS_PER_SECOND = 40;
const MOST_SLOWNESS = 20;
/** Transfers between two deaths of nodes. */
const MOST_BETWEEN_DEATHS = 12;
/** What a process says at most before it is killed from outside, and how much later, in ms. */
const MOST_REPORTS = 40;
const MOST_DELAY_MS = 20;
/** Processes of each worker, one after the other, in a second's run: not by the clock, since a loaded machine starts few. */
const LIVES_PER_SECOND = 2;
/** How long after its deadline a lock may be found: a server looks for those that are overdue each second. */
const SLACK_MS = 2_000;
const FAILURE_DETECTION_MS = 50;
const MAX_ATTEMPTS = 100;

export interface TransfersOptions {
  readonly seed: number;
  /** How long it takes on a machine that has nothing else to do. */
  readonly seconds: number;
  /** Clients are processes, which die by SIGKILL: at some request, or whenever it happens. Default: objects here. */
  readonly inProcesses?: boolean;
  /** What is wrong with the clients on purpose. */
  readonly broken?: Breakage | undefined;
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

const PROCESS = join(__dirname, 'transfers-process.js');

class Bank {
  readonly #hosts: string;
  readonly #random: Random;
  readonly #fates = new Map<Transfer, Fate>();
  readonly violations: string[] = [];
  deaths = 0;
  nodeDeaths = 0;
  audits = 0;
  #transfers = 0;
  readonly #seconds: number;
  readonly #begunMs = performance.now();
  #isEnded = false;

  constructor(hosts: string, random: Random, seconds: number) {
    this.#hosts = hosts;
    this.#random = random;
    this.#seconds = seconds;
  }

  /** Whether no more transfers are to be begun. */
  get isOver(): boolean {
    const elapsed = (performance.now() - this.#begunMs) / 1000;
    const isDone = elapsed >= this.#seconds && this.#transfers >= this.#seconds * TRANSFERS_PER_SECOND;
    return this.#isEnded || isDone || elapsed >= this.#seconds * MOST_SLOWNESS;
  }

  /** Transfers begun. */
  get begun(): number {
    return this.#fates.size;
  }

  end(): void {
    this.#isEnded = true;
  }

  /** Clients one after the other, until the time is over. */
  async work(): Promise<void> {
    while (!this.isOver) {
      const mortal = new MortalClient(config(this.#hosts), this.#death(MOST_REQUESTS.object));
      try {
        await mortal.client.connect();
        while (!mortal.isDead && !this.isOver) await this.#transfer(mortal);
      } catch (error) {
        // It was a node that it came to which died.
        if (!(error instanceof AerospikeError)) throw error;
      } finally {
        if (mortal.isDead) this.deaths++;
        mortal.close();
      }
    }
  }

  /** The same with processes, so many, of which each is killed in the end. */
  async workInProcesses(lives: number, broken: Breakage | undefined): Promise<void> {
    for (let life = 0; life < lives; life++) {
      const seed = 1 + this.#random.below(2 ** 31 - 2);
      const prefix = `${this.#transfers++}-`;
      const order: ClientOrder = {
        hosts: this.#hosts,
        seed,
        prefix,
        death: this.#death(MOST_REQUESTS.process),
        broken,
      };
      const child = Child.script<ClientReport>(PROCESS, [JSON.stringify(order)]);
      const said = new Promise<void>((resolve) => child.process.once('disconnect', resolve));
      const own = new Map<string, Transfer>();
      let left = 2 + this.#random.below(MOST_REPORTS);
      const delayMs = this.#random.below(MOST_DELAY_MS);
      child.listen((report) => {
        if ('complaint' in report) this.violations.push(report.complaint);
        if ('transfer' in report) {
          own.set(report.transfer.name, report.transfer);
          this.#fates.set(report.transfer, 'unknown');
        }
        if ('fate' in report) this.#fates.set(own.get(report.name) as Transfer, report.fate);
        left--;
        if (left === 0) void pause(delayMs).then(() => child.signal('SIGKILL'));
      });
      const end = await child.ended;
      // What it has said before is read to the end.
      await said;
      if (end === 'SIGKILL') this.deaths++;
      else if (end !== 'code 0') this.violations.push(`a client ended with ${end}: ${child.stderr}`);
    }
  }

  #death(requests: number) {
    const death = { requests: 1 + this.#random.below(requests), isSent: this.#random.below(2) === 0 };
    return this.#random.below(4) === 0 ? undefined : death;
  }

  async #transfer(mortal: MortalClient): Promise<void> {
    const transfer = someTransfer(`${this.#transfers++}`, this.#random);
    this.#fates.set(transfer, 'unknown');
    const attempt = make(mortal.client, transfer, (text) => this.violations.push(text));
    const fate = await Promise.race([attempt, mortal.died.then((): Fate => 'unknown')]);
    this.#fates.set(transfer, fate);
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
    const keys = [...this.#fates.keys()].map(trace);
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
      const isThere = await surely(() => client.exists(trace(transfer)));
      if (isThere && fate === 'undone') this.violations.push(`transfer ${transfer.name} was undone, and is there`);
      if (!isThere && fate === 'done') this.violations.push(`transfer ${transfer.name} was done, and is not there`);
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

async function disturb(server: EmbeddedServer, bank: Bank, random: Random): Promise<void> {
  while (!bank.isOver) {
    // On a loaded machine nothing would be done between two deaths if the clock alone decided.
    const next = bank.begun + random.below(MOST_BETWEEN_DEATHS);
    await pause(100 + random.below(400));
    while (bank.begun < next && !bank.isOver) await pause(20);
    const node = server.nodes[random.below(NODES)];
    if (node === undefined || random.below(2) === 0) continue;
    bank.nodeDeaths++;
    await node.kill();
    await pause(random.below(150));
    await node.restart({ keepData: random.below(2) === 0 });
  }
}

export async function runTransfers(options: TransfersOptions): Promise<TransfersReport> {
  const { seed, seconds, inProcesses = false, broken } = options;
  const random = new Random(seed);
  const server = await EmbeddedServer.start({
    nodes: NODES,
    namespaces: [{ name: NAMESPACE, strongConsistency: true }],
    failureDetectionMs: FAILURE_DETECTION_MS,
  });
  let mend = (): void => {};
  const observer = new MortalClient(config(server.hosts));
  try {
    const { client } = observer;
    await client.connect();
    for (let index = 0; index < ACCOUNTS; index++) {
      await surely(() => client.put(account(index), { balance: START_BALANCE }));
    }
    const bank = new Bank(server.hosts, random, inProcesses ? Number.POSITIVE_INFINITY : seconds);
    // The audits here break with them, what is checked in the end does not.
    mend = inProcesses || broken === undefined ? mend : breakClients(broken);
    const auditing = async (): Promise<void> => {
      for (; !bank.isOver; await pause(10)) await bank.audit(client);
    };
    const lives = Math.ceil(seconds * LIVES_PER_SECOND);
    const work = () => (inProcesses ? bank.workInProcesses(lives, broken) : bank.work());
    const working = Promise.all(Array.from({ length: WORKERS }, work)).finally(() => {
      bank.end();
    });
    await Promise.all([working, auditing(), disturb(server, bank, random)]);
    mend();
    const lockedMs = await bank.unlocked(client);
    await bank.check(client);
    await bank.audit(client);
    const { violations, deaths, nodeDeaths, audits } = bank;
    const [done, undone, unknown] = [bank.count('done'), bank.count('undone'), bank.count('unknown')];
    return { seed, done, undone, unknown, deaths, nodeDeaths, audits, lockedMs: Math.round(lockedMs), violations };
  } finally {
    mend();
    observer.close();
    await server.stop();
  }
}
