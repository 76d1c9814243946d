// 900 commands on two records and what a real Community Edition server (8.1.0.3) answered to each, in order. Generated
// to break rules in combination; no command sets a TTL in seconds or stores a valid GeoJSON, so that the answers do not
// depend on the time or on cells.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { startServer } from '../helpers/server.ts';

const FIXTURE = join(__dirname, '../../../test/fixtures/golden-records.json');

test('answers 900 recorded commands as the real server did', async (t) => {
  const exchanges = JSON.parse(readFileSync(FIXTURE, 'utf8')) as [string, string][];
  assert.strictEqual(exchanges.length, 900);
  const { client } = await startServer(t);
  client.send(...exchanges.map(([request]) => request));
  for (const [i, [request, reply]] of exchanges.entries()) {
    assert.strictEqual(await client.frame(), reply, `command ${i}: ${request}`);
  }
});
