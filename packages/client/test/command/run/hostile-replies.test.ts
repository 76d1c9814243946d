// Replies that no server should send: whatever comes, the command ends once, with a record or an AerospikeError, the
// process lives, and the next command works.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { EXISTS } from '../../../src/command/record/exists.ts';
import { AerospikeError } from '../../../src/model/error.ts';
import { status } from '../../../src/model/status.ts';
import { emptyReply, frame, MESSAGE } from '../../helpers/frames.ts';
import { Random } from '../../helpers/random.ts';
import { failureOf, KEY, RouterBench, readPolicy } from '../../helpers/router-bench.ts';
import { LIMIT, type Peer } from '../../helpers/scripted-server.ts';
import { FRAMES, hex } from '../../wire/fixtures.ts';

const COMPRESSED = 4;
const REPLIES = { get: hex(FRAMES.get.reply), 'get of all types': hex(FRAMES.getTypes.reply) };

/** A bench whose node answers each request with what `next` returns. */
function answering(t: Parameters<typeof RouterBench.start>[0], next: () => Buffer): Promise<RouterBench> {
  return RouterBench.start(t, [{ onFrame: (peer: Peer) => peer.send(next()) }], { maxConnsPerNode: 1 });
}

async function assertRefused(bench: RouterBench, policy = {}): Promise<void> {
  const error = await failureOf(bench.get(policy));
  assert.deepStrictEqual([error.code, error.attempts, error.inDoubt], [status.ERR_CLIENT, 1, false]);
  await (await bench.server().nextPeer()).gone();
}

for (const [name, reply] of Object.entries(REPLIES)) {
  test(`${name}: every shorter body is refused and ends its connection`, LIMIT, async (t) => {
    let size = 0;
    const bench = await answering(t, () => frame(MESSAGE, reply.subarray(8, 8 + size)));
    for (; size < reply.length - 8; size++) await assertRefused(bench);
  });

  test(`${name}: a longer body is refused`, LIMIT, async (t) => {
    const bench = await answering(t, () => frame(MESSAGE, Buffer.concat([reply.subarray(8), Buffer.of(0)])));
    await assertRefused(bench);
  });

  test(`${name}: random bytes in the body end the command one way or the other`, LIMIT, async (t) => {
    const random = new Random();
    t.diagnostic(`TENDRIL_SEED=${random.seed}`);
    const bench = await answering(t, () => {
      const bytes = Buffer.from(reply);
      for (let n = random.below(4); n >= 0; n--) bytes[8 + random.below(bytes.length - 8)] = random.below(256);
      return bytes;
    });
    let refused = 0;
    for (let i = 0; i < 3000; i++) {
      const [outcome] = await Promise.allSettled([bench.get({ maxRetries: 0 })]);
      if (outcome.status === 'fulfilled') continue;
      assert.strictEqual(outcome.reason instanceof AerospikeError, true, String(outcome.reason));
      if ((outcome.reason as AerospikeError).code === status.ERR_CLIENT) refused++;
    }
    assert.strictEqual(refused > 0, true);
    assert.strictEqual(bench.router.inFlight, 0);
  });

  test(`${name}: random bytes anywhere in the frame end the command in its time`, LIMIT, async (t) => {
    const random = new Random();
    t.diagnostic(`TENDRIL_SEED=${random.seed}`);
    const bench = await answering(t, () => {
      const bytes = Buffer.from(reply);
      bytes[random.below(bytes.length)] = random.below(256);
      return bytes;
    });
    for (let i = 0; i < 300; i++) {
      const got = bench.get({ maxRetries: 0, timeoutDelay: 0 });
      got.catch(() => {});
      await bench.passUntil(got, 20);
    }
    assert.strictEqual(bench.router.inFlight, 0);
  });
}

/** A reply with one bin `b` whose particle is given. */
function binReply(particleType: number, value: Buffer): Buffer {
  const op = Buffer.alloc(9);
  op.writeUInt32BE(5 + value.length, 0);
  op[4] = 1;
  op[5] = particleType;
  op[7] = 1;
  op[8] = 0x62;
  const header = Buffer.alloc(22);
  header[0] = 22;
  header.writeUInt16BE(1, 20);
  return frame(MESSAGE, Buffer.concat([header, op, value]));
}

const LIST = 20;
const MAP = 19;

