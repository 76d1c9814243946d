import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { inspect } from 'node:util';
import { auth } from '../../../src/model/constants.ts';
import { status } from '../../../src/model/status.ts';
import { Dialer } from '../../../src/net/dialer.ts';
import type { DialledSocket, SocketOwner } from '../../../src/net/dialled-socket.ts';
import { Credentials } from '../../../src/net/login/credentials.ts';
import type { LoginRefused } from '../../../src/net/login/login-refused.ts';
import { Logins } from '../../../src/net/login/logins.ts';
import type { NetError } from '../../../src/net/net-error.ts';
import { DeadlineWheel } from '../../../src/time/deadlines.ts';
import { readAdminBlocks } from '../../../src/wire/admin.ts';
import { ADMIN_COMMAND } from '../../../src/wire/codes/admin.ts';
import { RESULT } from '../../../src/wire/codes/results.ts';
import { passwordHash } from '../../../src/wire/password-hash.ts';
import { FakeClock } from '../../helpers/fake-clock.ts';
import { DAY_SECONDS, LoginNode } from '../../helpers/login-node.ts';
import { LIMIT, ScriptedServer, turn, until } from '../../helpers/scripted-server.ts';

const TIMEOUT_MS = 1000;
const MARGIN_MS = 60_000;

/** A socket as a connection would have it. Event: `told`. */
class Owner extends EventEmitter implements SocketOwner {
  outcome: 'open' | NetError | undefined;
  socket: DialledSocket | undefined;

  onOpen(): void {
    this.#tell('open');
  }

  onBytes(): void {}

  onDrain(): void {}

  onGone(error: NetError): void {
    this.#tell(error);
  }

  #tell(outcome: 'open' | NetError): void {
    this.outcome = outcome;
    this.emit('told');
  }
}

interface Rig {
  readonly node: LoginNode;
  readonly server: ScriptedServer;
  readonly clock: FakeClock;
  readonly credentials: Credentials;
  dial(): Owner;
  /** The outcome of a dial: `open`, or the code or kind of its failure. */
  outcome(owner?: Owner): Promise<unknown>;
}

/** One for all tests that do not change it: a hash takes its time. */
const ME = new Credentials(auth.INTERNAL, 'me', 'secret');

async function rig(t: TestContext, credentials = ME): Promise<Rig> {
  const node = new LoginNode();
  const server = await ScriptedServer.start(t, { onFrame: (peer, frame) => node.onFrame(peer, frame) });
  const clock = new FakeClock();
  const deadlines = new DeadlineWheel(clock);
  const logins = new Logins(credentials, () => deadlines.now());
  const dialer = new Dialer(deadlines, { handshake: (address, own) => logins.handshake(address, own) });
  const sockets: DialledSocket[] = [];
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    assert.strictEqual(deadlines.size, 0);
  });
  const dial = (): Owner => {
    const owner = new Owner();
    owner.socket = dialer.dial(server.address, TIMEOUT_MS, owner);
    sockets.push(owner.socket);
    return owner;
  };
  const outcome = async (owner = dial()): Promise<unknown> => {
    await until(owner, 'told', () => owner.outcome !== undefined);
    const told = owner.outcome as 'open' | LoginRefused;
    return told === 'open' ? told : (told.code ?? told.kind);
  };
  return { node, server, clock, credentials, dial, outcome };
}

const vendor: { readonly logins: readonly { readonly frames: readonly string[] }[] } = JSON.parse(
  readFileSync(join(__dirname, '../../../../test/wire/vendor-admin.json'), 'utf8'),
);

for (const [index, mode] of [auth.INTERNAL, auth.EXTERNAL_INSECURE].entries()) {
  test(`logs in and shows a token with the bytes of the vendor's client, mode ${mode}`, () => {
    const credentials = new Credentials(mode, 'me', 'secret');
    const frames = [credentials.loginFrame(), credentials.authenticateFrame(Buffer.from('token of the session'))];
    assert.deepStrictEqual(
      frames.map((frame) => frame.toString('hex')),
      vendor.logins[index]?.frames,
    );
  });
}

test('with a certificate neither a user nor a password is sent', () => {
  const credentials = new Credentials(auth.AUTH_PKI, 'me', 'secret');
  for (const [frame, fields] of [
    [credentials.loginFrame(), {}],
    [credentials.authenticateFrame(Buffer.from('t')), { sessionToken: Buffer.from('t') }],
  ] as const) {
    assert.deepStrictEqual(readAdminBlocks(frame, 8, frame.length)[0]?.fields, fields);
  }
});

