// A TCP proxy in front of one node that answers batches as a node does that works on its rows at a time: the rows of each
// frame come in another order. Everything else passes as it is. The same seed gives the same orders. If the indexes of the
// rows stay in their places meanwhile, a client reads the answers as one would that goes by their order.
//
//   frame := version · type (3) · u48 size · message*        message := header (22) · field* · op*

import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { Random } from './random.ts';

const PROTO_BYTES = 8;
const HEADER_BYTES = 22;
const INDEX_AT = 14;
const MESSAGE = 3;

export class RowShuffler {
  /** Frames whose rows changed places. */
  shuffled = 0;
  readonly #target: { readonly host: string; readonly port: number };
  readonly #random: Random;
  readonly #keepsIndexes: boolean;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(target: { readonly host: string; readonly port: number }, seed: number, keepsIndexes: boolean) {
    this.#target = target;
    this.#keepsIndexes = keepsIndexes;
    this.#random = new Random(seed);
    this.#server = createServer({ noDelay: true }, (socket) => this.#accept(socket));
  }

  /** Listens on a free port of loopback. Without `keepsIndexes` answers get the index of whose place they take. */
  static async listen(
    target: { readonly host: string; readonly port: number },
    seed: number,
    keepsIndexes = true,
  ): Promise<RowShuffler> {
    const shuffler = new RowShuffler(target, seed, keepsIndexes);
    await new Promise<void>((resolve, reject) => {
      shuffler.#server.once('error', reject);
      shuffler.#server.listen(0, '127.0.0.1', resolve);
    });
    return shuffler;
  }

  get address(): { readonly host: string; readonly port: number } {
    return { host: '127.0.0.1', port: (this.#server.address() as AddressInfo).port };
  }

  /** Cuts every connection and stops listening. */
  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #accept(client: Socket): void {
    const node = connect({ ...this.#target, noDelay: true });
    for (const [socket, other] of [
      [client, node],
      [node, client],
    ] as const) {
      this.#sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
    client.pipe(node);
    let pending: Buffer = Buffer.alloc(0);
    node.on('data', (chunk: Buffer) => {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      let at = 0;
      while (pending.length - at >= PROTO_BYTES) {
        const end = at + PROTO_BYTES + pending.readUIntBE(at + 2, 6);
        if (end > pending.length) break;
        client.write(this.#pass(Buffer.from(pending.subarray(at, end))));
        at = end;
      }
      pending = pending.subarray(at);
    });
    node.on('end', () => client.end());
  }

  #pass(frame: Buffer): Buffer {
    if (frame[1] !== MESSAGE) return frame;
    const messages: Buffer[] = [];
    for (let at = PROTO_BYTES; at < frame.length; ) {
      const end = messageEnd(frame, at);
      messages.push(frame.subarray(at, end));
      at = end;
    }
    if (messages.length < 2) return frame;
    const indexes = messages.map((message) => message.readUInt32BE(INDEX_AT));
    for (let i = messages.length - 1; i > 0; i--) {
      const j = this.#random.below(i + 1);
      [messages[i], messages[j]] = [messages[j] as Buffer, messages[i] as Buffer];
    }
    this.shuffled++;
    if (!this.#keepsIndexes) {
      for (const [at, message] of messages.entries()) message.writeUInt32BE(indexes[at] as number, INDEX_AT);
    }
    return Buffer.concat([frame.subarray(0, PROTO_BYTES), ...messages]);
  }
}

function messageEnd(frame: Buffer, start: number): number {
  let at = start + HEADER_BYTES;
  const parts = frame.readUInt16BE(start + 18) + frame.readUInt16BE(start + 20);
  for (let i = 0; i < parts; i++) at += 4 + frame.readUInt32BE(at);
  return at;
}
