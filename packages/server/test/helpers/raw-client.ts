// A client of bytes: sends frames as hex or text and hands back whole reply frames. It shares no code with the server.

import { connect, type Socket } from 'node:net';
import type { TestContext } from 'node:test';

const HEADER_BYTES = 8;

export class RawClient {
  readonly socket: Socket;
  /** Resolves with everything that arrived, once the connection is closed. */
  readonly closed: Promise<Buffer>;
  #received: Buffer = Buffer.alloc(0);
  #taken = 0;
  #waiting: (() => void)[] = [];

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#wake();
    });
    socket.on('error', () => {});
    this.closed = new Promise((resolve) => {
      socket.on('close', () => {
        this.#wake();
        resolve(this.#received);
      });
    });
  }

  send(...hex: string[]): void {
    for (const part of hex) this.socket.write(bytes(part));
  }

  /** The next reply frame as hex; undefined when the connection closes first. */
  async frame(): Promise<string | undefined> {
    for (;;) {
      const rest = this.#received.subarray(this.#taken);
      const size = rest.length < HEADER_BYTES ? Number.POSITIVE_INFINITY : HEADER_BYTES + rest.readUIntBE(2, 6);
      if (rest.length >= size) {
        this.#taken += size;
        return rest.toString('hex', 0, size);
      }
      if (this.socket.closed) return undefined;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  async exchange(hex: string): Promise<string | undefined> {
    this.send(hex);
    return this.frame();
  }

  /** The value of one info command. */
  async info(command: string): Promise<string> {
    const reply = await this.exchange(infoFrame(`${command}\n`));
    const text = bytes(reply ?? '').toString('latin1', HEADER_BYTES);
    return text.slice(text.indexOf('\t') + 1, -1);
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resume of waiting) resume();
  }
}

/** Connects to a port on loopback; the connection ends with the test. */
export async function connectRaw(t: TestContext, port: number): Promise<RawClient> {
  const socket = connect(port, '127.0.0.1');
  t.after(() => socket.destroy());
  await new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  return new RawClient(socket);
}

/** Hex with blanks anywhere as bytes. */
export function bytes(hex: string): Buffer {
  return Buffer.from(hex.replace(/\s/g, ''), 'hex');
}

export function infoFrame(text: string): string {
  return frame(1, Buffer.from(text, 'latin1').toString('hex'));
}

/** A frame of that type around a body given as hex. */
export function frame(type: number, body: string): string {
  const size = bytes(body).length.toString(16).padStart(12, '0');
  return `02${type.toString(16).padStart(2, '0')}${size}${body.replace(/\s/g, '')}`;
}
