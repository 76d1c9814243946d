// The gateway's application under test, with a client on a server elsewhere; without the processes around it. What it
// would log as an error is a problem: it is for what nobody expected.
// Settings: `hosts`.
import { once } from 'node:events';
import { createRequire } from 'node:module';
import Aerospike from '../../../packages/client/esm/index.mjs';
import { problem, settings, tested } from './watch.mjs';

const require = createRequire(import.meta.url);
const { createApp } = require('../../../packages/gateway');
const { TendrilStore } = require('../../../packages/gateway/dist/src/store/tendril-store.js');

const BODY_LIMIT_BYTES = 128 * 1024;

const client = await Aerospike.connect({ hosts: settings.hosts, log: { level: -1 } });
const server = createApp({
  store: new TendrilStore({ client: () => client, namespace: 'test', set: 'fuzz' }),
  logger: { error: ({ err }, message) => problem(`${message}: ${err?.stack ?? err}`) },
  bodyLimitBytes: BODY_LIMIT_BYTES,
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
tested({ port: () => server.address().port }, async () => {
  server.close();
  server.closeAllConnections();
  client.close();
});
