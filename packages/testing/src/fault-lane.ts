// One direction of a proxied connection: passes bytes on in order and carries out the faults placed on it. Offsets count
// the bytes that came in. It holds at most MAX_HELD_BYTES; beyond that it stops reading, as a full network would.

import type { Socket } from 'node:net';
import type { TestClock } from './real-clock.ts';

/** `up` is from the client to the node. */
export type Direction = 'up' | 'down';

export type Fault =
  /** From here on bytes arrive that much later. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** From here on no more than that many bytes per second. */
  | { readonly kind: 'throttle'; readonly bytesPerSecond: number }
  /** What came before is delivered, then both sides are closed. */
  | { readonly kind: 'cut' }
  /** What came before is delivered, then this direction ends; the other one goes on. */
  | { readonly kind: 'half-close' }
  /** Both sides see a reset; what came before may or may not arrive. */
  | { readonly kind: 'reset' }
  /** The next byte is changed: bits of `xor` (default 255) are inverted. */
  | { readonly kind: 'corrupt'; readonly xor?: number }
  /** The next so many bytes arrive twice. */
  | { readonly kind: 'duplicate'; readonly bytes: number }
  /** From here on nothing arrives, and the connection stays open. */
  | { readonly kind: 'black-hole' };

const MAX_HELD_BYTES = 4 * 1024 * 1024;

interface Held {
  readonly dueMs: number;
  readonly bytes: number;
  readonly run: () => void;
}

export class FaultLane {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #clock: TestClock;
  readonly #placed: { readonly at: number; readonly fault: Fault }[] = [];
  readonly #held: Held[] = [];
  #heldBytes = 0;
  #offset = 0;
  #delayMs = 0;
  #bytesPerMs = Number.POSITIVE_INFINITY;
  #lastDueMs = 0;
  #xor = 0;
  #copy: Buffer[] = [];
  #copyLeft = 0;
  #silent = false;
  #cancel: (() => void) | undefined;

