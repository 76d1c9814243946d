// Transfers between accounts by many clients at once that die at any step, on nodes that die as well, against a model
// that knows nothing but which transfers were decided: money is neither made nor lost, what a transaction has verified is
// what is true at that moment, and no lock outlives its deadline.

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Random } from 'tendril-testing/random';
import type { EmbeddedNode } from '../../src/index.ts';
import { connectRaw, type RawClient } from '../helpers/raw-client.ts';
import { parseReply, READ_ALL, request, WRITE, writeInt } from '../helpers/request.ts';
import { type FakeClock, startServer, type TestServer } from '../helpers/server.ts';
import { RESULT, Transaction } from '../helpers/transaction.ts';

const ACCOUNTS = Array.from({ length: 14 }, (_, i) => `account${i}`);
const START_BALANCE = 100;
const CLIENTS = 4;
const STEPS = 600;
const LONGEST_SECONDS = 30;
/** What may come of a step that meets others; anything else is a fault. */
const LOST = new Set<number>([
  RESULT.BLOCKED,
  RESULT.VERSION_MISMATCH,
  RESULT.EXPIRED,
  RESULT.ABORTED,
  RESULT.UNAVAILABLE,
]);

/** Three nodes, whichever of them live, as one exchange of bytes. */
class Cluster {
  readonly clock: FakeClock;
  readonly server: TestServer['server'];
  readonly #t: TestContext;
  #client: RawClient | undefined;
  #node: EmbeddedNode | undefined;

  constructor(t: TestContext, { server, clock }: TestServer) {
    this.server = server;
    this.clock = clock;
    this.#t = t;
  }

  get running(): EmbeddedNode[] {
    return this.server.nodes.filter((node) => node.isRunning);
  }

  async exchange(hex: string): Promise<string | undefined> {
    const [node] = this.running;
    if (this.#client === undefined || node !== this.#node) {
      this.#node = node;
      this.#client = await connectRaw(this.#t, (node as EmbeddedNode).port);
    }
    return this.#client.exchange(hex);
  }

  async kill(node: EmbeddedNode): Promise<void> {
    if (node === this.#node) this.#client = undefined;
    await node.kill();
  }
}

interface Transfer {
  readonly transaction: Transaction;
  readonly from: string;
  readonly to: string;
  /** Read, and not written. */
  readonly witness: string;
  readonly amount: number;
  readonly seen: Map<string, number>;
  step: number;
}

class World {
  readonly cluster: Cluster;
  readonly balances = new Map(ACCOUNTS.map((account) => [account, START_BALANCE]));
  committed = 0;
  audits = 0;
  readonly #random: Random;

  constructor(cluster: Cluster, random: Random) {
    this.cluster = cluster;
    this.#random = random;
  }

  begin(): Transfer {
    const accounts = [...ACCOUNTS].sort(() => this.#random.next() - 0.5);
    const [from, to, witness] = accounts as [string, string, string];
    return {
      transaction: this.#transaction(),
      from,
      to,
      witness,
      amount: 1 + this.#random.below(20),
      seen: new Map(),
      step: 0,
    };
  }

  #transaction(): Transaction {
    return new Transaction((hex) => this.cluster.exchange(hex), 1 + this.#random.below(LONGEST_SECONDS));
  }

  /** Makes the next step; false when the transfer is over. */
  async step(transfer: Transfer): Promise<boolean> {
    const { transaction, from, to } = transfer;
    const result = await this.#carryOut(transfer);
    if (result === RESULT.OK) return transfer.step++ < 6;
    assert.strictEqual(LOST.has(result), true, `step ${transfer.step} of ${from} to ${to}: ${result}`);
    // A client that knows it has lost aborts, unless it dies first; one that has decided may only try again.
    if (transfer.step > 4) return this.#random.below(4) > 0;
    if (this.#random.below(3) > 0) await transaction.abort();
    return false;
  }

  async #carryOut(transfer: Transfer): Promise<number> {
    const { transaction, from, to, witness, amount, seen } = transfer;
    switch (transfer.step) {
      case 0:
        for (const account of [from, to, witness]) {
          const { resultCode, ops } = await transaction.read(account);
          if (resultCode !== RESULT.OK) return resultCode;
          seen.set(account, Number(BigInt.asIntN(64, BigInt(`0x${ops[0]?.value}`))));
        }
        return RESULT.OK;
      case 1:
        return transaction.write(from, (seen.get(from) as number) - amount);
      case 2:
        return transaction.write(to, (seen.get(to) as number) + amount);
      case 3: {
        const result = await transaction.verify();
        if (result === RESULT.OK) this.#checkSeen(seen, [witness]);
        return result;
      }
      case 4: {
        const result = await transaction.decide();
        if (result === RESULT.OK) {
          // Nobody can have changed what is locked.
          this.#checkSeen(seen, [from, to]);
          this.balances.set(from, (seen.get(from) as number) - amount);
          this.balances.set(to, (seen.get(to) as number) + amount);
          this.committed++;
        }
        return result;
      }
      case 5:
        return (await transaction.roll(from, true)) || transaction.roll(to, true);
      default:
        return transaction.removeMonitor();
    }
  }

  #checkSeen(seen: ReadonlyMap<string, number>, accounts: readonly string[]): void {
    for (const account of accounts) assert.strictEqual(seen.get(account), this.balances.get(account), account);
  }

