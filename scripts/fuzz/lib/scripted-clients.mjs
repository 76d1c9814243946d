// Clients under test, each with a scripted node of its own, for fuzzers that answer commands.
import { ScriptedNode } from './scripted-node.mjs';
import { Tested } from './tested.mjs';

/** Opens them for a target, which answers, and fills its `nodes`, `tested` and `digests`. */
export async function openScriptedClients(target, count, { keys, mergeCommands }) {
  for (let client = 0; client < count; client++) {
    target.nodes.push(
      await ScriptedNode.start({
        onInfo: (socket, commands, node) => target.answerInfo(socket, commands, node, client),
        onMessage: (socket, request) => target.answerMessage(socket, request, client),
      }),
    );
  }
  const clients = target.nodes.map(({ port }) => `127.0.0.1:${port}`);
  const tested = new Tested('client', { clients, keys, maxConnsPerNode: 3, mergeCommands });
  target.tested = [tested];
  target.digests = await tested.ask({ what: 'connect' });
  return target;
}
