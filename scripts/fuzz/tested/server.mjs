// An embedded server under test: two nodes, so that records are copied, and a namespace besides the one that is attacked.
// Settings: none.
import { EmbeddedServer } from '../../../packages/server/esm/index.mjs';
import { tested } from './watch.mjs';

const server = await EmbeddedServer.start({ port: 0, nodes: 2, namespaces: ['test', 'guard'], log: () => {} });
tested({ port: () => server.port }, () => server.stop());
