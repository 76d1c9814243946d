// 900 commands and 250 batches on two records and what a real Community Edition server (8.1.0.3) answered to each, in
// order. Generated to break rules in combination; no command sets a TTL in seconds or stores a valid GeoJSON, so that the answers do not
// depend on the time or on cells.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { startServer } from '../helpers/server.ts';

/** Each entry: the request frame, then the reply frames. */
function recorded(name: string): string[][] {
  return JSON.parse(readFileSync(join(__dirname, '../../../test/fixtures', name), 'utf8'));
}

for (const [what, file, count] of [
  ['commands', 'golden-records.json', 900],
  ['batches', 'golden-batches.json', 250],
] as const) {
  test(`answers ${count} recorded ${what} as the real server did`, async (t) => {
    const exchanges = recorded(file);
    assert.strictEqual(exchanges.length, count);
    const { client } = await startServer(t);
    client.send(...exchanges.map(([request]) => request as string));
    for (const [i, [request, ...replies]] of exchanges.entries()) {
      for (const reply of replies) assert.strictEqual(await client.frame(), reply, `${what} ${i}: ${request}`);
    }
  });
}
