// The buffer that a connection's frames are written into, and its way into the socket: it is used again once nothing of it
// can still be read, and never before.

import { Writer } from '../wire/writer.ts';
import type { DialledSocket } from './dialled-socket.ts';
import { giveWriteBuffer, takeWriteBuffer } from './write-buffers.ts';

export const WRITE_BUFFER_BYTES = 16 * 1024;
/** A write buffer that grew beyond this is shared with the other connections. */
const KEEP_WRITE_BUFFER_BYTES = 256 * 1024;

export class WriteSide {
  readonly writer = new Writer(WRITE_BUFFER_BYTES, takeWriteBuffer);
  /** Buffers that the socket has not finished sending; free once it has drained. */
  #leaving: Buffer[] = [];

  /** Hands what was written to the socket. Returns how many bytes wait for the peer to read. */
  send(socket: DialledSocket): number {
    const w = this.writer;
    const willDrain = !socket.write(w.buffer.subarray(0, w.pos));
    w.pos = 0;
    const unsent = socket.unsentBytes;
    // With nothing left unsent the kernel has taken a copy, and the buffer can be written again at once.
    if (unsent > 0 && !socket.copiesAtOnce) {
      // Without a drain to come nobody would say when it is free; then it is left to the garbage collector.
      if (willDrain) this.#leaving.push(w.buffer);
      w.buffer = takeWriteBuffer(WRITE_BUFFER_BYTES);
    } else if (w.buffer.length > KEEP_WRITE_BUFFER_BYTES) {
      giveWriteBuffer(w.buffer);
      w.buffer = takeWriteBuffer(WRITE_BUFFER_BYTES);
    }
    return unsent;
  }

  onDrain(): void {
    for (const buffer of this.#leaving) giveWriteBuffer(buffer);
    this.#leaving = [];
  }
}
