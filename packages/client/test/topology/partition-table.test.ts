// Partition maps: reading `replicas`, the rules for applying it, and the choice of a replica.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_RACKS, type NodeInfo } from '../../src/topology/node-info.ts';
import {
  applyReplicas,
  isMapped,
  limitRegimes,
  PARTITIONS,
  PartitionTable,
  remapNodes,
  withColumns,
} from '../../src/topology/partition-table.ts';
import {
  READ_MODE_SC,
  REPLICA,
  ReplicaCounter,
  replicaForRead,
  replicaForWrite,
  selectNode,
} from '../../src/topology/replica-selection.ts';
import { type NamespaceReplicas, parseReplicas } from '../../src/topology/replicas-text.ts';

// 512 bytes of zeros; only partition 0 (0x80 in byte 0); only partition 4095 (0x01 in byte 511); all.
const NONE = `${'A'.repeat(683)}=`;
const FIRST = `g${'A'.repeat(682)}=`;
const LAST = `${'A'.repeat(682)}E=`;
const ALL = `${'/'.repeat(682)}8=`;

function reply(text: string): NamespaceReplicas {
  const { namespaces, problems } = parseReplicas(text);
  assert.deepStrictEqual(problems, []);
  return namespaces[0] as NamespaceReplicas;
}

function apply(table: PartitionTable | undefined, node: number, text: string): PartitionTable {
  return applyReplicas(table, node, reply(text)).table;
}

test('a replicas value is read, bits in the server’s order', () => {
  const { namespaces, problems } = parseReplicas(`test:0,2,${FIRST},${LAST};bar:7,1,${NONE}`);
  assert.deepStrictEqual(problems, []);
  assert.deepStrictEqual(
    namespaces.map((n) => [n.namespace, n.regime, n.bitmaps.length]),
    [
      ['test', 0, 2],
      ['bar', 7, 1],
    ],
  );
  const table = apply(undefined, 0, `test:0,2,${FIRST},${LAST}`);
  assert.strictEqual(table.owner(0, 0), 0);
  assert.strictEqual(table.owner(1, 0), -1);
  assert.strictEqual(table.owner(4095, 1), 0);
  assert.strictEqual(table.owner(4094, 1), -1);
  assert.strictEqual(table.owner(4095, 2), -1);
  assert.strictEqual(table.owners.filter((owner) => owner !== 0).length, 2);
});

test('a bitmap of all ones maps every partition', () => {
  const table = apply(undefined, 4, `test:0,1,${ALL}`);
  assert.strictEqual(
    table.owners.every((owner) => owner === 5),
    true,
  );
});

test('an empty replicas value names no namespace', () => {
  assert.deepStrictEqual(parseReplicas(''), { namespaces: [], problems: [] });
});

for (const [what, text] of [
  ['an error', 'ERROR:4:bad'],
  ['a bitmap one character short', `test:0,1,${NONE.slice(1)}`],
  ['a bitmap one character long', `test:0,1,A${NONE}`],
  ['a bitmap without padding', `test:0,1,${'A'.repeat(684)}`],
  ['a bitmap of another alphabet', `test:0,1,${'-'.repeat(683)}=`],
  ['fewer bitmaps than announced', `test:0,2,${NONE}`],
  ['more bitmaps than announced', `test:0,1,${NONE},${NONE}`],
  ['a replication factor of zero', 'test:0,0'],
  ['a replication factor of 256', `test:0,256,${NONE}`],
  ['a negative regime', `test:-1,1,${NONE}`],
  ['a regime above 32 bits', `test:4294967296,1,${NONE}`],
  ['no namespace', `:0,1,${NONE}`],
  ['a namespace of 32 characters', `${'n'.repeat(32)}:0,1,${NONE}`],
  ['no colon', 'test'],
] as const) {
  test(`${what} in a replicas value is a problem, and the other namespaces stay usable`, () => {
    assert.strictEqual(parseReplicas(text).problems.length, 1);
    assert.strictEqual(parseReplicas(text).namespaces.length, 0);
    if (what === 'an error') return;
    const mixed = parseReplicas(`ok:0,1,${ALL};${text}`);
    assert.strictEqual(mixed.problems.length, 1);
    assert.deepStrictEqual(
      mixed.namespaces.map((n) => n.namespace),
      ['ok'],
    );
  });
}

