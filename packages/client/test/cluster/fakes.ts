// A cluster of servers as tending sees it, without sockets or time: info texts over fake channels, a segment
// that lives in this process. Replies are composed from the grammars in docs/protocol/.

import type { InfoChannel, InfoConnector } from '../../src/cluster/info-channel.ts';
import type { SegmentHooks, SnapshotSegment } from '../../src/cluster/snapshot-segment.ts';
import type { SegmentRole, SegmentSnapshot } from '../../src/shm/types.ts';

export type Behaviour = 'up' | 'refuses' | 'hangs' | 'mute';

export class FakeNode {
  name: string;
  host: string;
  port = 3000;
  behaviour: Behaviour = 'up';
  build = '8.1.0.1';
  clusterName = 'fake';
  peersGeneration = 1;
  partitionGeneration = 1;
  rebalanceGeneration = 1;
  /** Names of the peers it lists; the addresses are theirs. */
  peers: string[] = [];
  /** Partitions per column, by namespace. */
  readonly maps = new Map<string, { regime: number; columns: Set<number>[] }>();
  /** Overrides of whole values. */
  readonly values = new Map<string, string>();
  services: string | undefined;
  readonly asked: string[] = [];

  constructor(name: string, host: string) {
    this.name = name;
    this.host = host;
  }
}

export class FakeServers {
  readonly nodes: FakeNode[] = [];
  readonly names = new Map<string, string[]>();
  readonly channels = new Set<FakeChannel>();
  connects = 0;

  add(name: string, host: string): FakeNode {
    const node = new FakeNode(name, host);
    this.nodes.push(node);
    return node;
  }

  node(name: string): FakeNode {
    const found = this.nodes.find((node) => node.name === name);
    if (found === undefined) throw new Error(`no fake node ${name}`);
    return found;
  }

  /** Every node that is up lists every other that is up, and every column is dealt out round-robin. */
  form(columns = 1, namespace = 'test'): void {
    const up = this.nodes.filter((node) => node.behaviour === 'up');
    for (const [index, node] of up.entries()) {
      node.peers = up.filter((other) => other !== node).map((other) => other.name);
      node.peersGeneration++;
      node.partitionGeneration++;
      const sets = Array.from({ length: columns }, () => new Set<number>());
      for (let p = 0; p < 4096; p++) {
        for (let c = 0; c < Math.min(columns, up.length); c++) if ((p + c) % up.length === index) sets[c]?.add(p);
      }
      node.maps.set(namespace, { regime: 0, columns: sets });
    }
  }

  /** The connections of a node, or all, break; it listens and answers as before. */
  cut(node?: FakeNode): void {
    for (const channel of this.channels) if (node === undefined || channel.node === node) channel.close();
  }

  get openChannels(): number {
    return [...this.channels].filter((channel) => !channel.closed).length;
  }

  readonly connect: InfoConnector = (address) => {
    this.connects++;
    const node = this.nodes.find((candidate) => candidate.host === address.host && candidate.port === address.port);
    if (node === undefined || node.behaviour === 'refuses') return Promise.reject(new Error('connection refused'));
    if (node.behaviour === 'hangs') return new Promise(() => {});
    const channel = new FakeChannel(this, node, address.host);
    this.channels.add(channel);
    return Promise.resolve(channel);
  };

  readonly resolve = (host: string): Promise<readonly string[]> => {
    const found = this.names.get(host);
    return found === undefined ? Promise.reject(new Error(`${host} is not known`)) : Promise.resolve(found);
  };

  value(node: FakeNode, command: string): string {
    const fixed = node.values.get(command);
    if (fixed !== undefined) return fixed;
    switch (command) {
      case 'node':
        return node.name;
      case 'build':
        return node.build;
      case 'cluster-name':
        return node.clusterName;
      case 'peers-generation':
        return String(node.peersGeneration);
      case 'partition-generation':
        return String(node.partitionGeneration);
      case 'rebalance-generation':
        return String(node.rebalanceGeneration);
      case 'service-clear-std':
        return node.services ?? `${node.host}:${node.port}`;
      case 'peers-clear-std':
        return this.#peers(node);
      case 'replicas':
        return replicas(node);
      case 'rack-ids':
        return 'ERROR:25:enterprise only';
      default:
        return command.startsWith('user-agent-set') ? 'ok' : 'ERROR:4:unrecognized command';
    }
  }

