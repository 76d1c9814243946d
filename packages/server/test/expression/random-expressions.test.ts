// Random expressions, as operations and as filters, and random paths, as a real server (8.1.2.0) answered them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { replayCases } from '../helpers/random-cases.ts';

test('random expressions and paths', async (t) => {
  assert.ok((await replayCases(t, 'random-expressions.json')) > 2500);
});
