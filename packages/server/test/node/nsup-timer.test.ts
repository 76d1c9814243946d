// Removing expired records when their time comes, without making others wait for all of it.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { systemClock } from '../../src/clock.ts';
import { NsupTimer } from '../../src/node/nsup-timer.ts';
import type { Namespace } from '../../src/storage/namespace.ts';
import { defaultNamespaceConfig } from '../../src/storage/namespace-config.ts';
import { NamespaceGroup } from '../../src/storage/namespace-group.ts';

const PERIOD_SECONDS = 5;

/** A namespace with so many records that have expired, and one that has not. */
function open(t: TestContext, expired: number): { namespace: Namespace; timer: NsupTimer } {
  const group = new NamespaceGroup('test', { ...defaultNamespaceConfig(), nsupPeriod: PERIOD_SECONDS }, systemClock);
  const namespace = group.create();
  for (let i = 0; i <= expired; i++) {
    const digest = createHash('ripemd160').update(String(i)).digest().toString('latin1');
    const voidTime = i === expired ? 0 : 1;
    const kept = { generation: 1, voidTime, lastUpdateMs: 1, set: undefined, key: undefined, bins: [], size: 50 };
    namespace.put(digest, kept, undefined);
  }
  t.mock.timers.enable({ apis: ['setInterval'] });
  const timer = new NsupTimer([group]);
  t.after(() => timer.stop());
  return { namespace, timer };
}

test('others get their turn while expired records are removed, and all of these go', async (t) => {
  const { namespace } = open(t, 200_000);
  t.mock.timers.tick(PERIOD_SECONDS * 1000);
  const left = namespace.store.size;
  assert.ok(left < 200_001 && left > 1, `${left} left after the first step`);
  // The next one comes while this one is under way.
  t.mock.timers.tick(PERIOD_SECONDS * 1000);
  while (namespace.store.size > 1) await turn();
  assert.strictEqual(namespace.expiredObjects, 200_000);
});

test('nothing goes on once it is stopped', async (t) => {
  const { namespace, timer } = open(t, 200_000);
  t.mock.timers.tick(PERIOD_SECONDS * 1000);
  timer.stop();
  const left = namespace.store.size;
  for (let i = 0; i < 10; i++) await turn();
  assert.strictEqual(namespace.store.size, left);
});
