// Commands on connections that log in: what they notice of sessions that end, nodes that restart and logins that are
// refused. How a login goes is in net/login/.

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { inspect } from 'node:util';
import { GET } from '../../../src/command/record/get.ts';
import { auth } from '../../../src/model/constants.ts';
import { status } from '../../../src/model/status.ts';
import { Credentials } from '../../../src/net/login/credentials.ts';
import { RESULT } from '../../../src/wire/codes/results.ts';
import { emptyReply } from '../../helpers/frames.ts';
import { DAY_SECONDS, LoginNode } from '../../helpers/login-node.ts';
import { failureOf, KEY, RouterBench, readPolicy } from '../../helpers/router-bench.ts';
import { LIMIT, type Peer, turn } from '../../helpers/scripted-server.ts';

const ADMIN = 2;
const IN_FLIGHT = 64;

const ME = new Credentials(auth.INTERNAL, 'me', 'secret');

class Guarded {
  readonly node = new LoginNode();
  /** Code of the answers to commands. */
  code = 0;
  /** Whether commands wait for `release`. */
  holds = false;
  #held: Peer[] = [];
  #bench: RouterBench | undefined;

  static async start(t: TestContext, options: Parameters<typeof RouterBench.start>[2] = {}): Promise<Guarded> {
    const guarded = new Guarded();
    const onFrame = (peer: Peer, bytes: Buffer): void => guarded.#onFrame(peer, bytes);
    guarded.#bench = await RouterBench.start(t, [{ onFrame }], { login: ME, ...options });
    return guarded;
  }

  get bench(): RouterBench {
    return this.#bench as RouterBench;
  }

  release(): void {
    this.holds = false;
    for (const peer of this.#held.splice(0)) peer.send(emptyReply(this.code));
  }

  /** Commands, each on a connection of its own where `maxCommandsPerConnection` is 1. */
  gets(count = IN_FLIGHT): Promise<unknown>[] {
    const policy = readPolicy({ totalTimeout: 0, socketTimeout: 0, maxRetries: 0 });
    // Of one key all would follow one another.
    return Array.from({ length: count }, (_, key) => this.bench.run(GET, { ...KEY, key }, undefined, policy));
  }

  async allHeld(count: number): Promise<void> {
    while (this.#held.length < count) await turn();
  }

  #onFrame(peer: Peer, bytes: Buffer): void {
    if (bytes[1] === ADMIN) this.node.onFrame(peer, bytes);
    else if (this.holds) this.#held.push(peer);
    else peer.send(emptyReply(this.code));
  }
}

const LONELY = { maxCommandsPerConnection: 1, maxConnsPerNode: 3 * IN_FLIGHT };

test(
  `nothing fails when the session of ${IN_FLIGHT} commands in flight ends, or of those that come then`,
  LIMIT,
  async (t) => {
    const guarded = await Guarded.start(t, LONELY);
    const { bench, node } = guarded;
    guarded.holds = true;
    const first = guarded.gets();
    await guarded.allHeld(IN_FLIGHT);
    assert.strictEqual(node.logins, 1);
    // A minute before its end, when it is renewed; then when it has long ended, at the server too.
    bench.clock.advance(DAY_SECONDS * 1000 - 60_000);
    const second = guarded.gets();
    await guarded.allHeld(2 * IN_FLIGHT);
    assert.strictEqual(node.logins, 2);
    bench.clock.advance(DAY_SECONDS * 1000);
    node.ended = 2;
    const third = guarded.gets();
    await guarded.allHeld(3 * IN_FLIGHT);
    guarded.release();
    const outcomes = await Promise.allSettled([...first, ...second, ...third]);
    assert.deepStrictEqual(new Set(outcomes.map(({ status }) => status)), new Set(['fulfilled']));
    assert.deepStrictEqual([node.logins, bench.server().peers.length], [3, 3 * IN_FLIGHT]);
  },
);

test('after a restart of the node, with its sessions gone, one connection logs in for all', LIMIT, async (t) => {
  const guarded = await Guarded.start(t, LONELY);
  const { bench, node } = guarded;
  await Promise.all(guarded.gets());
  node.ended = node.tokens;
  for (const peer of bench.server().peers) peer.reset();
  await turn();
  await bench.passUntil(bench.get());
  await Promise.all(guarded.gets());
  assert.strictEqual(node.logins, 2);
});

test('a command on a connection that the node does not know fails, and the next one logs in', LIMIT, async (t) => {
  const guarded = await Guarded.start(t);
  const { bench, node } = guarded;
  await bench.get();
  bench.clock.advance(2_000);
  guarded.code = status.NOT_AUTHENTICATED;
  const error = await bench.failureOf(bench.put());
  assert.deepStrictEqual([error.code, error.inDoubt], [status.NOT_AUTHENTICATED, false]);
  guarded.code = 0;
  await bench.get();
  assert.deepStrictEqual([node.logins, bench.server().peers.length], [2, 2]);
});

test('commands that violate a role leave connection and session alone', LIMIT, async (t) => {
  const guarded = await Guarded.start(t);
  const { bench, node } = guarded;
  await bench.get();
  bench.clock.advance(2_000);
  guarded.code = status.ROLE_VIOLATION;
  assert.strictEqual((await bench.failureOf(bench.get())).code, status.ROLE_VIOLATION);
  guarded.code = 0;
  await bench.get();
  assert.deepStrictEqual([node.logins, bench.server().peers.length], [1, 1]);
});

test(
  'where the login is refused commands fail with its code, not in doubt, and few logins are tried',
  LIMIT,
  async (t) => {
    const guarded = await Guarded.start(t);
    const { bench, node } = guarded;
    node.result = RESULT.SECURITY_CREDENTIAL;
    const errors = await Promise.all(Array.from({ length: 100 }, () => failureOf(bench.put({ maxRetries: 5 }))));
    for (const error of errors) {
      assert.deepStrictEqual([error.code, error.inDoubt, error.attempts], [status.INVALID_CREDENTIAL, false, 1]);
      assert.match(error.message, /^127\.0\.0\.1:\d+ The server refused the login of user "me": Security credential/);
      assert.strictEqual(/secret|\$2a\$/.test(inspect(error, { depth: 9, showHidden: true })), false);
    }
    for (let i = 0; i < 100; i++) assert.strictEqual((await failureOf(bench.get())).code, status.INVALID_CREDENTIAL);
    assert.strictEqual(node.logins, 1);
  },
);

test('without security at the node commands run as if there were no login', LIMIT, async (t) => {
  const guarded = await Guarded.start(t, LONELY);
  guarded.node.result = RESULT.SECURITY_NOT_CONFIGURED;
  await Promise.all(guarded.gets());
  assert.strictEqual(guarded.node.asked.length, 1);
});
