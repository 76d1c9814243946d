// Child process: an embedded server whose nodes can be taken away and brought back. Settings: `nodes`; `migration` as the
// server has it; `noticesWhenTold`: the others notice a death only after what `kill` says.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { EmbeddedServer } from '../../../packages/server/esm/index.mjs';
import { answer, settings } from './answering.mjs';
import { monotonicMs } from './monotonic.mjs';

const { nodes, migration, noticesWhenTold } = settings;
const server = await EmbeddedServer.start({
  port: 0,
  nodes,
  ...(migration && { migration }),
  ...(noticesWhenTold && { failureDetectionMs: Number.POSITIVE_INFINITY }),
});
const loop = monitorEventLoopDelay({ resolution: 5 });
answer(
  {
    hosts: () => server.nodes[0].address,
    address: ({ node }) => server.nodes[node].address,
    /** Resolves with the moment of the death. */
    kill: async ({ node, noticeAfterMs }) => {
      const atMs = monotonicMs();
      await server.nodes[node].kill();
      if (noticeAfterMs !== undefined) setTimeout(() => server.rebalance(), noticeAfterMs);
      return atMs;
    },
    restart: ({ node }) => server.nodes[node].restart(),
    /** Moves so many partitions; when none are to be moved, a node leaves and comes back empty. */
    change: async ({ partitions }) => {
      if (server.migrationsRemaining > 0) return server.rebalance({ partitions });
      const node = server.nodes.at(-1);
      await node.stop();
      await node.restart({ keepData: false });
    },
    /** Longest delay of the event loop since it was asked last; from the first time on. */
    loopDelay: () => {
      const delayMs = loop.max / 1e6;
      loop.reset();
      loop.enable();
      return delayMs;
    },
    /** Commands that came to the wrong node. */
    passedOn: () => server.nodes.reduce((sum, node) => sum + node.proxiedCommands, 0),
  },
  () => server.stop(),
);
