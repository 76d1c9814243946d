// Random commands on three nodes that misbehave at random, under maps that change at random, with signals and
// timeouts: each command ends once and in its time, and nothing is left when the router closes.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AerospikeError } from '../../../src/model/error.ts';
import { status } from '../../../src/model/status.ts';
import { snapshotOf } from '../../helpers/fake-cluster.ts';
import { emptyReply } from '../../helpers/frames.ts';
import { Random } from '../../helpers/random.ts';
import { RouterBench } from '../../helpers/router-bench.ts';
import { LIMIT, type Peer, type ScriptedServerOptions, turn } from '../../helpers/scripted-server.ts';

const COMMANDS = 10_000;

/** Answers most requests; some connections fall silent, are cut, or send what is no reply. */
function unreliable(random: Random): ScriptedServerOptions {
  const mute = new Set<Peer>();
  return {
    onFrame: (peer) => {
      if (mute.has(peer)) return;
      const choice = random.below(400);
      if (choice === 0) peer.reset();
      else if (choice === 1) peer.halfClose();
      else if (choice === 2) peer.send(Buffer.from('garbage!'));
      else if (choice === 3) mute.add(peer);
      else if (choice === 4) {
        peer.send(emptyReply().subarray(0, 15));
        mute.add(peer);
      } else if (choice < 20) peer.send(emptyReply([2, 9, 11, 14, 18, 80][random.below(6)]));
      else peer.send(emptyReply());
    },
  };
}

test('under random faults and changes of the map every command ends', LIMIT, async (t) => {
  const random = new Random();
  t.diagnostic(`TENDRIL_SEED=${random.seed}`);
  const options = { maxConnsPerNode: 4, maxWaiting: 200 };
  const nodes = [unreliable(random), unreliable(random), unreliable(random)];
  const bench = await RouterBench.start(t, nodes, options);
  const all = bench.cluster.snapshot.nodes;
  const codes = new Map<number, number>();
  let ended = 0;

  const run = async (): Promise<void> => {
    const controller = random.below(20) === 0 ? new AbortController() : undefined;
    const policy = {
      maxRetries: random.below(4),
      totalTimeout: 200 + random.below(2000),
      socketTimeout: random.below(3) * 150,
      timeoutDelay: random.below(2) * 500,
      replica: random.below(5),
    };
    const isWrite = random.below(2) === 0;
    const startMs = bench.clock.now();
    const command = isWrite ? bench.put(policy, controller?.signal) : bench.get(policy, controller?.signal);
    if (controller !== undefined) setImmediate(() => controller.abort());
    let code = 0;
    try {
      await command;
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
  while (commands.length < COMMANDS) {
    for (let i = random.below(60); i >= 0; i--) commands.push(run());
    if (random.below(20) === 0) changeMap();
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
  bench.router.close();
  for (const server of bench.servers) while (server.open > 0) await turn();
});
