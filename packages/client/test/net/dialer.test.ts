import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { type TestContext, test } from 'node:test';
import { Dialer, type DialerOptions } from '../../src/net/dialer.ts';
import type { DialledSocket, SocketOwner } from '../../src/net/dialled-socket.ts';
import type { Handshake, HandshakePeer } from '../../src/net/handshake.ts';
import { NetError } from '../../src/net/net-error.ts';
import { PLAIN_TCP } from '../../src/net/transport.ts';
import { DeadlineWheel } from '../../src/time/deadlines.ts';
import { FakeClock } from '../helpers/fake-clock.ts';
import { infoFrame, textOf } from '../helpers/frames.ts';
import { LIMIT, type Peer, refusingAddress, ScriptedServer, turn, until } from '../helpers/scripted-server.ts';

const TIMEOUT_MS = 1000;

/** Events: `open`, `bytes`, `gone`. */
class Owner extends EventEmitter implements SocketOwner {
  opened = 0;
  received = '';
  error: NetError | undefined;

  onOpen(): void {
    this.opened++;
    this.emit('open');
  }

  onBytes(bytes: number, buffer: Buffer): void {
    this.received += buffer.toString('latin1', 0, bytes);
    this.emit('bytes');
  }

  onDrain(): void {}

  onGone(error: NetError): void {
    assert.strictEqual(this.error, undefined, 'it is gone once');
    this.error = error;
    this.emit('gone');
  }

  gone(): Promise<void> {
    return until(this, 'gone', () => this.error !== undefined);
  }
}

interface Dialled {
  readonly clock: FakeClock;
  readonly deadlines: DeadlineWheel;
  readonly owner: Owner;
  readonly socket: DialledSocket;
  readonly server: ScriptedServer;
}

async function dial(t: TestContext, options: DialerOptions = {}): Promise<Dialled> {
  const server = await ScriptedServer.start(t);
  const clock = new FakeClock();
  const deadlines = new DeadlineWheel(clock);
  const owner = new Owner();
  const socket = new Dialer(deadlines, options).dial(server.address, TIMEOUT_MS, owner);
  t.after(() => {
    socket.destroy();
    assert.strictEqual(deadlines.size, 0);
  });
  return { clock, deadlines, owner, socket, server };
}

/** A login of two steps: a name, then an answer to what the server says. */
const LOGIN: DialerOptions = {
  handshake: () => new Riddle(),
};

class Riddle implements Handshake {
  gone = 0;
  distrusted = 0;
  peer: HandshakePeer | undefined;

  begin(peer: HandshakePeer): void {
    this.peer = peer;
    peer.send(infoFrame('me'));
  }

  onFrame(_type: number, buffer: Buffer, start: number, end: number): void {
    const text = buffer.toString('latin1', start, end);
    if (text === 'refused') throw new NetError('connect', 'The server refused the login');
    if (text === 'welcome') this.peer?.open();
    else this.peer?.send(infoFrame(`answer to ${text}`));
  }

  onGone(): void {
    this.gone++;
  }

  onDistrusted(): void {
    this.distrusted++;
  }
}

async function serverSide(server: ScriptedServer): Promise<Peer> {
  const peer = await server.nextPeer();
  assert.strictEqual(textOf(await peer.nextFrame()), 'me');
  return peer;
}

test('a plain socket is open once it is connected', LIMIT, async (t) => {
  const { owner, socket, deadlines, server } = await dial(t);
  await Promise.all([once(owner, 'open'), server.nextPeer()]);
  assert.deepStrictEqual([socket.isOpen, socket.isEncrypted, socket.remoteAddress], [true, false, '127.0.0.1']);
  assert.strictEqual(deadlines.size, 0);
});

test('one that logs in is open when the server has let it in, however its answers are cut', LIMIT, async (t) => {
  const answer = infoFrame('riddle');
  for (let cut = 0; cut < answer.length; cut++) {
    const { owner, socket, server } = await dial(t, LOGIN);
    const peer = await serverSide(server);
    peer.send(answer.subarray(0, cut));
    await turn();
    peer.send(answer.subarray(cut));
    assert.strictEqual(textOf(await peer.nextFrame()), 'answer to riddle');
    assert.deepStrictEqual([owner.opened, socket.isOpen], [0, false]);
    peer.send(infoFrame('welcome'));
    await until(owner, 'open', () => owner.opened > 0);
    peer.send(Buffer.from('first bytes'));
    await once(owner, 'bytes');
    assert.deepStrictEqual([owner.opened, owner.received], [1, 'first bytes']);
  }
});

test('one deadline stands over connecting and logging in', LIMIT, async (t) => {
  const { owner, clock, server } = await dial(t, LOGIN);
  clock.advance(TIMEOUT_MS - 100);
  const peer = await serverSide(server);
  peer.send(infoFrame('riddle'));
  await peer.nextFrame();
  clock.advance(120);
  assert.deepStrictEqual([owner.error?.kind, owner.opened], ['connect', 0]);
  assert.match(owner.error?.message as string, /No answer to the login within 1000 ms/);
  await peer.gone();
});

