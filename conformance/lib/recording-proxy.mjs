// A TCP proxy in front of each node of a cluster. It passes everything on unchanged, except that addresses in info
// replies are rewritten so that clients discover the proxies and not the nodes, and keeps the requests it saw. It can
// also be the network's or the server's bad day for data requests: silence, a cut connection, or a result code.
// Knows frames (8-byte header: version, type, 48-bit length), never what is in a data message.
import net from 'node:net';

const HEADER_BYTES = 8;
const TYPE_INFO = 1;
const TYPE_MESSAGE = 3;
const MESSAGE_HEADER_BYTES = 22;

/** Splits a byte stream into frames; `onFrame` gets each whole frame, header included. A bad header passes as it is. */
export class Frames {
  #onFrame;
  #pending = Buffer.alloc(0);

  constructor(onFrame) {
    this.#onFrame = onFrame;
  }

  push(chunk) {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    while (this.#pending.length >= HEADER_BYTES) {
      const total = HEADER_BYTES + this.#pending.readUIntBE(2, 6);
      if (this.#pending.length < total) return;
      this.#onFrame(this.#pending.subarray(0, total));
      this.#pending = this.#pending.subarray(total);
    }
  }
}

export function frame(type, body) {
  const header = Buffer.alloc(HEADER_BYTES);
  header[0] = 2;
  header[1] = type;
  header.writeUIntBE(body.length, 2, 6);
  return Buffer.concat([header, body]);
}

/** One info exchange on a connection of its own. */
export function infoRequest({ host, port }, commands) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, host, () =>
      socket.write(frame(TYPE_INFO, Buffer.from(`${commands.join('\n')}\n`))),
    );
    socket.setTimeout(5000, () => socket.destroy(new Error('info request timed out')));
    socket.on('error', reject);
    const frames = new Frames((whole) => {
      socket.destroy();
      const lines = whole.subarray(HEADER_BYTES).toString('latin1').split('\n').slice(0, -1);
      resolve(new Map(lines.map((line) => line.split('\t', 2))));
    });
    socket.on('data', (chunk) => frames.push(chunk));
  });
}

/** Every address of the cluster that `seed` belongs to, the seed first. */
export async function clusterAddresses(seed) {
  const answers = await infoRequest(seed, ['peers-clear-std']);
  const peers = [...answers.get('peers-clear-std').matchAll(/\[127\.0\.0\.1(?::(\d+))?\]/g)];
  return [seed, ...peers.map(([, port]) => ({ host: '127.0.0.1', port: Number(port ?? 3000) }))];
}

function replyWith(result) {
  const body = Buffer.alloc(MESSAGE_HEADER_BYTES);
  body[0] = MESSAGE_HEADER_BYTES;
  body[5] = result;
  return frame(TYPE_MESSAGE, body);
}

export class RecordingProxies {
  /** What becomes of data requests: 'normal', 'silent', 'cut', or a result code to answer them with. */
  mode = 'normal';
  #servers = [];
  #sockets = new Set();
  #ports = new Map();
  #requests = [];

  /** Starts one proxy for each node of the cluster behind `seed`. */
  static async start(seed) {
    const proxies = new RecordingProxies();
    for (const address of await clusterAddresses(seed)) await proxies.#listen(address);
    return proxies;
  }

  get hosts() {
    return [...this.#ports.values()].map((port) => `127.0.0.1:${port}`).join(',');
  }

  /** The requests seen since the last call, in order of arrival. */
  take() {
    const requests = this.#requests;
    this.#requests = [];
    return requests;
  }

  async close() {
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(this.#servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }

  async #listen(address) {
    const server = net.createServer((downstream) => this.#join(downstream, address));
    this.#servers.push(server);
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.#ports.set(address.port, server.address().port);
  }

  #join(downstream, address) {
    const upstream = net.connect(address.port, address.host);
    for (const [socket, other] of [
      [downstream, upstream],
      [upstream, downstream],
    ]) {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
      socket.on('end', () => other.end());
    }
    const requests = new Frames((whole) => {
      this.#requests.push(Buffer.from(whole));
      if (whole[1] !== TYPE_MESSAGE || this.mode === 'normal') upstream.write(whole);
      else if (this.mode === 'cut') downstream.destroy();
      else if (typeof this.mode === 'number') downstream.write(replyWith(this.mode));
    });
    const replies = new Frames((whole) => downstream.write(this.#rewrite(whole)));
    downstream.on('data', (chunk) => requests.push(chunk));
    upstream.on('data', (chunk) => replies.push(chunk));
  }

  #rewrite(whole) {
    if (whole[1] !== TYPE_INFO) return whole;
    const text = whole.subarray(HEADER_BYTES).toString('latin1');
    const rewritten = text.replace(/127\.0\.0\.1:(\d+)/g, (address, port) => {
      const mine = this.#ports.get(Number(port));
      return mine === undefined ? address : `127.0.0.1:${mine}`;
    });
    return rewritten === text ? whole : frame(TYPE_INFO, Buffer.from(rewritten, 'latin1'));
  }
}
