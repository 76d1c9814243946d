// An embedded server with the namespaces of the real one that it is compared with. Forked, it ends with its parent.
import { createRequire } from 'node:module';

const { EmbeddedServer } = createRequire(import.meta.url)('../../../packages/server');
const server = await EmbeddedServer.start({
  port: 0,
  namespaces: ['test', 'dev'].map((name) => ({ name, replicationFactor: 1, nsupPeriod: 10 })),
  log: (level, text) => process.env.SHOW_LOG && console.log(level, text),
});
process.send({ hosts: server.hosts });
process.on('disconnect', () => process.exit());
