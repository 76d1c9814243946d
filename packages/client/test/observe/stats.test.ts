import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { EmbeddedServer } from 'tendril-server';
import { connect } from '../../src/api/aerospike.ts';
import { countPartitions, countWithoutMaster } from '../../src/observe/partition-counts.ts';
import { PARTITIONS, PartitionTable } from '../../src/topology/partition-table.ts';
import { RoutingSnapshot } from '../../src/topology/routing-snapshot.ts';
import { connectedClient, NODE } from '../api/fake-link.ts';

const table = PartitionTable.empty('__proto__', 2, false);
table.owners.fill(1, 0, PARTITIONS - 3);
table.owners.fill(2, PARTITIONS, PARTITIONS + 10);
const SNAPSHOT = new RoutingSnapshot(
  'blue',
  [NODE, { ...NODE, name: 'BBA', active: false }],
  new Map([['__proto__', table]]),
);

test('partitions are counted by node and namespace, whatever its name', () => {
  deepStrictEqual(
    countPartitions(SNAPSHOT).map((byNamespace) => Object.entries(byNamespace)),
    [[['__proto__', { master: 4093, replica: 0 }]], [['__proto__', { master: 0, replica: 10 }]]],
  );
  strictEqual(countWithoutMaster(table), 3);
});

test('the cluster part of the statistics tells the segment, and connections and partitions by node', async (t) => {
  const { client, link } = await connectedClient(t);
  link.snapshot = SNAPSHOT;
  const { cluster } = client.stats();
  deepStrictEqual(cluster?.segment, { path: '/dev/shm/tendril-x', epoch: 3, generation: 9, ownerPid: 100 });
  deepStrictEqual(
    cluster.nodeDetails.map(({ partitions: _partitions, ...node }) => node),
    [
      {
        name: 'BB9',
        address: '192.0.2.1:3000',
        active: true,
        connections: { open: 3, connecting: 0, inFlight: 1, waiting: 4 },
      },
      {
        name: 'BBA',
        address: '192.0.2.1:3000',
        active: false,
        connections: { open: 0, connecting: 0, inFlight: 0, waiting: 0 },
      },
    ],
  );
});

test('two clients of one segment agree on it; a client without one has none', async (t) => {
  const server = await EmbeddedServer.start();
  t.after(() => server.stop());
  const key = 0x5a000000 + (process.pid % 65_536);
  const clients = [];
  for (const sharedMemory of [{ key }, { key }, undefined]) {
    const client = await connect({ hosts: server.hosts, ...(sharedMemory && { sharedMemory }) });
    t.after(() => client.close());
    clients.push(client.stats().cluster);
  }
  const [first, second, alone] = clients;
  strictEqual(alone?.segment, undefined);
  deepStrictEqual(alone?.nodeDetails[0]?.partitions, { test: { master: 4096, replica: 0 } });
  // Where memory cannot be shared, each of them tends for itself.
  deepStrictEqual(first?.segment, second?.segment);
  if (first?.role !== 'owner') return;
  deepStrictEqual([first.segment?.ownerPid, second?.role], [process.pid, 'follower']);
  deepStrictEqual(second?.nodeDetails[0]?.partitions, { test: { master: 4096, replica: 0 } });
});
