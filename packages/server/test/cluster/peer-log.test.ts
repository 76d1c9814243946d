// The texts of peers lists; forms and generation steps as seen on a real cluster (docs/protocol/tending.md, "Peers").

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PeerLog } from '../../src/cluster/peer-log.ts';

const B1 = { name: 'B1', addresses: { clear: ['127.0.0.1:4010'] } };
const B2 = { name: 'B2', addresses: { clear: ['127.0.0.1:4020'] } };

test('a node alone has no peers and generation 0', () => {
  assert.strictEqual(new PeerLog().peers(), '0,3000,[]');
});

test('a join counts two, a departure one, a second join two', () => {
  const log = new PeerLog();
  log.update([B2]);
  assert.strictEqual(log.peers(), '2,3000,[[B2,,[127.0.0.1:4020]]]');
  log.update([]);
  assert.strictEqual(log.peers(), '3,3000,[]');
  log.update([B2]);
  assert.strictEqual(log.peers(), '5,3000,[[B2,,[127.0.0.1:4020]]]');
});

test('the list since a generation names what changed, departed peers without hosts', () => {
  const log = new PeerLog();
  log.update([B1, B2]);
  log.update([B1]);
  assert.strictEqual(log.peers('clear', 4), '5,3000,[[B2,,]]');
  assert.strictEqual(log.peers('clear', 5), '5,3000,[]');
  assert.strictEqual(log.alumni(), '5,3000,[[B1,,[127.0.0.1:4010]],[B2,,[127.0.0.1:4020]]]');
});

test('the default port is left out', () => {
  const log = new PeerLog();
  log.update([{ name: 'B3', addresses: { clear: ['192.0.2.1:3000', '192.0.2.2:13000'] } }]);
  assert.strictEqual(log.peers(), '2,3000,[[B3,,[192.0.2.1,192.0.2.2:13000]]]');
});

test('an unchanged list changes no generation, a new address does', () => {
  const log = new PeerLog();
  log.update([B2]);
  log.update([B2]);
  assert.strictEqual(log.generation, 2);
  log.update([{ name: 'B2', addresses: { clear: ['127.0.0.1:4021'] } }]);
  assert.strictEqual(log.generation, 3);
});
