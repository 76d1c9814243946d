// Child process: an embedded server whose nodes can be taken away and brought back. Settings: `nodes`.
import { EmbeddedServer } from '../../../packages/server/esm/index.mjs';
import { answer, settings } from './answering.mjs';

const server = await EmbeddedServer.start({ port: 0, nodes: settings.nodes });
answer(
  {
    hosts: () => server.nodes[0].address,
    kill: ({ node }) => server.nodes[node].kill(),
    restart: ({ node }) => server.nodes[node].restart(),
  },
  () => server.stop(),
);