for (const [name, reply] of [
  ['a list of four billion elements', binReply(LIST, Buffer.from('ddffffffff', 'hex'))],
  ['a map of four billion entries', binReply(MAP, Buffer.from('dfffffffff', 'hex'))],
  ['text of four billion bytes', binReply(LIST, Buffer.from('91dbffffffff', 'hex'))],
  ['lists nested a million deep', binReply(LIST, Buffer.alloc(1_000_000, 0x91))],
  ['maps nested a million deep', binReply(MAP, Buffer.alloc(1_000_000, 0x81))],
  ['an integer of three bytes', binReply(1, Buffer.alloc(3))],
  ['an unknown particle', binReply(99, Buffer.alloc(3))],
  ['GeoJSON with more cells than bytes', binReply(23, Buffer.from('00ffff', 'hex'))],
  [
    'more fields than there are',
    frame(MESSAGE, Buffer.concat([Buffer.from([22]), Buffer.alloc(17), Buffer.from('ffff0000', 'hex')])),
  ],
] as const) {
  test(`${name} in a reply is refused, or read as it is, and nothing breaks`, LIMIT, async (t) => {
    let hostile = true;
    const bench = await answering(t, () => (hostile ? reply : emptyReply()));
    const [outcome] = await Promise.allSettled([bench.get()]);
    if (outcome.status === 'rejected') assert.strictEqual((outcome.reason as AerospikeError).code, status.ERR_CLIENT);
    hostile = false;
    assert.strictEqual((await bench.get()).gen, 1);
  });
}

function compressed(inner: Buffer, announced = inner.length): Buffer {
  const size = Buffer.alloc(8);
  size.writeBigUInt64BE(BigInt(announced));
  return frame(COMPRESSED, Buffer.concat([size, deflateSync(inner)]));
}

test('a compressed reply is read where it was asked for', LIMIT, async (t) => {
  const bench = await answering(t, () => compressed(REPLIES.get));
  assert.deepStrictEqual((await bench.get({ compress: true })).bins, { i: 7, s: 'hi' });
});

test('a compressed reply that nobody asked for is refused, to reads and writes', LIMIT, async (t) => {
  const bench = await answering(t, () => compressed(REPLIES.get));
  await assertRefused(bench);
  const failure = await failureOf(bench.put({ compress: false }));
  assert.deepStrictEqual([failure.code, failure.inDoubt], [status.ERR_CLIENT, true]);
});

for (const [name, reply] of [
  ['that is larger than announced', compressed(REPLIES.get, REPLIES.get.length - 1)],
  ['that is smaller than announced', compressed(REPLIES.get, REPLIES.get.length + 1)],
  ['that announces more than any frame may have', compressed(REPLIES.get, 2 ** 40)],
  [
    'of more than 32 MiB',
    compressed(binReply(LIST, Buffer.concat([Buffer.from('dd02000000', 'hex'), Buffer.alloc(2 ** 25, 0xc0)]))),
  ],
  ['that would fill the memory', compressed(Buffer.alloc(50_000_000), 100)],
  ['that is no zlib stream', frame(COMPRESSED, Buffer.alloc(50))],
  ['that is too short for its size', frame(COMPRESSED, Buffer.alloc(7))],
  ['within a compressed reply', compressed(compressed(REPLIES.get))],
  ['cut short', frame(COMPRESSED, compressed(REPLIES.get).subarray(8, -10))],
] as const) {
  test(`a compressed reply ${name} is refused`, LIMIT, async (t) => {
    await assertRefused(await answering(t, () => reply), { compress: true });
  });
}

test(
  'what stands behind an unreadable reply fails with it and is not matched with the wrong reply',
  LIMIT,
  async (t) => {
    const bench = await RouterBench.start(t, [{}], { maxConnsPerNode: 1 });
    const exists = bench.run(EXISTS, KEY, undefined, readPolicy());
    const bad = failureOf(bench.get());
    const behind = failureOf(bench.put());
    const peer = await bench.server().nextPeer();
    for (let i = 0; i < 3; i++) await peer.nextFrame();
    peer.send(Buffer.concat([emptyReply(0, 42), frame(MESSAGE, Buffer.alloc(3)), emptyReply()]));
    assert.strictEqual((await exists).gen, 42);
    assert.strictEqual((await bad).code, status.ERR_CLIENT);
    const error = await behind;
    assert.deepStrictEqual([error.code, error.inDoubt], [status.ERR_CLIENT, true]);
    await peer.gone();
  },
);

test('a reply that nobody asked for ends the connection, and the next command takes another', LIMIT, async (t) => {
  const bench = await RouterBench.start(t, [{}], { maxConnsPerNode: 1 });
  const first = bench.get();
  const peer = await bench.server().nextPeer();
  await peer.nextFrame();
  peer.send(Buffer.concat([emptyReply(), emptyReply(0, 99)]));
  assert.strictEqual((await first).gen, 1);
  await peer.gone();
  const second = bench.get();
  const next = await bench.server().nextPeer();
  await next.nextFrame();
  next.send(emptyReply(0, 2));
  assert.strictEqual((await second).gen, 2);
});