test('one connection logs in, all others wait for it and show its token', LIMIT, async (t) => {
  const { node, dial, outcome } = await rig(t);
  node.holds = true;
  const owners = Array.from({ length: 20 }, dial);
  await node.loginsSeen(1);
  for (let i = 0; i < 20; i++) await turn();
  assert.deepStrictEqual([node.logins, owners.filter((owner) => owner.outcome !== undefined).length], [1, 0]);
  node.release();
  assert.deepStrictEqual(new Set(await Promise.all(owners.map(outcome))), new Set(['open']));
  assert.deepStrictEqual([node.logins, node.count(ADMIN_COMMAND.AUTHENTICATE)], [1, 19]);
});

test('a session is renewed before its end by one connection, while the others go on with it', LIMIT, async (t) => {
  const { node, clock, dial, outcome } = await rig(t);
  assert.strictEqual(await outcome(), 'open');
  clock.advance(DAY_SECONDS * 1000 - MARGIN_MS - 1);
  assert.strictEqual(await outcome(), 'open');
  assert.strictEqual(node.logins, 1);
  clock.advance(1);
  node.holds = true;
  const renewing = dial();
  await node.loginsSeen(2);
  const others = Array.from({ length: 10 }, dial);
  assert.deepStrictEqual(new Set(await Promise.all(others.map(outcome))), new Set(['open']));
  assert.deepStrictEqual([node.logins, renewing.outcome], [2, undefined]);
  node.release();
  assert.strictEqual(await outcome(renewing), 'open');
});

test('a short session is renewed after half of its time, one without an end never', LIMIT, async (t) => {
  const { node, clock, outcome } = await rig(t);
  node.ttlSeconds = 10;
  await outcome();
  clock.advance(4_999);
  await outcome();
  assert.strictEqual(node.logins, 1);
  clock.advance(1);
  node.ttlSeconds = undefined;
  await outcome();
  assert.strictEqual(node.logins, 2);
  clock.advance(1e12);
  await outcome();
  assert.strictEqual(node.logins, 2);
});

test('a renewal that is refused leaves the old session, and is tried again after a pause', LIMIT, async (t) => {
  const { node, clock, outcome } = await rig(t);
  await outcome();
  clock.advance(DAY_SECONDS * 1000 - MARGIN_MS);
  node.result = RESULT.SECURITY_CREDENTIAL;
  assert.deepStrictEqual([await outcome(), await outcome()], ['open', 'open']);
  assert.strictEqual(node.logins, 2);
  clock.advance(MARGIN_MS);
  assert.strictEqual(await outcome(), RESULT.SECURITY_CREDENTIAL);
  assert.strictEqual(node.logins, 3);
});

test('a token that the server does not know, as after a restart, is replaced by one new login', LIMIT, async (t) => {
  const { node, dial, outcome } = await rig(t);
  await outcome();
  node.ended = 1;
  const owners = Array.from({ length: 20 }, dial);
  assert.deepStrictEqual(new Set(await Promise.all(owners.map(outcome))), new Set(['open']));
  assert.strictEqual(node.logins, 2);
});

test('a server that accepts no token lets nobody in, and is not asked for ever', LIMIT, async (t) => {
  const { node, outcome } = await rig(t);
  await outcome();
  node.ended = Number.POSITIVE_INFINITY;
  // The connection that logs in is in by that.
  assert.strictEqual(await outcome(), 'open');
  assert.strictEqual(node.asked.length, 3);
});

for (const code of [
  status.INVALID_USER,
  status.INVALID_PASSWORD,
  status.EXPIRED_PASSWORD,
  status.INVALID_CREDENTIAL,
  status.NOT_AUTHENTICATED,
  status.NOT_WHITELISTED,
  status.SECURITY_NOT_SUPPORTED,
]) {
  test(`a login refused with ${code} ends all that wait, with that code and no password`, LIMIT, async (t) => {
    const { node, dial, outcome } = await rig(t);
    node.result = code;
    node.holds = true;
    const owners = Array.from({ length: 5 }, dial);
    await node.loginsSeen(1);
    for (let i = 0; i < 20; i++) await turn();
    node.release();
    assert.deepStrictEqual(await Promise.all(owners.map(outcome)), Array(5).fill(code));
    assert.strictEqual(node.logins, 1);
    const text = inspect(owners[0]?.outcome, { depth: 9, showHidden: true });
    assert.match(text, /The server refused the login of user "me": /);
    assert.strictEqual(/secret|\$2a\$/.test(text), false, text);
  });
}

test('after refusals the pause before the next login grows, and a success ends it', LIMIT, async (t) => {
  const { node, clock, outcome } = await rig(t);
  node.result = RESULT.SECURITY_CREDENTIAL;
  const pauses: number[] = [];
  await outcome();
  for (let waited = 0; pauses.length < 8; waited += 250) {
    const before = node.logins;
    await outcome();
    if (node.logins > before) {
      pauses.push(waited);
      waited = 0;
    }
    clock.advance(250);
  }
  assert.deepStrictEqual(pauses, [250, 500, 1000, 2000, 4000, 8000, 10000, 10000]);
  node.result = RESULT.OK;
  clock.advance(10_000);
  assert.strictEqual(await outcome(), 'open');
});

