import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PartitionMap } from '../../src/cluster/partition-map.ts';
import { Succession } from '../../src/cluster/succession.ts';

const PARTITIONS = 4096;
const NAMES = ['BB900000001', 'BB900000002', 'BB900000003', 'BB900000004', 'BB900000005'];

test('a single node owns everything, as the real server prints it', () => {
  const map = PartitionMap.balanced(new Succession(['A1']), 2);
  assert.deepStrictEqual(map.bitmaps('A1'), [`${'/'.repeat(682)}8=`]);
});

for (let nodes = 1; nodes <= NAMES.length; nodes++) {
  test(`with ${nodes} nodes every partition has one master, and its replicas are other nodes`, () => {
    const names = NAMES.slice(0, nodes);
    const map = PartitionMap.balanced(new Succession(names), 3);
    assert.strictEqual(map.columns, Math.min(nodes, 3));
    const masters = new Map<string, number>();
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const owners = Array.from({ length: map.columns }, (_, column) => map.owner(column, partition));
      assert.strictEqual(new Set(owners).size, map.columns);
      masters.set(owners[0] as string, (masters.get(owners[0] as string) ?? 0) + 1);
    }
    for (const name of names) {
      const share = (masters.get(name) ?? 0) * nodes;
      assert.ok(share > PARTITIONS * 0.85 && share < PARTITIONS * 1.15, `${name} is master of ${masters.get(name)}`);
    }
  });
}

test('the bitmaps of all nodes cover each partition exactly once per column', () => {
  const map = PartitionMap.balanced(new Succession(NAMES), 2);
  for (const column of [0, 1]) {
    const covered = new Uint8Array(PARTITIONS);
    for (const name of NAMES) {
      const bits = Buffer.from(map.bitmaps(name)[column] as string, 'base64');
      assert.strictEqual(bits.length, 512);
      for (let p = 0; p < PARTITIONS; p++) {
        if (((bits[p >> 3] as number) & (0x80 >> (p & 7))) === 0) continue;
        covered[p] = (covered[p] as number) + 1;
        assert.strictEqual(map.owner(column, p), name);
      }
    }
    assert.deepStrictEqual(covered, new Uint8Array(PARTITIONS).fill(1));
  }
});

test('a node that leaves gives away its own partitions and moves no others', () => {
  const before = PartitionMap.balanced(new Succession(NAMES), 2);
  const after = PartitionMap.balanced(new Succession(NAMES.filter((name) => name !== NAMES[2])), 2);
  for (let partition = 0; partition < PARTITIONS; partition++) {
    const successor = before.owner(0, partition) === NAMES[2] ? before.owner(1, partition) : before.owner(0, partition);
    assert.strictEqual(after.owner(0, partition), successor);
  }
});

test('the order in which nodes are named changes nothing', () => {
  const map = PartitionMap.balanced(new Succession(NAMES), 2);
  const reversed = PartitionMap.balanced(new Succession([...NAMES].reverse()), 2);
  for (const name of NAMES) assert.deepStrictEqual(map.bitmaps(name), reversed.bitmaps(name));
});

test('copies of a partition are on different racks, and a node that leaves goes to the end all the same', () => {
  const racks = [1, 2, 1, 2, 2];
  for (const leaving of [undefined, new Set([NAMES[1] as string])]) {
    const succession = new Succession(NAMES, { racks, ...(leaving && { leaving }) });
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const order = NAMES.map((_, rank) => succession.node(rank, partition));
      assert.deepStrictEqual([...order].sort(), [0, 1, 2, 3, 4]);
      assert.notStrictEqual(racks[order[0] as number], racks[order[1] as number]);
      if (leaving !== undefined) assert.strictEqual(order.at(-1), 1);
    }
  }
});

test('racks change no master, and one rack changes nothing', () => {
  const plain = PartitionMap.balanced(new Succession(NAMES), 2);
  const spread = PartitionMap.balanced(new Succession(NAMES, { racks: [1, 2, 1, 2, 3] }), 2);
  const together = PartitionMap.balanced(new Succession(NAMES, { racks: [7, 7, 7, 7, 7] }), 2);
  for (const name of NAMES) {
    assert.strictEqual(spread.bitmaps(name)[0], plain.bitmaps(name)[0]);
    assert.deepStrictEqual(together.bitmaps(name), plain.bitmaps(name));
  }
});