  #peers(node: FakeNode): string {
    const peers = node.peers.map((name) => {
      const { host, port } = this.node(name);
      return `[${name},,[${host.includes(':') ? `[${host}]` : host}:${port}]]`;
    });
    return `${node.peersGeneration},3000,[${peers.join(',')}]`;
  }
}

function replicas(node: FakeNode): string {
  const entries = [...node.maps].map(([namespace, { regime, columns }]) => {
    const bitmaps = columns.map((partitions) => {
      const bytes = Buffer.alloc(512);
      for (const p of partitions) bytes[p >> 3] = (bytes[p >> 3] as number) | (0x80 >> (p & 7));
      return bytes.toString('base64');
    });
    return `${namespace}:${regime},${columns.length},${bitmaps.join(',')}`;
  });
  return entries.join(';');
}

export class FakeChannel implements InfoChannel {
  readonly remoteAddress: string;
  readonly node: FakeNode;
  closed = false;
  readonly #servers: FakeServers;

  constructor(servers: FakeServers, node: FakeNode, remoteAddress: string) {
    this.#servers = servers;
    this.node = node;
    this.remoteAddress = remoteAddress;
  }

  request(commands: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (this.closed) return Promise.reject(new Error('channel is closed'));
    const { node } = this;
    const reachable = this.#servers.nodes.includes(node) && node.host === this.remoteAddress;
    if (!reachable || node.behaviour === 'refuses') return Promise.reject(new Error('connection reset'));
    if (node.behaviour !== 'up') return new Promise(() => {});
    node.asked.push(...commands);
    return Promise.resolve(new Map(commands.map((command) => [command, this.#servers.value(node, command)])));
  }

  close(): void {
    this.closed = true;
  }
}

/** A segment shared by several fake participants of one test. */
export class FakeSharedMemory {
  readonly participants: FakeSegment[] = [];
  body: Uint8Array = new Uint8Array(0);
  generation = 0;
  epoch = 0;

  attach(hooks: SegmentHooks): FakeSegment {
    const role = this.participants.some((other) => other.role === 'owner') ? 'follower' : 'owner';
    const segment = new FakeSegment(this, hooks, role);
    this.participants.push(segment);
    return segment;
  }

  /** What a follower's tick does after the owner died: the first living follower becomes owner. */
  elect(): void {
    const heir = this.participants.find((segment) => segment.role === 'follower');
    heir?.become('owner', 'owner died');
  }
}

export class FakeSegment implements SnapshotSegment {
  role: SegmentRole;
  participants = 1;
  progress = 0;
  closed = false;
  failNextPublish = false;
  readonly hooks: SegmentHooks;
  readonly #memory: FakeSharedMemory;
  #seen = 0;

  constructor(memory: FakeSharedMemory, hooks: SegmentHooks, role: SegmentRole) {
    this.#memory = memory;
    this.hooks = hooks;
    this.role = role;
  }

  become(role: SegmentRole, reason: string): void {
    if (role === 'owner') {
      this.#memory.epoch++;
      this.#memory.generation++;
    }
    this.role = role;
    this.hooks.onRoleChange(role, reason);
  }

  hasChanged(): boolean {
    return this.#seen !== this.#memory.generation;
  }

  read(): SegmentSnapshot | undefined {
    const { generation, epoch, body } = this.#memory;
    this.#seen = generation;
    if (generation === 0) return undefined;
    return { generation, epoch, ownerPid: 1, writtenAtMs: 0, body: body.slice() };
  }

  publish(body: Uint8Array): boolean {
    if (this.failNextPublish) {
      this.failNextPublish = false;
      throw new Error('no space left');
    }
    if (this.role !== 'owner') return false;
    this.#memory.body = body.slice();
    this.#seen = ++this.#memory.generation;
    for (const other of this.#memory.participants) if (other !== this && !other.closed) other.hooks.onChange();
    return true;
  }

  noteProgress(): void {
    this.progress++;
  }

  request(): void {
    const owner = this.#memory.participants.find(({ role }) => role === 'owner');
    owner?.hooks.onRequest();
  }

  close(): void {
    this.closed = true;
    this.role = 'detached';
  }
}
