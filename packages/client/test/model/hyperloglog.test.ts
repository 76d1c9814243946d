import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { HyperLogLog, hyperLogLogs } from '../../src/model/hyperloglog.ts';
import { packValue } from '../../src/wire/msgpack/pack.ts';
import { unpackValue } from '../../src/wire/msgpack/unpack.ts';
import { readParticle, writeParticle } from '../../src/wire/particles.ts';
import { Writer } from '../../src/wire/writer.ts';

after(() => {
  hyperLogLogs.wrapped = false;
});

const HLL_PARTICLE = 18;
// Made by a real server: 4 index bits, no minhash bits, two values added.
const BYTES = Buffer.from('0004000000000000000000000000000000000000000c40', 'hex');

test('a HyperLogLog is written as one, alone and inside a list, and bytes as bytes', () => {
  const w = new Writer(16);
  assert.strictEqual(writeParticle(w, new HyperLogLog(BYTES)), HLL_PARTICLE);
  assert.deepStrictEqual(w.take(), BYTES);
  w.reset();
  packValue(w, [new HyperLogLog(BYTES)]);
  assert.strictEqual(w.take().toString('hex'), `91b812${BYTES.toString('hex')}`);
});

test('it is read as bytes unless a program wants it wrapped', () => {
  const packed = Buffer.from(`91b812${BYTES.toString('hex')}`, 'hex');
  for (const wrapped of [false, true]) {
    hyperLogLogs.wrapped = wrapped;
    const expected = wrapped ? new HyperLogLog(BYTES) : BYTES;
    assert.deepStrictEqual(readParticle(HLL_PARTICLE, BYTES, 0, BYTES.length), expected);
    assert.deepStrictEqual(unpackValue(packed, 0, packed.length), [expected]);
  }
});
