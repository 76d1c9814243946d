// An embedded server with the namespaces that are its arguments, those of the server that it is compared with. Forked, it ends with its parent.
import { createRequire } from 'node:module';

const { EmbeddedServer } = createRequire(import.meta.url)('../../../packages/server');
const server = await EmbeddedServer.start({
  port: 0,
  namespaces: process.argv.slice(2).map((name) => ({ name, replicationFactor: 1, nsupPeriod: 10 })),
  log: () => {},
});
process.send({ hosts: server.hosts });
process.on('disconnect', () => process.exit());
