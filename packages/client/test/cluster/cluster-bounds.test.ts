// Whatever servers announce, a client has only so much under way at a time, and its rounds end.

import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { InfoConnector } from '../../src/cluster/info-channel.ts';
import { MAX_CONNECTS } from '../../src/cluster/tend-network.ts';
import { names, type Rig, rig, threeNodes } from './cluster-rig.ts';

/** Counts what is under way. Addresses and names that no server of the test has stay silent for their whole time. */
class Traffic {
  connects = 0;
  peakConnects = 0;
  peakLookups = 0;
  #connecting = 0;
  #lookingUp = 0;

  async connecting<T>(work: Promise<T>): Promise<T> {
    this.connects++;
    this.peakConnects = Math.max(this.peakConnects, ++this.#connecting);
    return work.finally(() => this.#connecting--);
  }

  async lookingUp<T>(work: Promise<T>): Promise<T> {
    this.peakLookups = Math.max(this.peakLookups, ++this.#lookingUp);
    return work.finally(() => this.#lookingUp--);
  }
}

interface Busy extends Rig {
  readonly traffic: Traffic;
  /** Milliseconds that the longest round took. */
  longestRoundMs(): number;
}

/** Three nodes, of which B1 lists `peers` beside the others. */
async function beside(t: TestContext, peers: readonly string[]): Promise<Busy> {
  const servers = threeNodes();
  const traffic = new Traffic();
  const waits: (() => void)[] = [];
  t.after(() => {
    for (const cancel of waits) cancel();
  });
  // Fails a moment before those who wait for it give up, as the real ones do.
  const silent = (ms: number): Promise<never> =>
    new Promise((_, reject) => waits.push(running.clock.after(ms - 1, () => reject(new Error('silence')))));
  const connect: InfoConnector = (address, timeoutMs) => {
    const isThere = servers.nodes.some(({ host }) => host === address.host);
    return traffic.connecting(isThere ? servers.connect(address, timeoutMs) : silent(timeoutMs));
  };
  const running: Rig = rig(t, servers, { connect, resolve: () => traffic.lookingUp(silent(2000)) });
  await running.cluster.start();
  deepStrictEqual(names(running.cluster), ['B1', 'B2', 'B3']);
  const real = ['[B2,,[10.0.0.2:3000]]', '[B3,,[10.0.0.3:3000]]'];
  servers.node('B1').values.set('peers-clear-std', `9,3000,[${[...peers, ...real].join(',')}]`);
  servers.node('B1').peersGeneration++;
  return { ...running, traffic, longestRoundMs: () => running.cluster.stats().lastTendMs };
}

const many = (count: number, hosts: (n: number, i: number) => string, each = 64): string[] =>
  Array.from({ length: count }, (_, n) => {
    const list = Array.from({ length: each }, (_, i) => hosts(n, i));
    return `[${(0xa0000 + n).toString(16).toUpperCase()},,[${list.join(',')}]]`;
  });

const ANNOUNCED: { readonly [what: string]: readonly string[] } = {
  'a thousand peers with 64 addresses each': many(1024, (n, i) => `10.${1 + (n >> 8)}.${n & 255}.${i}:3000`),
  'a thousand peers with 64 names each': many(1024, (n, i) => `n${n}-${i}.example:3000`),
  'four thousand peers with one address each': many(4090, (n) => `10.${1 + (n >> 8)}.${n & 255}.1:3000`, 1),
  'one peer with addresses that are all the same': many(1, () => '10.9.9.9:3000'),
};

for (const [what, peers] of Object.entries(ANNOUNCED)) {
  test(`${what}: few connects and lookups at a time, and the round ends`, async (t) => {
    const { cluster, clock, traffic, longestRoundMs } = await beside(t, peers);
    await clock.pass(9000);
    ok(traffic.peakConnects <= MAX_CONNECTS, `${traffic.peakConnects} connects at a time`);
    ok(traffic.peakLookups <= 256, `${traffic.peakLookups} lookups at a time`);
    ok(cluster.stats().tends >= 2, `${cluster.stats().tends} rounds`);
    ok(longestRoundMs() <= 10_000, `a round of ${longestRoundMs()} ms`);
    deepStrictEqual(names(cluster), ['B1', 'B2', 'B3']);
  });
}

test('a node among hundreds of peers that do not answer is found all the same', async (t) => {
  const silent = many(300, (n) => `10.${1 + (n >> 8)}.${n & 255}.1:3000`, 4);
  const { cluster, servers, clock } = await beside(t, [...silent, '[B4,,[10.0.0.4:3000]]']);
  servers.add('B4', '10.0.0.4').peers = ['B1'];
  for (let waited = 0; !names(cluster).includes('B4'); waited += 10_000) {
    ok(waited < 600_000, 'it is found at all');
    await clock.pass(10_000);
  }
});

test('a hundred seeds that do not answer do not keep a start for ever', async (t) => {
  const servers = threeNodes();
  const seeds = Array.from({ length: 250 }, (_, n) => ({ host: `10.7.7.${n}`, port: 3000 }));
  for (const { host } of seeds) servers.add(`X${host}`, host).behaviour = 'hangs';
  const { cluster, clock } = rig(t, servers, { seeds });
  const start = cluster.start().then(
    () => 'started',
    (error: Error) => error.name,
  );
  await clock.pass(10_000);
  strictEqual(await start, 'ClusterConnectError');
});
