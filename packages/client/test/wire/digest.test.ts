import assert from 'node:assert/strict';
import { createHash, getHashes } from 'node:crypto';
import { test } from 'node:test';
import { computeDigest, digestOf, partitionId, type UserKey } from '../../src/wire/digest.ts';
import { RIPEMD160_PADDING_BYTES, ripemd160 } from '../../src/wire/ripemd160.ts';
import { WireError } from '../../src/wire/wire-error.ts';

const GOLDEN: readonly [set: string, key: UserKey, digest: string, partition: number][] = [
  ['demo', 'myTestKey', '95bac8fe8a050934734601c283b8335fe8f1b34a', 2709],
  ['', 'myTestKey', '1de7f9d24893c77713a9baab200f7cbc2a6a0739', 1821],
  ['demo', 123, '595a7b63eb185dbebd842553a44802b1a30ec159', 2649],
  ['demo', 123n, '595a7b63eb185dbebd842553a44802b1a30ec159', 2649],
  ['demo', -1, 'e9d49a24c3debdc5a6d551d3e7087999a263bb97', 1257],
  ['demo', Buffer.from([1, 2, 3, 4]), '216e9f99a89f58a22393169b56a89fbb60153e8f', 3617],
];

for (const [set, key, digest, partition] of GOLDEN) {
  test(`hashes ${typeof key} key ${String(key)} of set "${set}" as every Aerospike client does`, () => {
    assert.strictEqual(digestOf(set, key).toString('hex'), digest);
    assert.strictEqual(partitionId(Buffer.from(digest, 'hex')), partition);
  });
}

test('hashes a key given as particle bytes', () => {
  const digest = '10c03b48ac9b3ad8020721c4ef63d5e84485edce';
  assert.strictEqual(computeDigest('demo', 2, Buffer.from('3ff8000000000000', 'hex')).toString('hex'), digest);
});

test('refuses a digest that is too short', () => {
  assert.throws(() => partitionId(Buffer.alloc(19)), WireError);
});

/** Our digest of a message; what stands behind it in memory may be anything. */
function ripemd160Of(message: Uint8Array): string {
  const padded = Buffer.alloc(message.length + RIPEMD160_PADDING_BYTES, 0xa5);
  padded.set(message);
  const out = Buffer.alloc(20);
  ripemd160(padded, message.length, out);
  return out.toString('hex');
}

/** Test values of the specification's authors. */
const SPECIFICATION: readonly [message: string, digest: string][] = [
  ['', '9c1185a5c5e9fc54612808977ee8f548b2258d31'],
  ['a', '0bdc9d2d256b3ee9daae347be6f4dc835a467ffe'],
  ['abc', '8eb208f7e05d987a9b044a8e98c6b087f15a0bfc'],
  ['message digest', '5d0689ef49d2fae572b881b123a85ffa21595f36'],
  ['abcdefghijklmnopqrstuvwxyz', 'f71c27109c692c1b56bbdceb5b9d2865b3708dbc'],
  ['1234567890'.repeat(8), '9b752e45573d4b39f4dbd3323cab82bf63326bfb'],
];

for (const [message, digest] of SPECIFICATION) {
  test(`RIPEMD-160 of "${message.slice(0, 20)}" is the specification's`, () => {
    assert.strictEqual(ripemd160Of(Buffer.from(message)), digest);
  });
}

test('agrees with OpenSSL for every length up to three blocks', { skip: !getHashes().includes('ripemd160') }, () => {
  const message = Buffer.from(Array.from({ length: 200 }, (_, i) => (i * 37) & 0xff));
  for (let length = 0; length <= message.length; length++) {
    const prefix = message.subarray(0, length);
    const expected = createHash('ripemd160').update(prefix).digest('hex');
    assert.strictEqual(ripemd160Of(prefix), expected, `length ${length}`);
  }
});
