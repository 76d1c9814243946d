// RoutingSnapshot to bytes and back: what the owner of a shared-memory segment publishes and its followers adopt.
// The reader trusts nothing: another process, perhaps a crashed or a hostile one, wrote these bytes.
// Little endian throughout. Change LAYOUT_VERSION with any change of the grammar.
//
//   snapshot  := magic:u32 layout:u32 clusterName:text nodes:u16 node* namespaces:u16 namespace*
//   node      := name:text flags:u8(1 active, 2 tls name, 4 login) build:text [tlsName:text] [login] address
//                addresses:u16 address* racks:u16 (namespace:text rack:i32)*
//   login     := address tlsName:text
//   address   := host:text port:u16
//   namespace := name:text columns:u8 flags:u8(1 strong consistency, 2 regimes follow)
//                owners:u16[columns * 4096] [regimes:u32[4096]]
//   text      := length:u16 utf8

import type { HostAddress, SecureAddress } from './host-address.ts';
import { MAX_TEXT_BYTES } from './limits.ts';
import type { NodeInfo } from './node-info.ts';
import { PARTITIONS, PartitionTable } from './partition-table.ts';
import { RoutingSnapshot } from './routing-snapshot.ts';

const MAGIC = 0x5354_5254; // "TRTS"
export const SNAPSHOT_LAYOUT_VERSION = 2;
/** What a reader takes of lists, more than writers of this version let in: others may be more generous. */
const MAX_LIST = { nodes: 65_534, addresses: 1024, namespaces: 1024 } as const;

const LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
const ACTIVE = 1;
const HAS_TLS_NAME = 2;
const HAS_LOGIN = 4;
const STRONG_CONSISTENCY = 1;
const HAS_REGIMES = 2;

/** The bytes are not a snapshot of this layout. */
export class SnapshotFormatError extends Error {
  override readonly name = 'SnapshotFormatError';
}

export function encodeSnapshot(snapshot: RoutingSnapshot): Buffer {
  const out = new Sink();
  out.u32(MAGIC);
  out.u32(SNAPSHOT_LAYOUT_VERSION);
  out.text(snapshot.clusterName);
  out.u16(snapshot.nodes.length);
  for (const node of snapshot.nodes) writeNode(out, node);
  out.u16(snapshot.namespaces.size);
  for (const table of snapshot.namespaces.values()) writeTable(out, table);
  return out.take();
}

export function decodeSnapshot(bytes: Uint8Array): RoutingSnapshot {
  const input = new Source(bytes);
  if (input.u32() !== MAGIC) throw new SnapshotFormatError('Snapshot has a wrong magic number');
  const layout = input.u32();
  if (layout !== SNAPSHOT_LAYOUT_VERSION) throw new SnapshotFormatError(`Snapshot has layout version ${layout}`);
  const clusterName = input.text();
  const nodes = input.list(MAX_LIST.nodes, () => readNode(input));
  const tables = input.list(MAX_LIST.namespaces, () => readTable(input, nodes.length));
  if (!input.atEnd()) throw new SnapshotFormatError('Snapshot has bytes after its end');
  const snapshot = new RoutingSnapshot(clusterName, nodes, new Map(tables.map((t) => [t.namespace, t])));
  if (new Set(nodes.map((node) => node.name)).size !== nodes.length) {
    throw new SnapshotFormatError('Snapshot names a node twice');
  }
  if (snapshot.namespaces.size !== tables.length) throw new SnapshotFormatError('Snapshot names a namespace twice');
  return snapshot;
}

function writeNode(out: Sink, node: NodeInfo): void {
  out.text(node.name);
  const { login } = node;
  out.u8(
    (node.active ? ACTIVE : 0) |
      (node.tlsName === undefined ? 0 : HAS_TLS_NAME) |
      (login === undefined ? 0 : HAS_LOGIN),
  );
  out.text(node.build);
  if (node.tlsName !== undefined) out.text(node.tlsName);
  if (login !== undefined) {
    writeAddress(out, login);
    out.text(login.tlsName);
  }
  writeAddress(out, node.address);
  out.u16(node.addresses.length);
  for (const address of node.addresses) writeAddress(out, address);
  out.u16(node.rackIds.size);
  for (const [namespace, rack] of node.rackIds) {
    out.text(namespace);
    out.u32(rack >>> 0);
  }
}

function readNode(input: Source): NodeInfo {
  const name = input.text();
  if (name === '') throw new SnapshotFormatError('Snapshot has a node without a name');
  const flags = input.u8();
  const build = input.text();
  const tlsName = (flags & HAS_TLS_NAME) === 0 ? undefined : input.text();
  const login = (flags & HAS_LOGIN) === 0 ? undefined : readLogin(input);
  const address = readAddress(input);
  const addresses = input.list(MAX_LIST.addresses, () => readAddress(input));
  const racks = input.list(MAX_LIST.namespaces, (): [string, number] => [input.text(), input.u32() | 0]);
  const node = { name, address, addresses, build, rackIds: new Map(racks), active: (flags & ACTIVE) !== 0 };
  return { ...node, ...(tlsName !== undefined && { tlsName }), ...(login !== undefined && { login }) };
}

