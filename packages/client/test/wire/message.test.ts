import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FIELD } from '../../src/wire/codes/fields.ts';
import { INFO1, INFO2, INFO3 } from '../../src/wire/codes/message.ts';
import { OP } from '../../src/wire/codes/ops.ts';
import { PARTICLE } from '../../src/wire/codes/particles.ts';
import { decodeMessage, encodeMessage, findField } from '../../src/wire/message.ts';
import { WireError } from '../../src/wire/wire-error.ts';
import { Writer } from '../../src/wire/writer.ts';
import { FRAMES, hex } from './fixtures.ts';

const ALL = Object.entries(FRAMES).flatMap(([name, frames]) =>
  Object.entries(frames).map(([direction, text]) => [`${name} ${direction}`, hex(text)] as const),
);

for (const [name, frame] of ALL) {
  test(`${name}: decoding and encoding gives the same bytes`, () => {
    const w = new Writer(16);
    encodeMessage(w, decodeMessage(frame, 8, frame.length));
    assert.strictEqual(w.take().toString('hex'), frame.toString('hex'));
  });

  test(`${name}: every shorter or longer message is refused`, () => {
    for (let end = 8; end < frame.length; end++) {
      assert.throws(() => decodeMessage(frame, 8, end), WireError, `${end} bytes`);
    }
    assert.throws(() => decodeMessage(Buffer.concat([frame, Buffer.from([0])]), 8, frame.length + 1), WireError);
  });
}

test('reads the parts of a put with policies', () => {
  const frame = hex(FRAMES.putWithPolicies.request);
  const message = decodeMessage(frame, 8, frame.length);
  assert.strictEqual(message.info1, 0);
  assert.strictEqual(message.info2, INFO2.WRITE | INFO2.GENERATION);
  assert.strictEqual(message.info3, INFO3.UPDATE_ONLY | INFO3.COMMIT_LEVEL_MASTER);
  assert.strictEqual(message.generation, 1);
  assert.strictEqual(message.recordTtl, 0xffffffff);
  assert.strictEqual(message.transactionTtl, 3000);
  assert.strictEqual(findField(message, FIELD.NAMESPACE)?.toString(), 'test');
  assert.strictEqual(findField(message, FIELD.KEY)?.toString('hex'), '036b31');
  assert.strictEqual(findField(message, FIELD.FILTER_EXP), undefined);
  assert.deepStrictEqual(
    message.ops.map((op) => [op.op, op.particleType, op.name, op.value.toString('hex')]),
    [[OP.WRITE, PARTICLE.INTEGER, 'i', '0000000000000008']],
  );
});

test('reads the flags of a select', () => {
  const frame = hex(FRAMES.select.request);
  const message = decodeMessage(frame, 8, frame.length);
  assert.strictEqual(message.info1, INFO1.READ);
  assert.deepStrictEqual(
    message.ops.map((op) => op.name),
    ['i', 'zz'],
  );
});

for (const [name, body] of [
  ['a field of size 0', '1600010000000000000000000000000003e800010000 0000000000'],
  ['a field beyond the end', '1600010000000000000000000000000003e800010000 ffffffff00'],
  ['an operation smaller than its header', '1600010000000000000000000000000003e800000001 0000000302010000'],
  ['a bin name beyond its operation', '1600010000000000000000000000000003e800000001 00000005020100ff69'],
  ['more operations than there are', '1600010000000000000000000000000003e800000002 0000000502010001 69'],
] as const) {
  test(`refuses ${name}`, () => {
    const bytes = hex(body);
    assert.throws(() => decodeMessage(bytes, 0, bytes.length), WireError);
  });
}

test('steps over the last-update time that XDR sends with an operation', () => {
  const body = hex(
    '1600010000000000000000000000000003e800000001 00000015 02 01 01 01 69 000000e000000000 0000000000000007',
  );
  assert.strictEqual(decodeMessage(body, 0, body.length).ops[0]?.value.toString('hex'), '0000000000000007');
});
