// A server on loopback that does what a test tells it, honest or not: it hands out the frames it receives, and sends
// bytes, half-closes, resets, stops reading. Sockets and listener are gone when the test ends.

import { EventEmitter, once } from 'node:events';
import * as net from 'node:net';
import type { TestContext } from 'node:test';
import { until } from 'tendril-testing/events';

export { LIMIT, turn, until } from 'tendril-testing/events';

/** One connection as the server sees it. Events: `frame`, `close`. */
export class Peer extends EventEmitter {
  readonly socket: net.Socket;
  /** Pieces in which bytes arrived. */
  chunks = 0;
  bytes = 0;
  /** Whole frames received, over the life of the connection. */
  frames = 0;
  closed = false;
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  /** Bytes that complete the next header or frame. */
  #needed = 8;
  readonly #received: Buffer[] = [];
  readonly #keep: boolean;

  constructor(socket: net.Socket, onFrame: ((peer: Peer, frame: Buffer) => void) | undefined) {
    super();
    this.socket = socket;
    this.#keep = onFrame === undefined;
    if (onFrame !== undefined) this.on('frame', (frame: Buffer) => onFrame(this, frame));
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#onData(chunk));
    socket.on('error', () => {});
    socket.on('close', () => {
      this.closed = true;
      this.emit('close');
    });
  }

  /** The oldest frame not taken yet. */
  async nextFrame(): Promise<Buffer> {
    await until(this, 'frame', () => this.#received.length > 0);
    return this.#received.shift() as Buffer;
  }

  send(bytes: Uint8Array): void {
    this.socket.write(bytes);
  }

  /** Says that it will send no more, and goes on reading. */
  halfClose(): void {
    this.socket.end();
  }

  /** After a half-close it only closes: Node.js 20 does not survive both, its process spins at exit. */
  reset(): void {
    if (this.socket.writableEnded) this.socket.destroy();
    else this.socket.resetAndDestroy();
  }

  stopReading(): void {
    this.socket.pause();
  }

  resumeReading(): void {
    this.socket.resume();
  }

  /** Resolves when the client has closed or reset the connection. */
  gone(): Promise<void> {
    return until(this, 'close', () => this.closed);
  }

  #onData(chunk: Buffer): void {
    this.chunks++;
    this.bytes += chunk.length;
    this.#pending.push(chunk);
    this.#pendingBytes += chunk.length;
    if (this.#pendingBytes < this.#needed) return;
    const all = Buffer.concat(this.#pending);
    let at = 0;
    for (;;) {
      this.#needed = all.length - at < 8 ? 8 : 8 + all.readUIntBE(at + 2, 6);
      if (all.length - at < this.#needed) break;
      const received = all.subarray(at, at + this.#needed);
      at += this.#needed;
      this.frames++;
      if (this.#keep) this.#received.push(received);
      this.emit('frame', received);
    }
    this.#pending = [all.subarray(at)];
    this.#pendingBytes = all.length - at;
  }
}

export interface ScriptedServerOptions {
  /** Answers each frame; without it, frames wait for `nextFrame`. */
  readonly onFrame?: (peer: Peer, frame: Buffer) => void;
  /** Called for each new connection, before any frame. */
  readonly onPeer?: (peer: Peer) => void;
}

/** Events: `peer`, `gone`. */
export class ScriptedServer extends EventEmitter {
  readonly peers: Peer[] = [];
  readonly #server: net.Server;
  #taken = 0;

  private constructor(options: ScriptedServerOptions) {
    super();
    this.#server = net.createServer((socket) => {
      const peer = new Peer(socket, options.onFrame);
      this.peers.push(peer);
      peer.once('close', () => this.emit('gone'));
      options.onPeer?.(peer);
      this.emit('peer', peer);
    });
  }

  static async start(t: TestContext, options: ScriptedServerOptions = {}): Promise<ScriptedServer> {
    const server = new ScriptedServer(options);
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    t.after(() => server.stop());
    return server;
  }

  get address(): { host: string; port: number } {
    return { host: '127.0.0.1', port: (this.#server.address() as net.AddressInfo).port };
  }

  /** Connections that are open now. */
  get open(): number {
    return this.peers.filter((peer) => !peer.closed).length;
  }

  /** Frames received on all connections. */
  get frames(): number {
    return this.peers.reduce((sum, peer) => sum + peer.frames, 0);
  }

  /** The oldest connection not taken yet. */
  async nextPeer(): Promise<Peer> {
    await until(this, 'peer', () => this.peers.length > this.#taken);
    return this.peers[this.#taken++] as Peer;
  }

  /** Refuses new connections from now on; those that are open stay. */
  stopListening(): void {
    this.#server.close();
  }

  /** Stops listening and closes every connection. */
  async stop(): Promise<void> {
    for (const peer of this.peers) peer.socket.destroy();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/** An address where nobody listens. */
export async function refusingAddress(): Promise<{ host: string; port: number }> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  return { host: '127.0.0.1', port };
}
