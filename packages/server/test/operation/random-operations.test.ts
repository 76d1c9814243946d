// Random operations on lists, maps, bits, HyperLogLogs and scalar values as a real server (8.1.2.0) carried them out.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { replayCases } from '../helpers/random-cases.ts';

test('random operations', async (t) => {
  assert.ok((await replayCases(t, 'random-operations.json')) > 1500);
});
