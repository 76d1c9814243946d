// Info values to the tend. Several small clusters of scripted nodes, each with a client; in a step some values of some
// nodes are damaged or invented for a tend or two, then they are right again, under new generations as a real cluster
// would have them. Then each client has to find every record, by itself.
import { readdirSync } from 'node:fs';
import { Finding } from './lib/finding.mjs';
import { infoBytes, infoValue } from './lib/info-grammar.mjs';
import { pick } from './lib/mutate.mjs';
import { record } from './lib/reply-grammar.mjs';
import { digestOf, infoReply, nameOf, ScriptedNode, validInfo } from './lib/scripted-node.mjs';
import { Tested } from './lib/tested.mjs';

const CLUSTERS = 8;
const NODES = 3;
const KEYS = 16;
const PARTITION_BYTES = 512;
/** One tend is due every 250 ms. */
const DAMAGED_MS = 400;
const RECOVERY_MS = 10_000;
/** Of the tested process: eight clients, four sockets each to three nodes, and what is being tried. */
const MAX_OPEN_FILES = 600;

const DAMAGED = [
  'node',
  'peers-generation',
  'partition-generation',
  'build',
  'cluster-name',
  'peers-clear-std',
  'peers-clear-std',
  'peers-clear-std',
  'replicas',
  'replicas',
  'replicas',
  'rack-ids',
  'rebalance-generation',
  'features',
  'user-agent-set',
];

export const fuzzer = {
  name: 'info',
  steps: 60,
  bounds: { keptMiB: 48, peakMiB: 768 },
  open,
  plan: (random) =>
    Array.from({ length: CLUSTERS }, (_, cluster) =>
      Array.from({ length: 1 + random.below(5) }, () => planOne(random, cluster)),
    ).flat(),
};

function planOne(random, cluster) {
  const item = { cluster, node: random.below(NODES), command: pick(random, DAMAGED) };
  if (random.below(6) === 0) return { ...item, bytes: infoBytes(random) };
  return { ...item, value: infoValue(random, item.command) };
}

async function open() {
  const target = new Target();
  for (let number = 0; number < CLUSTERS; number++) target.clusters.push(await Cluster.start());
  const clients = target.clusters.map(({ hosts }) => hosts);
  const tested = new Tested('client', {
    clients,
    keys: KEYS,
    rackAware: true,
    connTimeoutMs: 300,
    mergeCommands: 'off',
  });
  target.tested = [tested];
  await tested.ask({ what: 'connect' });
  return target;
}

class Cluster {
  nodes = [];
  generation = 1;
  damage = [];

  static async start() {
    const cluster = new Cluster();
    for (let number = 0; number < NODES; number++) {
      cluster.nodes.push(
        await ScriptedNode.start({
          onInfo: (socket, commands) => cluster.#answer(socket, commands, number),
          onMessage: (socket, request) => socket.write(record(digestOf(request))),
        }),
      );
    }
    return cluster;
  }

  get hosts() {
    return this.nodes.map(({ port }) => `127.0.0.1:${port}`).join(',');
  }

  #answer(socket, commands, number) {
    const peers = this.nodes.map(({ port }, other) => ({ name: nodeName(other), port })).toSpliced(number, 1);
    const { port } = this.nodes[number];
    const bitmaps = [bitmap(number)];
    const valid = validInfo({ name: nodeName(number), port, peers, generation: this.generation, bitmaps });
    const damage = this.damage.filter(({ node }) => node === number);
    const instead = damage.find(
      ({ bytes, command }) => bytes !== undefined && commands.some((one) => nameOf(one) === command),
    );
    if (instead !== undefined) {
      socket.write(instead.bytes);
      return;
    }
    const values = new Map(damage.map(({ command, value }) => [command, value]));
    socket.write(infoReply(commands, (command) => values.get(nameOf(command)) ?? valid[nameOf(command)] ?? 'ERROR:4:'));
  }
}

const nodeName = (number) => `BB900000000000${number + 1}`;

/** Each node has every third partition. */
function bitmap(number) {
  const bytes = Buffer.alloc(PARTITION_BYTES);
  for (let partition = number; partition < 8 * PARTITION_BYTES; partition += NODES)
    bytes[partition >> 3] |= 0x80 >> (partition & 7);
  return bytes.toString('base64');
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

class Target {
  clusters = [];
  outcomes = new Map();

  async step(items) {
    for (const [number, cluster] of this.clusters.entries()) {
      cluster.damage = items.filter((item) => item.cluster === number);
      cluster.generation++;
    }
    const [tested] = this.tested;
    await this.#get();
    await pause(DAMAGED_MS);
    await this.#get();
    const files = readdirSync(`/proc/${tested.pid}/fd`).length;
    if (files > MAX_OPEN_FILES) throw new Finding(`${files} files are open at a time`);
    for (const cluster of this.clusters) {
      cluster.damage = [];
      cluster.generation++;
    }
    const states = await tested.ask({ what: 'recovered', limitMs: RECOVERY_MS });
    const failed = states.findIndex((state) => state !== 'ok');
    if (failed !== -1) {
      throw new Finding(
        `Client ${failed} does not recover within ${RECOVERY_MS} ms of right answers: ${states[failed]}`,
      );
    }
  }

  /** Commands meanwhile may fail, but in time. */
  async #get() {
    const commands = this.clusters.flatMap((_, client) =>
      Array.from({ length: KEYS }, (_, key) => ({ client, command: 'get', key, limitMs: 300 })),
    );
    for (const { outcome, isForeign, overdueMs, key } of await this.tested[0].ask({ what: 'commands', commands })) {
      this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
      if (isForeign) throw new Finding(`get of key ${key} returned the record of another key`);
      if (overdueMs !== undefined)
        throw new Finding(`get of key ${key} was not settled ${overdueMs} ms after its limit`);
    }
  }

  close() {
    for (const { nodes } of this.clusters) for (const node of nodes) node.close();
  }
}