function readLogin(input: Source): SecureAddress {
  const address = readAddress(input);
  const tlsName = input.text();
  // Without a name a password would go there without TLS.
  if (tlsName === '') throw new SnapshotFormatError('Snapshot has a login without a TLS name');
  return { ...address, tlsName };
}

function writeAddress(out: Sink, address: HostAddress): void {
  out.text(address.host);
  out.u16(address.port);
}

function readAddress(input: Source): HostAddress {
  const host = input.text();
  const port = input.u16();
  if (host === '' || port === 0) throw new SnapshotFormatError('Snapshot has an empty address');
  return { host, port };
}

function writeTable(out: Sink, table: PartitionTable): void {
  const hasRegimes = table.regimes.some((regime) => regime !== 0);
  out.text(table.namespace);
  out.u8(table.columns);
  out.u8((table.strongConsistency ? STRONG_CONSISTENCY : 0) | (hasRegimes ? HAS_REGIMES : 0));
  out.words(table.owners);
  if (hasRegimes) out.words(table.regimes);
}

function readTable(input: Source, nodeCount: number): PartitionTable {
  const namespace = input.text();
  const columns = input.u8();
  if (columns === 0) throw new SnapshotFormatError(`Snapshot has no columns for namespace ${namespace}`);
  const flags = input.u8();
  const owners = input.words(new Uint16Array(columns * PARTITIONS));
  if (owners.some((owner) => owner > nodeCount)) {
    throw new SnapshotFormatError(`Snapshot maps partitions of ${namespace} to a node it does not have`);
  }
  const regimes = new Uint32Array(PARTITIONS);
  if ((flags & HAS_REGIMES) !== 0) input.words(regimes);
  const strongConsistency = (flags & STRONG_CONSISTENCY) !== 0;
  return new PartitionTable({ namespace, columns, strongConsistency, owners, regimes });
}

class Sink {
  #buffer = Buffer.allocUnsafe(65_536);
  #at = 0;

  u8(value: number): void {
    this.#at = this.#room(1).writeUInt8(value, this.#at);
  }

  u16(value: number): void {
    this.#at = this.#room(2).writeUInt16LE(value, this.#at);
  }

  u32(value: number): void {
    this.#at = this.#room(4).writeUInt32LE(value, this.#at);
  }

  text(value: string): void {
    const bytes = Buffer.byteLength(value);
    if (bytes > MAX_TEXT_BYTES) throw new SnapshotFormatError(`Text of ${bytes} bytes does not fit a snapshot`);
    this.u16(bytes);
    this.#at += this.#room(bytes).write(value, this.#at);
  }

  words(words: Uint16Array | Uint32Array): void {
    const source = Buffer.from(words.buffer, words.byteOffset, words.byteLength);
    const target = this.#room(words.byteLength);
    source.copy(target, this.#at);
    toNative(target.subarray(this.#at, this.#at + words.byteLength), words.BYTES_PER_ELEMENT);
    this.#at += words.byteLength;
  }

  take(): Buffer {
    return this.#buffer.subarray(0, this.#at);
  }

  #room(bytes: number): Buffer {
    if (this.#at + bytes > this.#buffer.length) {
      const grown = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#at + bytes));
      this.#buffer.copy(grown, 0, 0, this.#at);
      this.#buffer = grown;
    }
    return this.#buffer;
  }
}

class Source {
  readonly #bytes: Buffer;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  u8(): number {
    return this.#bytes.readUInt8(this.#advance(1));
  }

  u16(): number {
    return this.#bytes.readUInt16LE(this.#advance(2));
  }

  u32(): number {
    return this.#bytes.readUInt32LE(this.#advance(4));
  }

  text(): string {
    const length = this.u16();
    if (length > MAX_TEXT_BYTES) throw new SnapshotFormatError(`Snapshot has a text of ${length} bytes`);
    const at = this.#advance(length);
    try {
      return this.#decoder.decode(this.#bytes.subarray(at, at + length));
    } catch {
      throw new SnapshotFormatError('Snapshot has a text that is not UTF-8');
    }
  }

  list<T>(max: number, item: () => T): T[] {
    const count = this.u16();
    if (count > max) throw new SnapshotFormatError(`Snapshot has a list of ${count} entries`);
    return Array.from({ length: count }, item);
  }

  words<T extends Uint16Array | Uint32Array>(target: T): T {
    const at = this.#advance(target.byteLength);
    const view = Buffer.from(target.buffer, target.byteOffset, target.byteLength);
    this.#bytes.copy(view, 0, at, at + target.byteLength);
    toNative(view, target.BYTES_PER_ELEMENT);
    return target;
  }

  atEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  #advance(bytes: number): number {
    const at = this.#at;
    if (at + bytes > this.#bytes.length) throw new SnapshotFormatError(`Snapshot ends early at byte ${at}`);
    this.#at = at + bytes;
    return at;
  }
}

// Between little endian and this machine's order, in place; nothing to do on the machines people have.
function toNative(bytes: Buffer, wordBytes: number): void {
  if (LITTLE_ENDIAN) return;
  if (wordBytes === 2) bytes.swap16();
  else bytes.swap32();
}