  constructor(from: Socket, to: Socket, clock: TestClock) {
    this.#from = from;
    this.#to = to;
    this.#clock = clock;
    from.on('data', (chunk: Buffer) => this.#take(chunk));
    from.on('end', () => this.#onEnd());
    from.on('close', (hadError) => this.#onClose(hadError));
    to.on('drain', () => this.#resume());
    to.on('close', (hadError) => this.#drop(hadError));
  }

  /** Bytes that came in so far. */
  get offset(): number {
    return this.#offset;
  }

  /** Lets the fault happen once that many bytes came in; at once if they have. */
  place(fault: Fault, at: number): void {
    this.#placed.push({ at: Math.max(at, this.#offset), fault });
    this.#placed.sort((a, b) => a.at - b.at);
    this.#trigger();
  }

  #take(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0) {
      const room = (this.#placed[0]?.at ?? Number.POSITIVE_INFINITY) - this.#offset;
      const part = rest.subarray(0, Math.min(room, rest.length));
      this.#offset += part.length;
      if (!this.#silent) this.#forward(part);
      rest = rest.subarray(part.length);
      this.#trigger();
    }
  }

  #trigger(): void {
    while (this.#placed[0] !== undefined && this.#placed[0].at <= this.#offset) {
      const { fault } = this.#placed.shift() as { fault: Fault };
      if (!this.#silent) this.#start(fault);
    }
  }

  #start(fault: Fault): void {
    switch (fault.kind) {
      case 'delay':
        this.#delayMs = fault.ms;
        return;
      case 'throttle':
        this.#bytesPerMs = fault.bytesPerSecond / 1000;
        return;
      case 'corrupt':
        this.#xor = fault.xor ?? 0xff;
        return;
      case 'duplicate':
        this.#copyLeft = fault.bytes;
        return;
      case 'black-hole':
        this.#silent = true;
        return;
      case 'half-close':
        this.#silent = true;
        this.#hold(0, () => this.#to.end());
        return;
      case 'cut':
        this.#silent = true;
        this.#hold(0, () => this.#to.end(() => this.#destroyBoth()));
        return;
      case 'reset':
        this.#silent = true;
        // Not in the turn of a write: some systems then send an orderly end instead.
        this.#hold(0, () => void setImmediate(() => this.#resetBoth()));
    }
  }

  #forward(part: Buffer): void {
    if (part.length === 0) return;
    let bytes = part;
    if (this.#xor !== 0) {
      bytes = Buffer.from(part);
      bytes[0] = (bytes[0] as number) ^ this.#xor;
      this.#xor = 0;
    }
    if (this.#copyLeft === 0) {
      this.#write(bytes);
      return;
    }
    const first = bytes.subarray(0, this.#copyLeft);
    this.#write(first);
    this.#copy.push(first);
    this.#copyLeft -= first.length;
    if (this.#copyLeft > 0) return;
    this.#write(Buffer.concat(this.#copy));
    this.#copy = [];
    if (bytes.length > first.length) this.#write(bytes.subarray(first.length));
  }

  #write(bytes: Buffer): void {
    this.#hold(bytes.length, () => {
      if (this.#to.writable && !this.#to.write(bytes)) this.#from.pause();
    });
  }

  /** Carries out what `run` does when its time has come, after everything before it. */
  #hold(bytes: number, run: () => void): void {
    const nowMs = this.#clock.now();
    const dueMs = Math.max(nowMs + this.#delayMs, this.#lastDueMs) + bytes / this.#bytesPerMs;
    if (dueMs <= nowMs && this.#held.length === 0) {
      run();
      return;
    }
    this.#lastDueMs = dueMs;
    this.#held.push({ dueMs, bytes, run });
    this.#heldBytes += bytes;
    if (this.#heldBytes > MAX_HELD_BYTES) this.#from.pause();
    this.#wait();
  }

  #wait(): void {
    const next = this.#held[0];
    if (next === undefined || this.#cancel !== undefined) return;
    this.#cancel = this.#clock.after(Math.max(0, next.dueMs - this.#clock.now()), () => this.#release(), true);
  }

  #release(): void {
    this.#cancel = undefined;
    const nowMs = this.#clock.now();
    // A timer may fire up to a millisecond early.
    while (this.#held[0] !== undefined && this.#held[0].dueMs <= nowMs + 1) {
      const { bytes, run } = this.#held.shift() as Held;
      this.#heldBytes -= bytes;
      run();
    }
    this.#resume();
    this.#wait();
  }

  #resume(): void {
    if (this.#heldBytes <= MAX_HELD_BYTES / 2 && !this.#to.writableNeedDrain) this.#from.resume();
  }

  #onEnd(): void {
    if (this.#silent) return;
    this.#hold(0, () => this.#to.end());
  }

  /** Bytes on their way arrive although their sender is gone; then the receiver learns of it. */
  #onClose(hadError: boolean): void {
    this.#hold(0, () => {
      if (hadError) reset(this.#to);
      else if (this.#to.writable) this.#to.end(() => this.#to.destroy());
      else this.#to.destroy();
    });
  }

  #drop(hadError: boolean): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#held.length = 0;
    this.#heldBytes = 0;
    if (hadError) reset(this.#from);
    else this.#from.destroy();
  }

  #resetBoth(): void {
    reset(this.#from);
    reset(this.#to);
  }

  #destroyBoth(): void {
    this.#from.destroy();
    this.#to.destroy();
  }
}

/**
 * A reset and nothing before it: `resetAndDestroy` ends the stream first, so that the other side sees an orderly end.
 * The flag is the one it sets.
 */
export function reset(socket: Socket): void {
  if (socket.destroyed) return;
  (socket as Socket & { resetAndClosing?: boolean }).resetAndClosing = true;
  socket.destroy();
}
