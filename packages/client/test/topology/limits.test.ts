// What validation lets in fits a snapshot, and the largest snapshot fits a segment: one table, checked at its edges.

import { deepStrictEqual, ok, strictEqual, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_BODY_BYTES } from '../../src/shm/layout.ts';
import {
  excess,
  fitted,
  MAX_ADDRESSES,
  MAX_BYTES,
  MAX_COLUMNS,
  MAX_NAMESPACES,
  MAX_NODES,
  MAX_TEXT_BYTES,
} from '../../src/topology/limits.ts';
import type { NodeInfo } from '../../src/topology/node-info.ts';
import { PARTITIONS, PartitionTable } from '../../src/topology/partition-table.ts';
import { parseRackIds } from '../../src/topology/racks-text.ts';
import { parseReplicas } from '../../src/topology/replicas-text.ts';
import { RoutingSnapshot } from '../../src/topology/routing-snapshot.ts';
import { decodeSnapshot, encodeSnapshot } from '../../src/topology/snapshot-codec.ts';

/** A text of exactly so many bytes that ends differently for each number. */
const text = (bytes: number, n: number): string => n.toString(16).toUpperCase().padStart(bytes, '0');

test('no text that is let in is longer than readers take', () => {
  for (const [what, bytes] of Object.entries(MAX_BYTES)) ok(bytes <= MAX_TEXT_BYTES, what);
});

test('the largest cluster that is let in comes back from a snapshot that fits a segment', () => {
  const namespaces = Array.from({ length: MAX_NAMESPACES }, (_, n) => text(MAX_BYTES.namespace, n));
  const rackIds = new Map(namespaces.map((namespace, n) => [namespace, n]));
  const nodes = Array.from({ length: MAX_NODES }, (_, n): NodeInfo => {
    const addresses = Array.from({ length: MAX_ADDRESSES }, () => ({ host: text(MAX_BYTES.host, n), port: 65_535 }));
    return {
      name: text(MAX_BYTES.nodeName, n),
      address: addresses[0] as (typeof addresses)[0],
      addresses,
      tlsName: text(MAX_BYTES.tlsName, n),
      login: { host: text(MAX_BYTES.host, n), port: 65_535, tlsName: text(MAX_BYTES.tlsName, n) },
      build: text(MAX_BYTES.build, n),
      rackIds,
      active: true,
    };
  });
  const owners = new Uint16Array(MAX_COLUMNS * PARTITIONS).fill(MAX_NODES);
  const regimes = new Uint32Array(PARTITIONS).fill(0xffff_ffff);
  const tables = namespaces.map((namespace) => {
    return new PartitionTable({ namespace, columns: MAX_COLUMNS, strongConsistency: true, owners, regimes });
  });
  const largest = new RoutingSnapshot(
    text(MAX_BYTES.clusterName, 0),
    nodes,
    new Map(tables.map((t) => [t.namespace, t])),
  );
  const bytes = encodeSnapshot(largest);
  ok(bytes.length <= MAX_BODY_BYTES, `${bytes.length} bytes`);
  const { nodes: back, namespaces: maps } = decodeSnapshot(bytes);
  deepStrictEqual([back.length, maps.size], [MAX_NODES, MAX_NAMESPACES]);
  deepStrictEqual(back.at(-1), nodes.at(-1));
});

test('a name is cut between characters, never within one', () => {
  strictEqual(fitted('abc', 3), 'abc');
  strictEqual(fitted('äöü', 5), 'äö');
  strictEqual(fitted('a😀b', 4), 'a');
  strictEqual(fitted('a😀b', 5), 'a😀');
});

test('an excess says how long, how long it may be, and how it begins, without control characters', () => {
  strictEqual(excess('TLS name', 'ä', 2), undefined);
  strictEqual(excess('TLS name', 'äb', 2), 'TLS name is 3 bytes long, the limit is 2 ("äb...")');
  ok(!excess('host name', '\u001b'.repeat(300), 255)?.includes('\u001b'));
});

const BITMAP = Buffer.alloc(512, 0xff).toString('base64');

test('of many replica columns those that are kept are read, and the others are checked to be whole', () => {
  const many = (columns: number, last = BITMAP) => [...new Array(columns - 1).fill(BITMAP), last].join(',');
  const { namespaces, problems } = parseReplicas(`test:0,255,${many(255)}`);
  deepStrictEqual([namespaces[0]?.bitmaps.length, problems], [MAX_COLUMNS, []]);
  const cut = parseReplicas(`test:0,12,${many(12, BITMAP.slice(1))}`);
  deepStrictEqual(cut, { namespaces: [], problems: ['Bad bitmap in column 11 of namespace test'] });
});

test('names of namespaces are measured in bytes, in maps as in racks', () => {
  const fits = 'ä'.repeat(15);
  const long = 'ä'.repeat(16);
  strictEqual(parseReplicas(`${fits}:0,1,${BITMAP}`).namespaces.length, 1);
  strictEqual(parseReplicas(`${long}:0,1,${BITMAP}`).problems.length, 1);
  strictEqual(parseRackIds(`${fits}:1`).size, 1);
  throws(() => parseRackIds(`${long}:1`), /Bad rack entry/);
});

test('a reply of 16 MiB is read within bounds, whatever it is full of', () => {
  const fill = (entry: (n: number) => string): string => {
    const entries: string[] = [];
    for (let bytes = 0, n = 0; bytes < 16 * 1024 * 1024; n++) {
      entries.push(entry(n));
      bytes += (entries.at(-1) as string).length + 1;
    }
    return entries.join(';');
  };
  const wide = new Array(255).fill(BITMAP).join(',');
  for (const reply of [
    fill((n) => `n${n}:0,1,${BITMAP}`),
    fill((n) => `n${n}:0,255,${wide}`),
    fill(() => `one:0,255,${wide}`),
    fill((n) => `n${n}:x`),
    `one:0,1,${'A,'.repeat(8 * 1024 * 1024)}`,
    ';'.repeat(16 * 1024 * 1024),
  ]) {
    const { namespaces, problems } = parseReplicas(reply);
    ok(namespaces.length <= MAX_NAMESPACES);
    ok(problems.length <= MAX_NAMESPACES + 1);
    ok(namespaces.every(({ bitmaps }) => bitmaps.length <= MAX_COLUMNS));
  }
});
