// What the clients talk to, started and stopped: a cluster of responders, an embedded server, or servers that run
// already. A target tells its addresses, the processes whose CPU counts as the server's, and whether it holds records.

import { inBench, SERVER_BIN } from '../lib/paths.mjs';
import { Child } from '../lib/processes.mjs';

export const TARGETS = ['responder', 'embedded', 'hosts'];
/** With TLS beside the plain port; for section tls only. */
export const TLS_TARGET = 'embedded-tls';

/** `nodes` counts responder processes; the others have what they have. */
export async function startTarget(kind, { record, nodes = 1, replies, hosts, pids = [], cores }) {
  if (kind === 'responder') return startResponders({ record, replies }, nodes, cores);
  if (kind === 'embedded') return startEmbedded(cores);
  if (kind === TLS_TARGET) return startEmbedded(cores, ['--tls-port', '0', '--tls-self-signed']);
  return { hosts, pids, populate: true, stop: async () => {} };
}

async function startResponders(job, nodes, cores) {
  const children = Array.from(
    { length: nodes },
    (_, i) => new Child(`responder ${i + 1}`, inBench('targets', 'responder.mjs'), [JSON.stringify(job)], { cores }),
  );
  const stop = () => stopAll(children);
  try {
    const ports = (await Promise.all(children.map((child) => child.next('listening')))).map(({ port }) => port);
    for (const [index, child] of children.entries()) child.send({ index, ports });
    await Promise.all(children.map((child) => child.next('ready')));
    const hosts = ports.map((port) => `127.0.0.1:${port}`).join(',');
    return { hosts, ports, pids: children.map(({ pid }) => pid), populate: false, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startEmbedded(cores, args = []) {
  const child = new Child('embedded server', SERVER_BIN, ['--port', '0', ...args], { cores });
  try {
    const { hosts, tlsHosts, caFile } = await child.next('ready');
    return {
      hosts,
      tls: { hosts: tlsHosts, cafile: caFile },
      pids: [child.pid],
      populate: true,
      stop: () => child.stop(),
    };
  } catch (error) {
    await child.stop();
    throw error;
  }
}

const stopAll = (children) => Promise.all(children.map((child) => child.stop()));
