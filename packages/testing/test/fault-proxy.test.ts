// The proxy between a plain socket and a plain listener: what each fault does to the bytes, exactly.

import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { LIMIT, turn, until } from '../src/events.ts';
import { FakeClock } from '../src/fake-clock.ts';
import { FaultProxy, type FaultProxyOptions, type FaultRule } from '../src/fault-proxy.ts';

/** A socket that keeps what it received. Event: `change`. */
class End extends EventEmitter {
  readonly socket: Socket;
  received = '';
  ended = false;
  /** Code of the error it ended with, or '' without one. */
  closedWith: string | undefined;

  constructor(socket: Socket) {
    super();
    this.socket = socket;
    let code = '';
    socket.on('data', (chunk) => this.#note(() => (this.received += chunk.toString('latin1'))));
    socket.on('end', () => this.#note(() => (this.ended = true)));
    socket.on('error', (error: NodeJS.ErrnoException) => (code = error.code as string));
    socket.on('close', () => this.#note(() => (this.closedWith = code)));
  }

  #note(change: () => void): void {
    change();
    this.emit('change');
  }

  has(received: string): Promise<void> {
    return until(this, 'change', () => this.received === received);
  }

  closed(): Promise<void> {
    return until(this, 'change', () => this.closedWith !== undefined);
  }

  finished(): Promise<void> {
    return until(this, 'change', () => this.ended);
  }
}

interface Bench {
  readonly proxy: FaultProxy;
  dial(): Promise<{ client: End; node: End }>;
}

async function start(t: TestContext, rules: readonly FaultRule[], options: FaultProxyOptions = {}): Promise<Bench> {
  const listener = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const proxy = await FaultProxy.listen({ rules, ...options });
  proxy.target = { host: '127.0.0.1', port: (listener.address() as AddressInfo).port };
  const sockets: Socket[] = [];
  t.after(async () => {
    for (const socket of sockets) socket.destroy();
    await proxy.stop();
    listener.close();
  });
  return {
    proxy,
    async dial() {
      const accepted = once(listener, 'connection') as Promise<[Socket]>;
      const client = connect({ ...proxy.address, allowHalfOpen: true });
      sockets.push(client);
      const end = new End(client);
      const [node] = await accepted;
      sockets.push(node);
      return { client: end, node: new End(node) };
    },
  };
}

test('without rules bytes and ends pass in both directions', LIMIT, async (t) => {
  const { proxy, dial } = await start(t, []);
  const { client, node } = await dial();
  client.socket.write('question');
  await node.has('question');
  node.socket.write('answer');
  await client.has('answer');
  client.socket.end();
  await node.finished();
  node.socket.end('bye');
  await client.finished();
  assert.strictEqual(client.received, 'answerbye');
  await Promise.all([client.closed(), node.closed()]);
  while (proxy.open > 0) await turn();
  assert.strictEqual(proxy.accepted, 1);
});

test('a cut delivers the bytes before it and closes both sides', LIMIT, async (t) => {
  const { dial } = await start(t, [{ direction: 'up', at: 5, fault: { kind: 'cut' } }]);
  const { client, node } = await dial();
  client.socket.write('123456789');
  await node.finished();
  assert.strictEqual(node.received, '12345');
  await client.finished();
});

test('a half-close ends one direction at its byte; the other goes on', LIMIT, async (t) => {
  const { dial } = await start(t, [{ direction: 'down', at: 3, fault: { kind: 'half-close' } }]);
  const { client, node } = await dial();
  node.socket.write('123456');
  await client.finished();
  assert.strictEqual(client.received, '123');
  client.socket.write('still here');
  await node.has('still here');
});

test('a reset reaches both sides as one', LIMIT, async (t) => {
  const { proxy, dial } = await start(t, []);
  const { client, node } = await dial();
  client.socket.write('x');
  await node.has('x');
  proxy.inject({ direction: 'up', fault: { kind: 'reset' } });
  await Promise.all([client.closed(), node.closed()]);
  assert.deepStrictEqual([client.closedWith, node.closedWith], ['ECONNRESET', 'ECONNRESET']);
});

test('a corrupted byte differs in the given bits, its neighbours do not', LIMIT, async (t) => {
  const { dial } = await start(t, [{ direction: 'up', at: 2, fault: { kind: 'corrupt', xor: 0x20 } }]);
  const { client, node } = await dial();
  client.socket.write('abcd');
  await node.has('abCd');
  client.socket.write('ef');
  await node.has('abCdef');
});

test('duplicated bytes arrive twice, also when they come in pieces', LIMIT, async (t) => {
  const { dial } = await start(t, [{ direction: 'up', at: 2, fault: { kind: 'duplicate', bytes: 3 } }]);
  const { client, node } = await dial();
  client.socket.write('abcd');
  await node.has('abcd');
  client.socket.write('efg');
  await node.has('abcdecdefg');
});

test('a black hole swallows one direction and keeps the connection', LIMIT, async (t) => {
  const { dial } = await start(t, [{ direction: 'up', at: 2, fault: { kind: 'black-hole' } }]);
  const { client, node } = await dial();
  client.socket.write('abcd');
  await node.has('ab');
  client.socket.write('ef');
  node.socket.write('answer');
  await client.has('answer');
  assert.deepStrictEqual([node.received, node.ended], ['ab', false]);
});

test('a delay holds bytes for its time and keeps their order, also after their sender is gone', LIMIT, async (t) => {
  const clock = new FakeClock();
  const rules: FaultRule[] = [{ direction: 'up', at: 1, fault: { kind: 'delay', ms: 100 } }];
  const { dial } = await start(t, rules, { clock });
  const { client, node } = await dial();
  client.socket.write('abc');
  await node.has('a');
  while (clock.pending === 0) await turn();
  clock.advance(98);
  await turn();
  assert.strictEqual(node.received, 'a');
  client.socket.destroy();
  await client.closed();
  clock.advance(2);
  await node.has('abc');
  while (!node.ended) {
    clock.advance(100);
    await turn();
  }
});

test('a throttle spreads bytes over time', LIMIT, async (t) => {
  const clock = new FakeClock();
  const rules: FaultRule[] = [{ direction: 'up', fault: { kind: 'throttle', bytesPerSecond: 1000 } }];
  const { dial } = await start(t, rules, { clock });
  const { client, node } = await dial();
  client.socket.write('x'.repeat(500));
  while (clock.pending === 0) await turn();
  clock.advance(490);
  await turn();
  assert.strictEqual(node.received, '');
  clock.advance(10);
  await node.has('x'.repeat(500));
});

test('rules meet the connection they name, and injected ones those that are open', LIMIT, async (t) => {
  const { proxy, dial } = await start(t, [{ direction: 'up', connection: 1, at: 1, fault: { kind: 'corrupt' } }]);
  const first = await dial();
  const second = await dial();
  for (const { client } of [first, second]) client.socket.write('ab');
  await Promise.all([first.node.has('ab'), second.node.has('a\x9d')]);
  proxy.inject({ direction: 'down', fault: { kind: 'cut' } });
  await Promise.all([first.client.finished(), second.client.finished()]);
  const third = await dial();
  third.client.socket.write('ab');
  await third.node.has('ab');
});

test('chance chooses the same connections for the same seed, and others for another', LIMIT, async (t) => {
  const chosen = async (seed: number): Promise<string> => {
    const rules: FaultRule[] = [{ direction: 'up', chance: 0.5, fault: { kind: 'corrupt', xor: 1 } }];
    const { dial } = await start(t, rules, { seed });
    let pattern = '';
    for (let i = 0; i < 24; i++) {
      const { client, node } = await dial();
      client.socket.write('0');
      await once(node, 'change');
      pattern += node.received;
    }
    return pattern;
  };
  const pattern = await chosen(5);
  assert.strictEqual(await chosen(5), pattern);
  assert.notStrictEqual(await chosen(6), pattern);
  assert.match(pattern, /0.*1|1.*0/);
});

test('a refusing proxy resets whoever connects', LIMIT, async (t) => {
  const { proxy } = await start(t, []);
  proxy.refuses = true;
  const client = new End(connect(proxy.address));
  t.after(() => client.socket.destroy());
  await client.closed();
  assert.strictEqual(client.received, '');
  assert.strictEqual(proxy.open, 0);
});

test('a listener that is gone is a reset for the client', LIMIT, async (t) => {
  const { proxy } = await start(t, []);
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  proxy.target = { host: '127.0.0.1', port: (listener.address() as AddressInfo).port };
  await new Promise((resolve) => listener.close(resolve));
  const client = new End(connect(proxy.address));
  t.after(() => client.socket.destroy());
  await client.closed();
  assert.strictEqual(client.closedWith, 'ECONNRESET');
  while (proxy.open > 0) await turn();
});