test('a replicas value cut anywhere never yields the cut namespace', () => {
  const text = `test:0,2,${FIRST},${LAST}`;
  for (let end = 1; end < text.length; end++) {
    const cut = parseReplicas(text.slice(0, end));
    assert.deepStrictEqual([cut.namespaces.length, cut.problems.length], [0, 1], `cut at ${end}`);
  }
});

test('more than three columns are kept', () => {
  const table = apply(undefined, 2, `test:0,5,${NONE},${NONE},${NONE},${NONE},${FIRST}`);
  assert.strictEqual(table.columns, 5);
  assert.strictEqual(table.owner(0, 4), 2);
});

test('an equal or newer regime wins, an older one is ignored', () => {
  let table = apply(undefined, 0, `test:5,1,${FIRST}`);
  const old = applyReplicas(table, 1, reply(`test:4,1,${FIRST}`));
  assert.strictEqual(old.table, table);
  assert.strictEqual(old.ignored, 1);
  table = apply(table, 1, `test:5,1,${FIRST}`);
  assert.strictEqual(table.owner(0, 0), 1);
  table = apply(table, 2, `test:9,1,${FIRST}`);
  assert.strictEqual(table.owner(0, 0), 2);
  assert.strictEqual(table.regimes[0], 9);
  assert.strictEqual(table.regimes[1], 0);
  assert.strictEqual(table.strongConsistency, true);
});

test('a node that loses an entry is reported as displaced', () => {
  const table = apply(undefined, 0, `test:0,1,${ALL}`);
  const result = applyReplicas(table, 3, reply(`test:0,1,${FIRST}`));
  assert.deepStrictEqual([...result.displaced], [0]);
  assert.deepStrictEqual([...applyReplicas(undefined, 3, reply(`test:0,1,${FIRST}`)).displaced], []);
});

test('cleared bits never unmap, and an unchanged reply gives the same table', () => {
  const table = apply(undefined, 0, `test:0,1,${ALL}`);
  assert.strictEqual(apply(table, 0, `test:0,1,${NONE}`), table);
  assert.strictEqual(apply(table, 0, `test:0,1,${ALL}`), table);
});

test('applying never writes into the table before', () => {
  const before = apply(undefined, 0, `test:1,1,${ALL}`);
  apply(before, 1, `test:2,1,${ALL}`);
  assert.strictEqual(before.owner(17, 0), 0);
  assert.strictEqual(before.regimes[17], 1);
});

test('columns grow with a reply and are cut on demand', () => {
  const wide = apply(apply(undefined, 0, `test:0,1,${ALL}`), 1, `test:0,3,${NONE},${ALL},${NONE}`);
  assert.deepStrictEqual([wide.columns, wide.owner(9, 0), wide.owner(9, 1), wide.owner(9, 2)], [3, 0, 1, -1]);
  const cut = withColumns(wide, 2);
  assert.deepStrictEqual([cut.columns, cut.owner(9, 1), cut.owners.length], [2, 1, 2 * PARTITIONS]);
});

test('indexes follow when nodes leave', () => {
  const table = apply(apply(undefined, 0, `test:0,2,${ALL},${NONE}`), 2, `test:0,2,${NONE},${ALL}`);
  const moved = remapNodes(table, [-1, 0, 1]);
  assert.deepStrictEqual([moved.owner(0, 0), moved.owner(0, 1)], [-1, 1]);
  assert.strictEqual(isMapped(moved, 1), true);
  assert.strictEqual(isMapped(moved, 0), false);
});

