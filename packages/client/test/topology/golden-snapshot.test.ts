// The snapshot as other processes have written it. A file is never written again: clients of its layout run on the same
// hosts as this one. Whoever changes the layout raises SNAPSHOT_LAYOUT_VERSION, which keeps the two apart, and adds a
// file of the new one.

import { deepStrictEqual, strictEqual, throws } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { PARTITIONS } from '../../src/topology/partition-table.ts';
import { decodeSnapshot, encodeSnapshot, SNAPSHOT_LAYOUT_VERSION } from '../../src/topology/snapshot-codec.ts';

const FOLDER = join(__dirname, '../../../test/topology');

function golden(version = SNAPSHOT_LAYOUT_VERSION): Buffer {
  return readFileSync(join(FOLDER, `golden-snapshot-${version}.bin`));
}

test('a snapshot of another process is read field by field', () => {
  const snapshot = decodeSnapshot(golden());
  strictEqual(snapshot.clusterName, 'réfdoc');
  deepStrictEqual(snapshot.nodes, [
    {
      name: 'BB9030011AC4202',
      address: { host: '10.0.0.1', port: 3000 },
      addresses: [{ host: '10.0.0.1', port: 3000 }],
      build: '8.1.2.0',
      rackIds: new Map([
        ['test', 3],
        ['bar', 0],
      ]),
      active: true,
      login: { host: '10.0.0.1', port: 4333, tlsName: 'tls.exämple' },
    },
    {
      name: 'A1',
      address: { host: '2001:db8::1', port: 65_535 },
      addresses: [
        { host: '2001:db8::1', port: 65_535 },
        { host: 'db.exämple', port: 1 },
      ],
      build: '4.9.0.3-rc1',
      rackIds: new Map(),
      active: false,
      tlsName: 'tls.exämple',
    },
  ]);
  deepStrictEqual([...snapshot.namespaces.keys()], ['test', 'bär']);
  const [available, strong] = [...snapshot.namespaces.values()];
  deepStrictEqual([available?.columns, available?.strongConsistency], [2, false]);
  deepStrictEqual([strong?.columns, strong?.strongConsistency], [1, true]);
  for (let p = 0; p < PARTITIONS; p++) {
    strictEqual(available?.owner(p, 0), (p % 3) - 1);
    strictEqual(available?.owner(p, 1), ((PARTITIONS + p) % 3) - 1);
    strictEqual(available?.regimes[p], 0);
    strictEqual(strong?.owner(p, 0), p < 4000 ? p % 2 : -1);
    strictEqual(strong?.regimes[p], p < 4000 ? 0xffff_0000 + p : 0);
  }
});

test('the same snapshot written here has the same bytes: a change of the layout needs another version', () => {
  strictEqual(encodeSnapshot(decodeSnapshot(golden())).equals(golden()), true);
});

test('what a client of another layout has written is not read', () => {
  throws(() => decodeSnapshot(golden(1)), /layout version 1/);
});
