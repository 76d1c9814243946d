import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { status } from '../../../src/model/status.ts';
import { connectedClient } from '../fake-link.ts';

test('stats have the documented shape, and the failures of all namespaces of a node', async (t) => {
  const { client, link } = await connectedClient(t);
  for (const [ns, code] of [
    ...([['test', status.ERR_TIMEOUT] as const, ['bar', status.ERR_TIMEOUT] as const] as const),
    ...([['test', status.ERR_RECORD_BUSY] as const, ['test', status.ERR_SERVER] as const] as const),
  ]) {
    link.nodeCounts.of(ns).refused(code);
  }
  const none = { inPool: 0, inUse: 0, opened: 0, closed: 0, recovered: 0, aborted: 0 };
  const { cluster, merged, ...documented } = client.stats();
  deepStrictEqual(documented, {
    commands: { inFlight: 0, queued: 4 },
    nodes: [
      {
        name: 'BB9',
        syncConnections: { ...none, inPool: 1, opened: 3, closed: 2 },
        asyncConnections: { inPool: 2, inUse: 1, opened: 5, closed: 2, recovered: 1, aborted: 1 },
        pipelineConnections: none,
        errorCount: 1,
        timeoutCount: 2,
        keyBusyCount: 1,
      },
    ],
  });
  strictEqual(cluster?.role, 'follower');
  deepStrictEqual(merged, { commands: 30, requests: 4 });
});
