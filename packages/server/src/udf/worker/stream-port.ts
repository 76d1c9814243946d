// A stream as a script sees it: it reads when it wants to and waits until there is something, while values that it
// writes are collected and sent in chunks. Waiting blocks the thread, which has nothing else to do.

import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { CHUNK_BYTES } from '../packing.ts';
import type { ChunkMessage, StreamMessage, ValuesMessage } from '../thread-messages.ts';

export class StreamPort {
  readonly #port: MessagePort;
  readonly #signal: Int32Array;
  readonly #renew: () => void;
  #chunk: Buffer = Buffer.alloc(0);
  #at = 0;
  #isLast = false;
  #received = 0;
  #values: Buffer[] = [];
  #valueBytes = 0;

  /** `renew` is called after every wait: its time is not the script's. */
  constructor({ port, signal }: StreamMessage, renew: () => void) {
    this.#port = port;
    this.#signal = signal;
    this.#renew = renew;
  }

  read(): Uint8Array | undefined {
    while (this.#at >= this.#chunk.length) {
      if (this.#isLast) return undefined;
      this.#send(true);
      this.#receive();
    }
    const size = this.#chunk.readUInt32BE(this.#at);
    const start = this.#at + 4;
    this.#at = start + size;
    return this.#chunk.subarray(start, this.#at);
  }

  write(type: number, value: Uint8Array): boolean {
    const header = Buffer.alloc(5);
    header[0] = type;
    header.writeUInt32BE(value.length, 1);
    this.#values.push(header, Buffer.from(value));
    this.#valueBytes += header.length + value.length;
    if (this.#valueBytes >= CHUNK_BYTES) this.#send(false);
    return true;
  }

  /** Sends what is left. */
  end(): void {
    if (this.#values.length > 0) this.#send(false);
    this.#port.close();
  }

  #send(wantsMore: boolean): void {
    const message: ValuesMessage = { bytes: new Uint8Array(Buffer.concat(this.#values)), wantsMore };
    this.#values = [];
    this.#valueBytes = 0;
    this.#port.postMessage(message);
  }

  #receive(): void {
    Atomics.wait(this.#signal, 0, this.#received);
    const received = receiveMessageOnPort(this.#port);
    if (received === undefined) return;
    this.#received++;
    const { bytes, isLast } = received.message as ChunkMessage;
    this.#chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#at = 0;
    this.#isLast = isLast;
    this.#renew();
  }
}
