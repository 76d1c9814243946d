import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FrameSplitter } from '../../src/wire/proto.ts';
import { WireError } from '../../src/wire/wire-error.ts';
import { FRAMES, hex } from './fixtures.ts';

function splitter(options?: { maxBodyBytes?: number }): { frames: string[]; push: (chunk: Buffer) => void } {
  const frames: string[] = [];
  const instance = new FrameSplitter((type, buffer, start, end) => {
    frames.push(`${type}:${buffer.toString('hex', start, end)}`);
  }, options);
  return { frames, push: (chunk) => instance.push(chunk) };
}

const STREAM = Buffer.concat([
  hex(FRAMES.get.reply),
  hex('0201000000000008 6e6f64650942310a'),
  hex(FRAMES.getTypes.reply),
]);
const EXPECTED = [
  `3:${hex(FRAMES.get.reply).toString('hex', 8)}`,
  '1:6e6f64650942310a',
  `3:${hex(FRAMES.getTypes.reply).toString('hex', 8)}`,
];

test('splits frames that arrive in one chunk', () => {
  const { frames, push } = splitter();
  push(STREAM);
  assert.deepStrictEqual(frames, EXPECTED);
});

test('splits frames at every chunk size', () => {
  for (let size = 1; size < STREAM.length; size++) {
    const { frames, push } = splitter();
    for (let at = 0; at < STREAM.length; at += size) push(STREAM.subarray(at, at + size));
    assert.deepStrictEqual(frames, EXPECTED, `chunks of ${size}`);
  }
});

test('hands out nothing before a frame is whole', () => {
  const { frames, push } = splitter();
  push(STREAM.subarray(0, hex(FRAMES.get.reply).length - 1));
  assert.deepStrictEqual(frames, []);
});

test('takes an empty body', () => {
  const { frames, push } = splitter();
  push(hex('0201000000000000'));
  assert.deepStrictEqual(frames, ['1:']);
});

for (const [name, header] of [
  ['another version', '0103000000000016'],
  ['type 0', '0200000000000016'],
  ['type 6', '0206000000000016'],
  ['a body over 128 MiB', '0203000008000001'],
  ['a body of 2^47 bytes', '0203800000000000'],
  ['a TLS hello', '1603010200010001'],
] as const) {
  test(`refuses ${name}, whole and byte by byte`, () => {
    assert.throws(() => splitter().push(hex(header)), WireError);
    const { push } = splitter();
    assert.throws(() => {
      for (const byte of hex(header)) push(Buffer.from([byte]));
    }, WireError);
  });
}

test('refuses a body over its own limit', () => {
  const { push } = splitter({ maxBodyBytes: 8 });
  push(hex('0201000000000008 6e6f64650942310a'));
  assert.throws(() => push(hex('0201000000000009')), WireError);
});
