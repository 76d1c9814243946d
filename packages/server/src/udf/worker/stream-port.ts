// A stream as a script sees it: it reads when it wants to and waits until there is something, while values that it
// writes are collected and sent in chunks. Waiting blocks the thread, which has nothing else to do.

import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { CHUNK_BYTES } from '../packing.ts';
import type { ChunkMessage, StreamMessage, ValuesMessage } from '../thread-messages.ts';

/** In the signal: whether nobody wants more values. */
const UNWANTED = 1;

const NOTHING_MORE: ChunkMessage = { bytes: new Uint8Array(), isLast: true };

export class StreamPort {
  readonly #port: MessagePort;
  readonly #signal: Int32Array;
  readonly #renew: () => void;
  readonly #expire: () => void;
  #chunk: Buffer = Buffer.alloc(0);
  #at = 0;
  #isLast = false;
  #received = 0;
  #values: Uint8Array[] = [];
  #valueBytes = 0;

  /**
   * `renew` is called after every wait: its time is not the script's. `expire` is called when nobody wants its values any
   * more.
   */
  constructor({ port, signal }: StreamMessage, renew: () => void, expire: () => void) {
    this.#port = port;
    this.#signal = signal;
    this.#renew = renew;
    this.#expire = expire;
  }

  read(): Uint8Array | undefined {
    while (this.#at >= this.#chunk.length) {
      if (this.#isLast) return undefined;
      const { bytes, isLast } = this.#exchange(true);
      this.#chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
      this.#at = 0;
      this.#isLast = isLast;
    }
    const size = this.#chunk.readUInt32BE(this.#at);
    const start = this.#at + 4;
    this.#at = start + size;
    return this.#chunk.subarray(start, this.#at);
  }

  write(type: number, value: Uint8Array): void {
    const header = Buffer.alloc(5);
    header[0] = type;
    header.writeUInt32BE(value.length, 1);
    this.#values.push(header, value);
    this.#valueBytes += header.length + value.length;
    if (this.#valueBytes >= CHUNK_BYTES) this.#exchange(false);
  }

  /** The values that are left. */
  end(): Uint8Array {
    this.#port.close();
    return this.#takeValues();
  }

  #takeValues(): Uint8Array {
    const values = new Uint8Array(Buffer.concat(this.#values));
    this.#values = [];
    this.#valueBytes = 0;
    return values;
  }

  get #isUnwanted(): boolean {
    return Atomics.load(this.#signal, UNWANTED) === 1;
  }

  /** Sends the values that there are, and waits until they are taken and, if more is wanted, until there is more. */
  #exchange(wantsMore: boolean): ChunkMessage {
    const message: ValuesMessage = { bytes: this.#takeValues(), wantsMore };
    if (!this.#isUnwanted) this.#port.postMessage(message);
    for (;;) {
      if (this.#isUnwanted) {
        this.#expire();
        return NOTHING_MORE;
      }
      Atomics.wait(this.#signal, 0, this.#received);
      const received = receiveMessageOnPort(this.#port);
      if (received === undefined) continue;
      this.#received++;
      this.#renew();
      return received.message as ChunkMessage;
    }
  }
}
