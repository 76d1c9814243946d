// What the real server makes of TLS: it reads one request, and whatever its TLS library has decrypted beyond that is not
// seen by the poll that tells it of more. So a client that puts two requests into one TLS record waits for the second
// answer until it sends something else. Kept here, so that such a client is found before it meets a real server.

import { frameBodyBytes, PROTO_HEADER_BYTES } from 'tendril/wire';

const NOTHING = Buffer.alloc(0);

export class RecordGate {
  #held: Buffer = NOTHING;
  /** Bytes of the request under way that are still to come; 0 between two. */
  #left = 0;

  /** Decrypted bytes that are not looked at before more arrive. */
  get heldBytes(): number {
    return this.#held.length;
  }

  /** Takes what one record had and gives what is read of it: all, or up to the end of the first request that it ends. */
  push(record: Buffer): Buffer {
    const bytes = this.#held.length === 0 ? record : Buffer.concat([this.#held, record]);
    if (this.#left === 0) {
      if (bytes.length < PROTO_HEADER_BYTES) {
        this.#held = Buffer.from(bytes);
        return NOTHING;
      }
      this.#left = PROTO_HEADER_BYTES + frameBodyBytes(bytes, 0);
    }
    const end = Math.min(this.#left, bytes.length);
    this.#left -= end;
    this.#held = end === bytes.length ? NOTHING : Buffer.from(bytes.subarray(end));
    return bytes.subarray(0, end);
  }
}
