// Connections that all processes of a segment may have together: shares that follow who comes and goes, under load, with
// real processes and the connections that the server counts.

import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { shareOfConnections } from '../../src/command/routing/network-link.ts';
import { type ConfigOptions, status } from '../../src/index.ts';
import { skip } from '../shm/helpers.ts';
import { ChildClient } from './child-client.ts';
import { connectClient, startServer, uniqueSegmentKey } from './topologies.ts';

for (const [together, participants, own, share] of [
  [undefined, 64, 100, 100],
  [100, 1, 300, 100],
  [100, 3, 300, 33],
  [100, 3, 20, 20],
  [10, 64, 100, 1],
] as const) {
  test(`${participants} participants, ${together} connections together, ${own} by itself: ${share}`, () => {
    strictEqual(shareOfConnections(together, participants, own), share);
  });
}

for (const maxConnsPerNode of [0, 1.5, -1, 'many']) {
  test(`a common limit of ${maxConnsPerNode} is refused`, async () => {
    const config = { sharedMemory: { maxConnsPerNode } } as unknown as ConfigOptions;
    await connectClient({ after() {} } as never, config).then(
      () => strictEqual(true, false),
      (error) => deepStrictEqual([error.code, /maxConnsPerNode/.test(error.message)], [status.ERR_CLIENT, true]),
    );
  });
}

test('processes that come and go share what connections there may be', { skip }, async (t) => {
  const server = await startServer(t, 1);
  const node = server.nodes[0];
  const sharedMemory = { key: uniqueSegmentKey(), maxConnsPerNode: 6 };
  const config = { hosts: server.hosts, tenderInterval: 250, sharedMemory };
  const start = async (): Promise<ChildClient> => {
    const child = new ChildClient(t, config);
    await child.connected();
    child.order({ do: 'load' });
    return child;
  };
  /** Each report is an answer of the process, so this turns no faster than the process does. */
  const untilShare = async (child: ChildClient, share: number): Promise<void> => {
    while ((await child.report()).maxConnsPerNode !== share) await child.more(100);
  };
  const first = await start();
  await untilShare(first, 6);
  const second = await start();
  const third = await start();
  for (const child of [first, second, third]) await untilShare(child, 2);
  // The surplus of the first ones closes with the replies to what it carried. One more connection is the tending.
  while ((node?.connections ?? 0) > 7) await first.more(100);
  for (const child of [first, second, third]) {
    await child.more(500);
    strictEqual((node?.connections ?? 0) <= 7, true, `${node?.connections} connections`);
  }
  deepStrictEqual((await third.report()).failures, []);
  await third.close();
  for (const child of [first, second]) await untilShare(child, 3);
  for (const child of [first, second]) deepStrictEqual((await child.report()).failures, []);
});
