import assert from 'node:assert/strict';
import { test } from 'node:test';
import { giveWriteBuffer, isLargeWriteBuffer, takeWriteBuffer } from '../../src/net/write-buffers.ts';
import { bench, echo } from '../helpers/pool-bench.ts';
import { LIMIT, ScriptedServer } from '../helpers/scripted-server.ts';

const LARGE = 512 * 1024;

test('a large buffer that was given back is taken again, a small one never kept', () => {
  const large = takeWriteBuffer(LARGE);
  assert.strictEqual(isLargeWriteBuffer(large), true);
  giveWriteBuffer(large);
  assert.strictEqual(takeWriteBuffer(LARGE), large);
  assert.notStrictEqual(takeWriteBuffer(LARGE), large);
  assert.strictEqual(isLargeWriteBuffer(takeWriteBuffer(1024)), false);
});

test('no more than a few megabytes are kept, and no single larger buffer', () => {
  const given: Buffer[] = Array.from({ length: 50 }, () => Buffer.allocUnsafeSlow(LARGE));
  for (const buffer of given) giveWriteBuffer(buffer);
  const back = Array.from({ length: 50 }, () => takeWriteBuffer(LARGE)).filter((buffer) => given.includes(buffer));
  assert.strictEqual(back.length, 8);
  const huge = Buffer.allocUnsafeSlow(3 * 1024 * 1024);
  giveWriteBuffer(huge);
  assert.notStrictEqual(takeWriteBuffer(huge.length), huge);
});

test('large requests one after the other arrive unharmed, whatever the socket still holds', LIMIT, async (t) => {
  const server = await ScriptedServer.start(t, { onFrame: echo });
  const { submit } = bench(t, { addresses: [server.address], maxConnections: 2 });
  for (let round = 0; round < 4; round++) {
    const texts = Array.from({ length: 6 }, (_, i) => String.fromCharCode(97 + round * 6 + i).repeat(700_000 + i));
    const outcomes = await Promise.all(texts.map((text) => submit(text).outcome));
    for (const [i, outcome] of outcomes.entries()) {
      assert.strictEqual(outcome.kind, 'reply');
      assert.strictEqual(outcome.body.toString() === texts[i], true, `round ${round}, request ${i}`);
    }
  }
});
