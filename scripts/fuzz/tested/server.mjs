// An embedded server under test, and a namespace besides the one that is attacked. Settings: `nodes`, by default two, so
// that records are copied, and `security`. What it logs as an error is a problem: it is for what nobody foresaw.
import { EmbeddedServer } from '../../../packages/server/esm/index.mjs';
import { problem, settings, tested } from './watch.mjs';

const { nodes = 2, security = false } = settings;
const server = await EmbeddedServer.start({
  port: 0,
  nodes,
  namespaces: ['test', 'guard'],
  migration: 'manual',
  security,
  log: (level, message) => {
    if (level === 'error') problem(message);
  },
});
await server.rebalance();
const last = server.nodes.at(-1);
tested(
  {
    port: () => server.port,
    hosts: () => server.hosts,
    /** The last node goes, and the others have its partitions; or it comes back. */
    change: async () => {
      if (last.isRunning) await last.stop();
      else await last.restart();
      await server.rebalance();
    },
  },
  () => server.stop(),
);
