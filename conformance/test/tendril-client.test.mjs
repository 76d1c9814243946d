// Tendril on the embedded server, in every topology, must show what the vendor's client showed on the real server,
// but for the differences listed. This judges the client.
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import * as differences from '../differences.mjs';
import { compareOutcomes, expectNothing, judge } from '../lib/compare.mjs';
import { goldenOutcomes } from '../lib/golden.mjs';
import { clusterAddresses, infoRequest } from '../lib/recording-proxy.mjs';
import { runScenarios } from '../lib/run.mjs';
import { CLIENTS, embedded, forgetScenarios, realServer } from '../lib/servers.mjs';

const ownSegment = () => ({ sharedMemory: { enable: true, key: randomInt(1, 2 ** 31) } });

/** Requests the cluster had to pass on to another node, because a client sent them to the wrong one. */
async function proxied(address) {
  let count = 0;
  for (const node of await clusterAddresses(address)) {
    const statistics = (await infoRequest(node, ['namespace/test'])).get('namespace/test');
    for (const [, number] of statistics.matchAll(/(?:^|;)client_proxy_complete=(\d+)/g)) count += Number(number);
  }
  return count;
}

for (const { name, nodes, config } of [
  { name: 'one embedded node', nodes: 1, config: {} },
  { name: 'one embedded node with shared memory', nodes: 1, config: ownSegment() },
  { name: 'three embedded nodes', nodes: 3, config: {} },
  { name: 'three embedded nodes with shared memory', nodes: 3, config: ownSegment() },
]) {
  test(`Tendril on ${name} shows what the vendor's client shows on the real server`, async (t) => {
    const { address } = await embedded(t, { nodes });
    const results = await runScenarios({ client: CLIENTS.tendril, address, config });
    const found = compareOutcomes(goldenOutcomes(), results);
    expectNothing(judge(found, differences.outcomes));
    assert.strictEqual(await proxied(address), 0);
  });
}

const real = realServer();

test('Tendril on the real server shows what the vendor’s client shows there', { skip: !real }, async () => {
  await forgetScenarios(real.address);
  const results = await runScenarios({ client: CLIENTS.tendril, address: real.address });
  expectNothing(judge(compareOutcomes(goldenOutcomes(), results), differences.outcomes));
});