test('the regime of a partition is forgotten with its last owner', () => {
  const table = apply(apply(undefined, 0, `test:5,2,${ALL},${NONE}`), 1, `test:6,2,${NONE},${FIRST}`);
  assert.deepStrictEqual([table.regimes[0], table.regimes[1]], [6, 5]);
  const moved = remapNodes(table, [-1, 0]);
  assert.deepStrictEqual([moved.regimes[0], moved.regimes[1]], [6, 0]);
});

test('an older regime takes what nobody owns, and nothing else', () => {
  // The owner of the first copy has left, that of the second, whose regime is newer, has not.
  const table = apply(apply(undefined, 0, `test:5,2,${ALL},${NONE}`), 1, `test:6,2,${NONE},${FIRST}`);
  const { table: taken, ignored } = applyReplicas(remapNodes(table, [-1, 0]), 1, reply(`test:5,2,${FIRST},${FIRST}`));
  assert.deepStrictEqual([taken.owner(0, 0), taken.owner(0, 1), taken.regimes[0], ignored], [1, 0, 6, 1]);
});

test('regimes are lowered to a limit, and a table below it stays the same', () => {
  const table = apply(apply(undefined, 0, `test:5,1,${ALL}`), 1, `test:8,1,${FIRST}`);
  const lower = limitRegimes(table, 6);
  assert.deepStrictEqual([lower.regimes[0], lower.regimes[1], lower.owner(0, 0)], [6, 5, 1]);
  assert.strictEqual(limitRegimes(lower, 6), lower);
});

// Three columns at partition 0: nodes 0, 1, 2. At partition 1: nobody, 1, nobody. At partition 2: nobody at all.
function threeColumns(strongConsistency = false): PartitionTable {
  const owners = new Uint16Array(3 * PARTITIONS);
  owners.set([1], 0);
  owners.set([2, 2], PARTITIONS);
  owners.set([3], 2 * PARTITIONS);
  const regimes = new Uint32Array(PARTITIONS);
  return new PartitionTable({ namespace: 'test', columns: 3, strongConsistency, owners, regimes });
}

test('MASTER uses column 0 only', () => {
  const table = threeColumns();
  assert.deepStrictEqual(
    [0, 1, 2].map((attempt) => selectNode(table, 0, REPLICA.MASTER, attempt)),
    [0, 0, 0],
  );
  assert.strictEqual(selectNode(table, 1, REPLICA.MASTER, 0), -1);
});

for (const name of ['SEQUENCE', 'ANY', 'RANDOM'] as const) {
  test(`${name} walks the columns from the attempt on and skips empty ones`, () => {
    const table = threeColumns();
    const walk = (p: number): number[] =>
      [0, 1, 2, 3, 4].map((attempt) => selectNode(table, p, REPLICA[name], attempt));
    assert.deepStrictEqual(walk(0), [0, 1, 2, 0, 1]);
    assert.deepStrictEqual(walk(1), [1, 1, 1, 1, 1]);
    assert.deepStrictEqual(walk(2), [-1, -1, -1, -1, -1]);
  });
}

test('ANY spreads evenly over two replicas and SEQUENCE begins at the master', () => {
  const counter = new ReplicaCounter();
  const table = apply(apply(undefined, 0, `test:0,2,${ALL},${NONE}`), 1, `test:0,2,${NONE},${ALL}`);
  const hits = [0, 0];
  for (let i = 0; i < 100; i++) {
    const node = selectNode(table, 7, REPLICA.ANY, counter.start(REPLICA.ANY));
    hits[node] = (hits[node] as number) + 1;
  }
  assert.deepStrictEqual(hits, [50, 50]);
  assert.strictEqual(counter.start(REPLICA.SEQUENCE), 0);
});

