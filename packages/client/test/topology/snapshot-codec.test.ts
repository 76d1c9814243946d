// Snapshots as bytes: what goes in comes out, and nothing that is not a snapshot comes out.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type NodeInfo, sameNode } from '../../src/topology/node-info.ts';
import { PARTITIONS, PartitionTable } from '../../src/topology/partition-table.ts';
import { RoutingSnapshot } from '../../src/topology/routing-snapshot.ts';
import { decodeSnapshot, encodeSnapshot, SnapshotFormatError } from '../../src/topology/snapshot-codec.ts';
import { diffNodes } from '../../src/topology/snapshot-diff.ts';
import { Random } from '../helpers/random.ts';

function node(name: string, port: number, more: Partial<NodeInfo> = {}): NodeInfo {
  const address = { host: '10.0.0.1', port };
  return { name, address, addresses: [address], build: '8.1.0.1', rackIds: new Map(), active: true, ...more };
}

function table(namespace: string, columns: number, nodeCount: number, regime: number): PartitionTable {
  return new PartitionTable({
    namespace,
    columns,
    strongConsistency: regime > 0,
    owners: Uint16Array.from({ length: columns * PARTITIONS }, (_, i) => i % (nodeCount + 1)),
    regimes: new Uint32Array(PARTITIONS).fill(regime),
  });
}

function sample(): RoutingSnapshot {
  const nodes = [
    node('B1', 3000, {
      rackIds: new Map([
        ['test', 3],
        ['bar', 0],
      ]),
    }),
    node('BB9020011AC4202', 3010, {
      tlsName: 'tls.example',
      login: { host: '10.0.0.1', port: 4333, tlsName: 'tls.example' },
      active: false,
      addresses: [
        { host: '10.0.0.1', port: 3010 },
        { host: '2001:db8::1', port: 3010 },
      ],
    }),
  ];
  const tables = [table('test', 2, 2, 0), table('bar', 4, 2, 4_000_000_000)];
  return new RoutingSnapshot('réfdoc', nodes, new Map(tables.map((t) => [t.namespace, t])));
}

test('a snapshot survives the way through bytes', () => {
  const before = sample();
  const after = decodeSnapshot(encodeSnapshot(before));
  assert.strictEqual(after.clusterName, before.clusterName);
  assert.deepStrictEqual(after.nodes, before.nodes);
  assert.deepStrictEqual([...after.namespaces.keys()], ['test', 'bar']);
  for (const [name, expected] of before.namespaces) assert.deepStrictEqual(after.namespaces.get(name), expected);
  assert.strictEqual(after.indexOf('BB9020011AC4202'), 1);
  assert.strictEqual(after.indexOf('B9'), -1);
});

test('an empty snapshot has known bytes', () => {
  const bytes = encodeSnapshot(RoutingSnapshot.EMPTY);
  //                                    "TRTS"   layout 1 name nodes namespaces
  assert.strictEqual(bytes.toString('hex'), '5452545302000000000000000000');
  assert.strictEqual(decodeSnapshot(bytes).nodes.length, 0);
});

test('owners are little-endian words', () => {
  const owners = new Uint16Array(PARTITIONS);
  owners[4095] = 1;
  const one = new PartitionTable({
    namespace: 'n',
    columns: 1,
    strongConsistency: false,
    owners,
    regimes: new Uint32Array(PARTITIONS),
  });
  const bytes = encodeSnapshot(new RoutingSnapshot('', [node('B1', 1)], new Map([['n', one]])));
  assert.strictEqual(bytes.subarray(-4).toString('hex'), '00000100');
});

test('decoding works at any alignment and never aliases the bytes', () => {
  const bytes = encodeSnapshot(sample());
  const shifted = Buffer.concat([Buffer.from([0]), bytes]).subarray(1);
  const snapshot = decodeSnapshot(shifted);
  shifted.fill(0xff);
  assert.deepStrictEqual(snapshot.namespaces.get('test'), sample().namespaces.get('test'));
});

test('a cut snapshot is refused at every length', () => {
  const bytes = encodeSnapshot(sample());
  const ends = [...Array(400).keys(), ...Array.from({ length: 60 }, (_, i) => bytes.length - 1 - i * 997)];
  for (const end of ends) {
    assert.throws(() => decodeSnapshot(bytes.subarray(0, end)), SnapshotFormatError, `cut at ${end}`);
  }
});

test('wrong magic, wrong layout, trailing bytes and foreign indexes are refused', () => {
  const change = (at: number, value: number): Buffer => {
    const bytes = Buffer.from(encodeSnapshot(sample()));
    bytes[at < 0 ? bytes.length + at : at] = value;
    return bytes;
  };
  assert.throws(() => decodeSnapshot(change(0, 0)), /magic/);
  assert.throws(() => decodeSnapshot(change(4, 9)), /layout version 9/);
  assert.throws(() => decodeSnapshot(Buffer.concat([encodeSnapshot(sample()), Buffer.from([0])])), /after its end/);
  const owner = -(PARTITIONS * 4 + 1);
  assert.throws(() => decodeSnapshot(change(owner, 0xff)), /does not have/);
  const twice = new RoutingSnapshot('', [node('B1', 1), node('B1', 2)], new Map());
  assert.throws(() => decodeSnapshot(encodeSnapshot(twice)), /twice/);
});

test('random bytes and single flipped bytes never do worse than a SnapshotFormatError', () => {
  const random = new Random();
  const good = encodeSnapshot(sample());
  for (let i = 0; i < 300; i++) {
    const bytes = Buffer.from(good);
    bytes[random.below(400)] = random.below(256);
    try {
      const snapshot = decodeSnapshot(bytes);
      for (const t of snapshot.namespaces.values()) {
        assert.strictEqual(
          t.owners.some((owner) => owner > snapshot.nodes.length),
          false,
        );
      }
    } catch (error) {
      assert.strictEqual(
        (error as Error).name,
        'SnapshotFormatError',
        `TENDRIL_SEED=${random.seed}: ${(error as Error).stack}`,
      );
    }
  }
});

test('nodes are equal by value', () => {
  assert.strictEqual(sameNode(node('B1', 1), node('B1', 1)), true);
  assert.strictEqual(sameNode(node('B1', 1), node('B1', 1, { rackIds: new Map([['a', 1]]) })), false);
  assert.strictEqual(sameNode(node('B1', 1), node('B1', 2)), false);
});

test('a difference names nodes that came, left or moved', () => {
  const snapshot = (...nodes: NodeInfo[]): RoutingSnapshot => new RoutingSnapshot('', nodes, new Map());
  const before = snapshot(node('B1', 1), node('B2', 2), node('B3', 3));
  const after = snapshot(node('B3', 3, { active: false }), node('B2', 22), node('B4', 4));
  const { added, removed } = diffNodes(before, after);
  assert.deepStrictEqual(
    added.map((n) => [n.name, n.address.port]),
    [
      ['B2', 22],
      ['B4', 4],
    ],
  );
  assert.deepStrictEqual(
    removed.map((n) => [n.name, n.address.port]),
    [
      ['B1', 1],
      ['B2', 2],
    ],
  );
});
