// A cluster whose nodes are replaced again and again: nothing in a segment is ever used up.

import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import type { NodeInfo } from '../../src/topology/node-info.ts';
import { RoutingSnapshot } from '../../src/topology/routing-snapshot.ts';
import { decodeSnapshot, encodeSnapshot } from '../../src/topology/snapshot-codec.ts';
import { attach, skip, temporaryParent } from './helpers.ts';

const NODE_IDS = 200;
const AT_ONCE = 16;

function node(id: number): NodeInfo {
  const address = { host: `10.0.0.${id % 250}`, port: 3000 };
  const name = `BB9${id.toString(16).toUpperCase().padStart(12, '0')}`;
  return { name, address, addresses: [address], build: '8.1.0.1', rackIds: new Map(), active: true };
}

test('200 node ids over time, 16 at once, all reach a follower, in one file', { skip }, (t) => {
  const directory = temporaryParent(t);
  const owner = attach(t, { identity: 'a', directory });
  const follower = attach(t, { identity: 'a', directory });
  const seen = new Set<string>();
  for (let newest = 1; newest <= NODE_IDS; newest++) {
    const ids = Array.from({ length: Math.min(AT_ONCE, newest) }, (_, back) => newest - back);
    strictEqual(owner.publish(encodeSnapshot(new RoutingSnapshot('churning', ids.map(node), new Map()))), true);
    const { nodes } = decodeSnapshot(follower.read()?.body ?? new Uint8Array());
    deepStrictEqual(nodes, ids.map(node));
    for (const { name } of nodes) seen.add(name);
  }
  strictEqual(seen.size, NODE_IDS);
  strictEqual(fs.readdirSync(owner.path).filter((name) => name.startsWith('s.')).length, 1);
});