test('another password is tried at once, and one that changed during a login too', LIMIT, async (t) => {
  const { node, credentials, outcome, dial } = await rig(t, new Credentials(auth.INTERNAL, 'me', 'secret'));
  node.result = RESULT.SECURITY_CREDENTIAL;
  await outcome();
  node.holds = true;
  credentials.change('somebody else', 'x', passwordHash('x'));
  assert.strictEqual(await outcome(), RESULT.SECURITY_CREDENTIAL);
  credentials.change('me', 'second', passwordHash('second'));
  const owner = dial();
  await node.loginsSeen(2);
  credentials.change('me', 'third', passwordHash('third'));
  node.release();
  await node.loginsSeen(3);
  assert.strictEqual(await outcome(owner), RESULT.SECURITY_CREDENTIAL);
  assert.deepStrictEqual(
    node.asked.map(({ fields }) => fields.credential),
    ['secret', 'second', 'third'].map(passwordHash),
  );
});

test('without security at the server everybody is in, and it is asked again after a while', LIMIT, async (t) => {
  const { node, clock, outcome } = await rig(t);
  node.result = RESULT.SECURITY_NOT_CONFIGURED;
  assert.deepStrictEqual([await outcome(), await outcome()], ['open', 'open']);
  assert.strictEqual(node.asked.length, 1);
  clock.advance(60_000);
  await outcome();
  assert.strictEqual(node.logins, 2);
});

test(
  'when the connection that logs in breaks, another one does it; one that breaks always is left alone',
  LIMIT,
  async (t) => {
    const { node, clock, dial, outcome } = await rig(t);
    node.holds = true;
    const [first, second] = [dial(), dial()];
    await node.loginsSeen(1);
    node.asked[0]?.peer.reset();
    assert.strictEqual(await outcome(first), 'connect');
    await node.loginsSeen(2);
    node.asked[1]?.peer.reset();
    assert.strictEqual(await outcome(second), 'connect');
    const third = dial();
    await node.loginsSeen(3);
    node.asked[2]?.peer.reset();
    await outcome(third);
    const logins = node.logins;
    assert.strictEqual(await outcome(), 'connect');
    assert.strictEqual(node.logins, logins);
    clock.advance(250);
    const fourth = dial();
    await node.loginsSeen(logins + 1);
    node.release();
    assert.strictEqual(await outcome(fourth), 'open');
  },
);

test('one that gives up waiting leaves the others alone', LIMIT, async (t) => {
  const { node, dial, outcome } = await rig(t);
  node.holds = true;
  const [first, second, third] = [dial(), dial(), dial()];
  await node.loginsSeen(1);
  for (let i = 0; i < 20; i++) await turn();
  second.socket?.destroy();
  node.release();
  assert.deepStrictEqual([await outcome(first), await outcome(third)], ['open', 'open']);
  assert.strictEqual(second.outcome, undefined);
});

test('a session that the server knows no more ends, but not one that was just made', LIMIT, async (t) => {
  const { node, clock, dial, outcome } = await rig(t);
  const owner = dial();
  await outcome(owner);
  owner.socket?.distrust();
  await outcome();
  assert.strictEqual(node.logins, 1);
  clock.advance(1_000);
  owner.socket?.distrust();
  owner.socket?.distrust();
  await outcome();
  assert.strictEqual(node.logins, 2);
});

for (const [name, answer] of [
  ['of another type', Buffer.from('0201000000000000', 'hex')],
  ['without a session', Buffer.from('020200000000001000000000000000000000000000000000', 'hex')],
  ['of no block', Buffer.from('0202000000000000', 'hex')],
  ['of a block that is cut', Buffer.from('020200000000000800000000000000aa', 'hex')],
] as const) {
  test(`an answer ${name} to a login ends the connection`, LIMIT, async (t) => {
    const { node, dial, outcome } = await rig(t);
    node.holds = true;
    const owner = dial();
    await node.loginsSeen(1);
    node.asked[0]?.peer.send(answer);
    assert.strictEqual(await outcome(owner), 'protocol');
  });
}

test('neither password nor hash can be seen in credentials', () => {
  for (const mode of [auth.INTERNAL, auth.EXTERNAL_INSECURE]) {
    const credentials = new Credentials(mode, 'me', 'secret');
    credentials.loginFrame();
    const text = inspect(credentials, { depth: 9, showHidden: true }) + JSON.stringify(credentials);
    assert.strictEqual(/secret|\$2a\$/.test(text), false, text);
  }
});
