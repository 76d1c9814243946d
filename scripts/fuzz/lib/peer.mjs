// A bare connection to what is tested: bytes out, bytes in, and how it ends.
import { once } from 'node:events';
import { connect } from 'node:net';

const KEPT_BYTES = 4 * 1024 * 1024;
const HEADER = 8;

export class Peer {
  /** Bytes received in all; the first of them are kept. */
  bytes = 0;
  received = Buffer.alloc(0);
  isClosed = false;
  #socket;

  static async connect(port) {
    const peer = new Peer();
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    peer.#socket = socket;
    socket.on('error', () => {});
    socket.on('close', () => {
      peer.isClosed = true;
    });
    socket.on('data', (chunk) => {
      peer.bytes += chunk.length;
      if (peer.received.length < KEPT_BYTES) peer.received = Buffer.concat([peer.received, chunk]);
    });
    await Promise.race([once(socket, 'connect'), once(socket, 'close')]);
    return peer;
  }

  write(bytes) {
    if (this.#socket.writable) this.#socket.write(bytes);
  }

  /** Nothing more is sent; what comes is read. */
  halfClose() {
    this.#socket.end();
  }

  reset() {
    this.#socket.resetAndDestroy();
  }

  /** Resolves when nothing has come for so long. */
  async quiet(ms) {
    for (let before = -1; before !== this.bytes && !this.isClosed; ) {
      before = this.bytes;
      await new Promise((resolve) => setTimeout(resolve, ms));
    }
  }

  /** Ends this side; false when the other does not follow. */
  async end(limitMs) {
    this.#socket.end();
    const isEnded = await this.#until(() => this.isClosed, limitMs);
    this.#socket.destroy();
    return isEnded;
  }

  /** The first frame that comes; undefined when none does. */
  frame(limitMs) {
    return this.frameFrom(0, limitMs);
  }

  /** The frame that begins there in what is received; undefined when none does. */
  async frameFrom(at, limitMs) {
    const end = () => at + HEADER + this.received.readUIntBE(at + 2, 6);
    const isThere = () => this.received.length >= at + HEADER && this.received.length >= end();
    if (!(await this.#until(isThere, limitMs))) return undefined;
    return this.received.subarray(at, end());
  }

  /** Whether it comes about while the connection lives, or by its end. */
  async #until(isSo, limitMs) {
    const giveUpAtMs = performance.now() + limitMs;
    while (!isSo() && !this.isClosed && performance.now() < giveUpAtMs) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    return isSo();
  }
}