  /** Reads all accounts in one transaction: if nobody was in the way, it has seen what is true. */
  async audit(): Promise<void> {
    const transaction = this.#transaction();
    const seen = new Map<string, number>();
    for (const account of ACCOUNTS) {
      const { resultCode, ops } = await transaction.read(account);
      if (resultCode !== RESULT.OK) return;
      seen.set(account, Number(BigInt.asIntN(64, BigInt(`0x${ops[0]?.value}`))));
    }
    if ((await transaction.verify()) !== RESULT.OK) return;
    this.#checkSeen(seen, ACCOUNTS);
    this.audits++;
  }

  async disturb(): Promise<void> {
    const { cluster } = this;
    await this.#random.weighted<() => unknown>([
      [4, () => cluster.clock.advance(1 + this.#random.below(3000))],
      [1, () => cluster.server.endTransactions()],
      [1, () => cluster.running.length > 1 && cluster.kill(this.#any(cluster.running))],
      [4, () => this.#restartOne()],
      [1, () => this.#any(cluster.running).isolate()],
      [2, () => this.#any(cluster.running).rejoin()],
      [3, () => cluster.server.rebalance({ partitions: this.#random.below(3000) })],
    ])();
  }

  async #restartOne(): Promise<void> {
    const dead = this.cluster.server.nodes.filter((node) => !node.isRunning);
    if (dead.length > 0) await this.#any(dead).restart();
  }

  #any<T>(values: readonly T[]): T {
    return values[this.#random.below(values.length)] as T;
  }

  /** Everybody is back, and every deadline is over. */
  async settle(): Promise<void> {
    const { server, clock } = this.cluster;
    for (const node of server.nodes) {
      if (!node.isRunning) await node.restart();
      node.rejoin();
    }
    await server.rebalance();
    clock.advance((LONGEST_SECONDS + 2) * 1000);
    server.endTransactions();
  }
}

async function check(t: TestContext, { cluster, balances }: World): Promise<void> {
  for (const node of cluster.server.nodes) {
    const statistics = await (await connectRaw(t, node.port)).info('namespace/test');
    assert.match(statistics, /;mrt_provisionals=0;/);
    assert.match(statistics, /;unavailable_partitions=0;/);
  }
  let sum = 0;
  for (const [key, balance] of balances) {
    const { ops } = parseReply(await cluster.exchange(request({ ...READ_ALL, key })));
    const value = Number(BigInt.asIntN(64, BigInt(`0x${ops[0]?.value}`)));
    assert.strictEqual(value, balance, key);
    sum += value;
    const written = await cluster.exchange(request({ ...WRITE, key, ops: [writeInt('i', value)] }));
    assert.strictEqual(parseReply(written).resultCode, RESULT.OK);
  }
  assert.strictEqual(sum, ACCOUNTS.length * START_BALANCE);
}

async function run(t: TestContext, seed: number): Promise<World> {
  const random = new Random(seed);
  const started = await startServer(t, {
    nodes: 3,
    namespaces: [{ name: 'test', strongConsistency: true }],
    migration: seed % 2 === 0 ? 'manual' : 'immediate',
    failureDetectionMs: seed % 3 === 0 ? Number.POSITIVE_INFINITY : 0,
  });
  const world = new World(new Cluster(t, started), random);
  for (const key of ACCOUNTS)
    await world.cluster.exchange(request({ ...WRITE, key, ops: [writeInt('i', START_BALANCE)] }));
  const transfers = Array.from({ length: CLIENTS }, () => world.begin());
  for (let i = 0; i < STEPS; i++) {
    const client = random.below(CLIENTS);
    const dies = random.below(40) === 0;
    if (dies || !(await world.step(transfers[client] as Transfer))) transfers[client] = world.begin();
    if (random.below(12) === 0) await world.disturb();
    if (random.below(20) === 0) await world.audit();
  }
  await world.settle();
  await check(t, world);
  return world;
}

const FIRST_SEED = Number(process.env.TENDRIL_SEED ?? 1);
const SEEDS = Number(process.env.TENDRIL_SEEDS ?? 6);
let transfers = 0;

for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
  test(`transfers keep the sum under deaths of clients and nodes of seed ${seed}`, async (t) => {
    const { committed, audits } = await run(t, seed);
    t.diagnostic(`${committed} transfers, ${audits} audits`);
    transfers += committed;
  });
}

test('the transfers were not all in vain', () => {
  assert.strictEqual(transfers > SEEDS, true);
});
