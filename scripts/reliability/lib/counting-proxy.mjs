// A TCP proxy in front of one node that counts what clients send: connections, bytes and info requests. It reads no more
// than the 8-byte headers of the frames (docs of the protocol: version, type, 48-bit length).
import { connect, createServer } from 'node:net';

const HEADER_BYTES = 8;
const TYPE_INFO = 1;

export class CountingProxy {
  infoRequests = 0;
  bytes = 0;
  connections = 0;
  #server;
  #sockets = new Set();

  static async start(target) {
    const proxy = new CountingProxy();
    const [host, port] = target.split(':');
    proxy.#server = createServer({ noDelay: true }, (socket) => proxy.#forward(socket, host, Number(port)));
    await new Promise((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get address() {
    return `127.0.0.1:${this.#server.address().port}`;
  }

  /** Open connections of clients. */
  get open() {
    return this.#sockets.size / 2;
  }

  async stop() {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #forward(client, host, port) {
    const node = connect({ host, port, noDelay: true });
    this.connections++;
    const count = this.#frameCounter();
    client.on('data', count);
    for (const [from, to] of [
      [client, node],
      [node, client],
    ]) {
      this.#sockets.add(from);
      from.pipe(to);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        this.#sockets.delete(from);
        to.destroy();
      });
    }
  }

  #frameCounter() {
    const header = Buffer.alloc(HEADER_BYTES);
    let filled = 0;
    let bodyLeft = 0;
    return (chunk) => {
      this.bytes += chunk.length;
      for (let at = 0; at < chunk.length; ) {
        if (bodyLeft > 0) {
          const skipped = Math.min(bodyLeft, chunk.length - at);
          bodyLeft -= skipped;
          at += skipped;
          continue;
        }
        header[filled++] = chunk[at++];
        if (filled < HEADER_BYTES) continue;
        filled = 0;
        bodyLeft = header.readUIntBE(2, 6);
        if (header[1] === TYPE_INFO) this.infoRequests++;
      }
    };
  }
}
