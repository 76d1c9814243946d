// Random commands on three nodes that misbehave at random, under maps that change at random, with signals and
// timeouts: each command ends once and in its time, and nothing is left when the router closes.

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { GET } from '../../../src/command/record/get.ts';
import { PUT } from '../../../src/command/record/put.ts';
import { AerospikeError } from '../../../src/model/error.ts';
import { status } from '../../../src/model/status.ts';
import { snapshotOf } from '../../helpers/fake-cluster.ts';
import { emptyReply } from '../../helpers/frames.ts';
import { Random } from '../../helpers/random.ts';
import { frameOf, last, message } from '../../helpers/reply-rows.ts';
import { readRequest, type SeenCommand } from '../../helpers/requests.ts';
import { RouterBench, readPolicy, writePolicy } from '../../helpers/router-bench.ts';
import { LIMIT, type Peer, type ScriptedServerOptions, turn } from '../../helpers/scripted-server.ts';

const COMMANDS = 6_000;

const CODES = [2, 9, 11, 14, 18, 80] as const;

/** Rows in a random order, some with codes of their own, rarely one too few; then the end, rarely with a code. */
function answerBatch(random: Random, peer: Peer, commands: readonly SeenCommand[]): void {
  const rows = commands.map(({ index }) => {
    const code = random.below(60) === 0 ? (CODES[random.below(6)] as number) : 0;
    return { at: random.below(1000), bytes: message({ index, code }) };
  });
  const bytes = rows.sort((a, b) => a.at - b.at).map((row) => row.bytes);
  if (random.below(100) === 0) bytes.pop();
  while (bytes.length > 0) peer.send(frameOf(...bytes.splice(0, 1 + random.below(20))));
  peer.send(frameOf(last(random.below(60) === 0 ? (random.below(2) === 0 ? 152 : 4) : 0)));
}

/** Answers most requests; some connections fall silent, are cut, or send what is no reply. */
function unreliable(random: Random, seen: { batches: number }): ScriptedServerOptions {
  const mute = new Set<Peer>();
  return {
    onFrame: (peer, frame) => {
      if (mute.has(peer)) return;
      const request = readRequest(frame);
      if (request.isBatch) seen.batches++;
      const choice = random.below(400);
      if (choice === 0) peer.reset();
      else if (choice === 1) peer.halfClose();
      else if (choice === 2) peer.send(Buffer.from('garbage!'));
      else if (choice === 3) mute.add(peer);
      else if (choice === 4) {
        peer.send(emptyReply().subarray(0, 15));
        mute.add(peer);
      } else if (request.isBatch) answerBatch(random, peer, request.commands);
      else if (choice < 20) peer.send(emptyReply(CODES[random.below(6)]));
      else peer.send(emptyReply());
    },
  };
}

/** What is merged: with policies as a client has them by its configuration. */
const MODES = { off: [false, false], reads: [true, false], on: [true, true] } as const;

for (const mode of ['off', 'reads', 'on'] as const) {
  test(`under random faults and changes of the map every command ends, merged: ${mode}`, LIMIT, (t) => run(t, mode));
}

async function run(t: TestContext, mode: keyof typeof MODES): Promise<void> {
  const random = new Random();
  t.diagnostic(`TENDRIL_SEED=${random.seed}`);
  const [mergesReads, mergesWrites] = MODES[mode];
  const options = { maxConnsPerNode: 4, maxWaiting: 200 };
  const seen = { batches: 0 };
  const nodes = [unreliable(random, seen), unreliable(random, seen), unreliable(random, seen)];
  const bench = await RouterBench.start(t, nodes, options);
  const all = bench.cluster.snapshot.nodes;
  const codes = new Map<number, number>();
  let ended = 0;

  const command = async (): Promise<void> => {
    const controller = random.below(20) === 0 ? new AbortController() : undefined;
    const policy = {
      maxRetries: random.below(4),
      totalTimeout: 200 + random.below(2000),
      socketTimeout: random.below(3) * 150,
      timeoutDelay: random.below(2) * 500,
      replica: random.below(5),
    };
    const isWrite = random.below(2) === 0;
    const key = { ns: 'test', set: 'demo', key: random.below(100) };
    const own = { ...policy, merge: isWrite ? mergesWrites : mergesReads };
    const startMs = bench.clock.now();
    const promise = isWrite
      ? bench.run(PUT, key, { bins: { i: 7 }, ttl: 0, gen: 0 }, writePolicy(own), controller?.signal)
      : bench.run(GET, key, undefined, readPolicy(own), controller?.signal);
    if (controller !== undefined) setImmediate(() => controller.abort());
    let code = 0;
    try {
      await promise;
    } catch (error) {
      assert.strictEqual(error instanceof AerospikeError, true, String(error));
      code = (error as AerospikeError).code;
      if (!isWrite || (error as AerospikeError).attempts === 0)
        assert.strictEqual((error as AerospikeError).inDoubt, false);
    }
    codes.set(code, (codes.get(code) ?? 0) + 1);
    const tookMs = bench.clock.now() - startMs;
    assert.strictEqual(tookMs <= policy.totalTimeout + 100, true, `${tookMs} of ${policy.totalTimeout} ms`);
    ended++;
  };

  const changeMap = (): void => {
    const kept = all.filter(() => random.below(4) > 0);
    const columns = Array.from({ length: 1 + random.below(3) }, () => random.below(kept.length + 1) - 1);
    bench.cluster.snapshot = snapshotOf(kept, columns);
  };

  const commands: Promise<void>[] = [];
  let hadNobody = false;
  while (commands.length < COMMANDS) {
    for (let i = random.below(60); i >= 0; i--) commands.push(command());
    if (random.below(20) === 0) changeMap();
    if (!hadNobody && commands.length > COMMANDS / 2) {
      // Once for certain: chance alone leaves every partition to somebody in one run of fifty.
      hadNobody = true;
      bench.cluster.snapshot = snapshotOf(all, [-1]);
    }
    await turn();
    bench.clock.advance(random.below(20));
  }
  while (ended < commands.length) {
    await turn();
    bench.clock.advance(8);
  }
  await Promise.all(commands);
  assert.strictEqual(bench.router.inFlight, 0);
  for (const code of [0, status.ERR_TIMEOUT, status.ERR_CLIENT_ABORT, status.ERR_INVALID_NODE]) {
    assert.strictEqual((codes.get(code) ?? 0) > 0, true, `code ${code} of ${[...codes.keys()]}`);
  }
  assert.strictEqual(seen.batches > 0, mode !== 'off', `${seen.batches} batches`);
  bench.router.close();
  for (const server of bench.servers) while (server.open > 0) await turn();
}
