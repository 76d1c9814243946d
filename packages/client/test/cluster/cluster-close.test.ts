// close() at every moment: during the start, before it, and while connections are being made.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { turns } from 'tendril-testing/fake-clock';
import { ClusterClosedError } from '../../src/cluster/cluster-errors.ts';
import { rig, threeNodes } from './cluster-rig.ts';
import { FakeServers } from './fakes.ts';

test('close() during start rejects it, at once and only once', async (t) => {
  const servers = new FakeServers();
  servers.add('B1', '10.0.0.1').behaviour = 'mute';
  const { cluster, clock } = rig(t, servers);
  const starting = assert.rejects(cluster.start(), ClusterClosedError);
  await turns();
  cluster.close();
  cluster.close();
  await starting;
  await assert.rejects(cluster.start(), ClusterClosedError);
  await clock.pass(1000);
});

test('start() after close() rejects', async (t) => {
  const { cluster } = rig(t, threeNodes());
  cluster.close();
  await assert.rejects(cluster.start(), ClusterClosedError);
});

test('nothing that arrives after close() opens or keeps a connection', async (t) => {
  const servers = threeNodes();
  const waiting: (() => void)[] = [];
  const { cluster, clock } = rig(t, servers, {
    connect: (address, timeoutMs) =>
      new Promise((resolve, reject) => waiting.push(() => servers.connect(address, timeoutMs).then(resolve, reject))),
  });
  const starting = assert.rejects(cluster.start(), ClusterClosedError);
  await turns();
  assert.strictEqual(waiting.length, 1);
  cluster.close();
  await starting;
  for (const go of waiting) go();
  await turns();
  assert.strictEqual(servers.openChannels, 0);
  await clock.pass(5000);
});