function nodesOnRacks(...racks: (number | undefined)[]): NodeInfo[] {
  return racks.map((rack, index) => ({
    name: `B${index + 1}`,
    address: { host: '127.0.0.1', port: 3000 + index },
    addresses: [],
    build: '8.1.0.1',
    rackIds: rack === undefined ? NO_RACKS : new Map([['test', rack]]),
    active: true,
  }));
}

for (const { racks, preferred, attempt, previous, expected, why } of [
  { racks: [1, 2, 3], preferred: [2], attempt: 0, previous: -1, expected: 1, why: 'a node on the rack' },
  { racks: [1, 2, 3], preferred: [3, 2], attempt: 0, previous: -1, expected: 2, why: 'the first preferred rack' },
  {
    racks: [1, 2, 2],
    preferred: [2],
    attempt: 0,
    previous: 1,
    expected: 2,
    why: 'another node on the rack after one failed',
  },
  {
    racks: [1, 2, 3],
    preferred: [2],
    attempt: 0,
    previous: 1,
    expected: 0,
    why: 'another rack after the only one failed',
  },
  { racks: [1, 2, 3], preferred: [9], attempt: 0, previous: -1, expected: 0, why: 'the sequence without a match' },
  { racks: [1, 2, 3], preferred: [9], attempt: 1, previous: 0, expected: 1, why: 'the sequence from the attempt on' },
  { racks: [1, 2, 3], preferred: [9], attempt: 0, previous: 0, expected: 1, why: 'not the previous node' },
  {
    racks: [undefined, undefined, undefined],
    preferred: [1],
    attempt: 0,
    previous: -1,
    expected: 0,
    why: 'no racks at all',
  },
]) {
  test(`PREFER_RACK gives ${why}`, () => {
    const node = selectNode(
      threeColumns(),
      0,
      REPLICA.PREFER_RACK,
      attempt,
      previous,
      nodesOnRacks(...racks),
      preferred,
    );
    assert.strictEqual(node, expected);
  });
}

test('PREFER_RACK falls back to the previous node when it is the only one, and to -1 without any', () => {
  const nodes = nodesOnRacks(1, 2, 3);
  assert.strictEqual(selectNode(threeColumns(), 1, REPLICA.PREFER_RACK, 1, 1, nodes, [2]), 1);
  assert.strictEqual(selectNode(threeColumns(), 2, REPLICA.PREFER_RACK, 0, -1, nodes, [2]), -1);
});

test('strong consistency changes the policy of reads only', () => {
  const sc = threeColumns(true);
  const ap = threeColumns(false);
  const { SESSION, LINEARIZE, ALLOW_REPLICA, ALLOW_UNAVAILABLE } = READ_MODE_SC;
  assert.strictEqual(replicaForRead(sc, REPLICA.SEQUENCE, SESSION), REPLICA.MASTER);
  assert.strictEqual(replicaForRead(sc, REPLICA.PREFER_RACK, LINEARIZE), REPLICA.SEQUENCE);
  assert.strictEqual(replicaForRead(sc, REPLICA.ANY, LINEARIZE), REPLICA.ANY);
  assert.strictEqual(replicaForRead(sc, REPLICA.PREFER_RACK, ALLOW_REPLICA), REPLICA.PREFER_RACK);
  assert.strictEqual(replicaForRead(sc, REPLICA.ANY, ALLOW_UNAVAILABLE), REPLICA.ANY);
  assert.strictEqual(replicaForRead(ap, REPLICA.ANY, SESSION), REPLICA.ANY);
  assert.deepStrictEqual(
    [REPLICA.MASTER, REPLICA.ANY, REPLICA.SEQUENCE, REPLICA.PREFER_RACK, REPLICA.RANDOM].map(replicaForWrite),
    [REPLICA.MASTER, REPLICA.SEQUENCE, REPLICA.SEQUENCE, REPLICA.SEQUENCE, REPLICA.RANDOM],
  );
});
