import assert from 'node:assert/strict';
import { test } from 'node:test';
import { giveWriteBuffer, takeWriteBuffer } from '../../src/net/write-buffers.ts';
import { bench, echo } from '../helpers/pool-bench.ts';
import { LIMIT, ScriptedServer } from '../helpers/scripted-server.ts';

const LARGE = 512 * 1024;

test('a buffer that was given back is taken again, the smallest that fits', () => {
  const large = Buffer.allocUnsafeSlow(LARGE);
  const middle = Buffer.allocUnsafeSlow(LARGE / 2);
  giveWriteBuffer(large);
  giveWriteBuffer(middle);
  assert.strictEqual(takeWriteBuffer(1024), middle);
  assert.strictEqual(takeWriteBuffer(LARGE / 2 + 1), large);
  assert.strictEqual(takeWriteBuffer(1024).length, 1024);
});

test('no more than a few buffers are kept, no small and no huge one', () => {
  const given: Buffer[] = Array.from({ length: 50 }, () => Buffer.allocUnsafeSlow(LARGE));
  for (const buffer of given) giveWriteBuffer(buffer);
  const back = Array.from({ length: 50 }, () => takeWriteBuffer(LARGE)).filter((buffer) => given.includes(buffer));
  assert.strictEqual(back.length, 16);
  for (const bytes of [16 * 1024, 3 * 1024 * 1024]) {
    const buffer = Buffer.allocUnsafeSlow(bytes);
    giveWriteBuffer(buffer);
    assert.notStrictEqual(takeWriteBuffer(bytes), buffer);
  }
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