test('a login may have time of its own, from when the socket is connected', LIMIT, async (t) => {
  const { owner, clock, server } = await dial(t, { ...LOGIN, handshakeTimeoutMs: 5 * TIMEOUT_MS });
  clock.advance(TIMEOUT_MS - 100);
  const peer = await serverSide(server);
  clock.advance(4 * TIMEOUT_MS);
  assert.deepStrictEqual([owner.error, owner.opened], [undefined, 0]);
  clock.advance(TIMEOUT_MS + 20);
  assert.match(owner.error?.message as string, /No answer to the login within 5000 ms/);
  await peer.gone();
});

test('a handshake hears once that its socket is gone, and never after it was let in', LIMIT, async (t) => {
  const early = new Riddle();
  const first = await dial(t, { handshake: () => early });
  await serverSide(first.server);
  first.socket.destroy();
  first.socket.destroy();
  assert.strictEqual(early.gone, 1);

  const late = new Riddle();
  const second = await dial(t, { handshake: () => late });
  const peer = await serverSide(second.server);
  peer.send(infoFrame('welcome'));
  await until(second.owner, 'open', () => second.owner.opened > 0);
  second.socket.distrust();
  second.socket.destroy();
  assert.deepStrictEqual([late.gone, late.distrusted], [0, 1]);
});

test('a handshake may let its socket wait, open it or end it without a frame of the server', LIMIT, async (t) => {
  for (const [end, expected] of [
    [(peer: HandshakePeer) => peer.open(), [1, undefined]],
    [(peer: HandshakePeer) => peer.fail(new NetError('login', 'Nobody is let in')), [0, 'login']],
  ] as const) {
    const handshake = new Riddle();
    const { owner, server } = await dial(t, { handshake: () => handshake });
    await serverSide(server);
    end(handshake.peer as HandshakePeer);
    assert.deepStrictEqual([owner.opened, owner.error?.kind], expected);
  }
});

for (const [name, bytes, kind, message] of [
  ['a refusal', infoFrame('refused'), 'connect', /refused the login/],
  ['no frame at all', Buffer.from('garbage!'), 'protocol', /Unexpected frame header/],
  ['an answer of a megabyte', Buffer.from('0201000000100000', 'hex'), 'protocol', /over the limit/],
  ['more than it was asked for', Buffer.concat([infoFrame('welcome'), infoFrame('x')]), 'protocol', /more than it was/],
  [
    'half a frame behind the welcome',
    Buffer.concat([infoFrame('welcome'), Buffer.of(2)]),
    'protocol',
    /more than it was/,
  ],
] as const) {
  test(`${name} to the login closes the socket`, LIMIT, async (t) => {
    const { owner, server } = await dial(t, LOGIN);
    const peer = await serverSide(server);
    peer.send(bytes);
    await owner.gone();
    assert.strictEqual(owner.error?.kind, kind);
    assert.match(owner.error?.message as string, message);
    await peer.gone();
  });
}

test('a server that closes during the login is one that could not be connected to', LIMIT, async (t) => {
  const { owner, server } = await dial(t, LOGIN);
  (await serverSide(server)).halfClose();
  await owner.gone();
  assert.deepStrictEqual([owner.error?.kind, owner.opened], ['connect', 0]);
});

test('an address that is refused, or that is none, is told later and never thrown', LIMIT, async () => {
  for (const address of [await refusingAddress(), { host: '127.0.0.1', port: 1e9 }, { host: '127.0.0.1', port: -1 }]) {
    const owner = new Owner();
    const deadlines = new DeadlineWheel(new FakeClock());
    assert.doesNotThrow(() => new Dialer(deadlines).dial(address, TIMEOUT_MS, owner));
    const isToldYet = owner.error !== undefined;
    assert.strictEqual(isToldYet, false);
    await owner.gone();
    assert.deepStrictEqual([owner.error?.kind, deadlines.size], ['connect', 0]);
  }
});

test('a paused socket is not read, in the kernel neither, and goes on where it was', LIMIT, async (t) => {
  const { owner, socket, server } = await dial(t);
  const [peer] = await Promise.all([server.nextPeer(), once(owner, 'open')]);
  socket.pause();
  const block = Buffer.alloc(1024 * 1024, 97);
  let sent = 0;
  while (peer.socket.write(block) || sent < 16) sent++;
  for (let i = 0; i < 50; i++) await turn();
  assert.deepStrictEqual([owner.received, peer.socket.writableLength > 0], ['', true]);
  socket.resume();
  await until(owner, 'bytes', () => owner.received.length === (sent + 1) * block.length);
});

test('a transport that copies at once gets each frame by itself, in memory of its own', LIMIT, async (t) => {
  const { owner, socket, server } = await dial(t, { tls: { ...PLAIN_TCP, copiesAtOnce: true } });
  const [peer] = await Promise.all([server.nextPeer(), once(owner, 'open')]);
  const frames = Buffer.concat([infoFrame('one'), infoFrame(''), infoFrame('three')]);
  socket.write(frames);
  frames.fill(0);
  assert.deepStrictEqual(
    [textOf(await peer.nextFrame()), textOf(await peer.nextFrame()), textOf(await peer.nextFrame())],
    ['one', '', 'three'],
  );
});
