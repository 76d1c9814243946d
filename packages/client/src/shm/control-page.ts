// The words of the control page and the only operations on them. Owns the mapping: views never leave this object except
// the one that the hot path loads from, and that is exchanged for private memory before the page is unmapped.
// Layout: layout.ts.

import { CONTROL, CONTROL_MAGIC, LAYOUT_VERSION, PAGE_BYTES, packState, STATE_INDEX, WORD } from './layout.ts';
import type { MappedPage } from './libc.ts';

/** What a new page starts from: counters go on where the previous users of the segment stopped. */
export interface Counters {
  readonly nextId: number;
  readonly generation: number;
  readonly epoch: number;
}

export const NO_COUNTERS: Counters = { nextId: 0, generation: 0, epoch: 0 };

/** Bytes of a fresh control page: no owner, no snapshot. */
export function formatControlPage(nonce: number, boot: number, counters: Counters): Buffer {
  const page = Buffer.alloc(PAGE_BYTES);
  page.writeUInt32LE(CONTROL_MAGIC, CONTROL.MAGIC);
  page.writeUInt32LE(LAYOUT_VERSION, CONTROL.LAYOUT);
  page.writeUInt32LE(PAGE_BYTES, CONTROL.PAGE_BYTES);
  page.writeUInt32LE(nonce, CONTROL.NONCE);
  page.writeUInt32LE(boot, CONTROL.BOOT);
  page.writeBigInt64LE(packState(0, counters.generation), STATE_INDEX * 8);
  page.writeUInt32LE(counters.nextId, WORD.NEXT_ID * 4);
  page.writeUInt32LE(counters.epoch, WORD.EPOCH * 4);
  return page;
}

/** Whether the bytes are a control page of this layout. */
export function isControlPage(page: Buffer): boolean {
  return (
    page.length === PAGE_BYTES &&
    page.readUInt32LE(CONTROL.MAGIC) === CONTROL_MAGIC &&
    page.readUInt32LE(CONTROL.LAYOUT) === LAYOUT_VERSION &&
    page.readUInt32LE(CONTROL.PAGE_BYTES) === PAGE_BYTES
  );
}

/** The counters in the bytes of a control page; zeros when they are not one. */
export function readCounters(page: Buffer): Counters {
  if (!isControlPage(page)) return NO_COUNTERS;
  return {
    nextId: page.readUInt32LE(WORD.NEXT_ID * 4),
    generation: page.readUInt32LE(WORD.GENERATION * 4),
    epoch: page.readUInt32LE(WORD.EPOCH * 4),
  };
}

export class ControlPage {
  /** For the hot path: `Atomics.load(page.words, WORD.GENERATION)`. Private memory once the page is closed. */
  words: Int32Array;
  readonly nonce: number;
  readonly boot: number;
  #states: BigInt64Array;
  readonly #mapped: MappedPage;
  #closed = false;

  constructor(mapped: MappedPage) {
    this.#mapped = mapped;
    this.words = new Int32Array(mapped.buffer);
    this.#states = new BigInt64Array(mapped.buffer);
    this.nonce = (this.words[CONTROL.NONCE / 4] as number) >>> 0;
    this.boot = (this.words[CONTROL.BOOT / 4] as number) >>> 0;
  }

  get state(): bigint {
    return Atomics.load(this.#states, STATE_INDEX);
  }

  /** The one step that decides who owns and what is valid. */
  exchangeState(from: bigint, to: bigint): boolean {
    return Atomics.compareExchange(this.#states, STATE_INDEX, from, to) === from;
  }

  /** A number nobody in this segment has had or will have; never 0, which stands for none. */
  takeId(): number {
    const id = (Atomics.add(this.words, WORD.NEXT_ID, 1) + 1) >>> 0;
    return id === 0 ? this.takeId() : id;
  }

  get nextId(): number {
    return Atomics.load(this.words, WORD.NEXT_ID) >>> 0;
  }

  get heartbeat(): number {
    return Atomics.load(this.words, WORD.HEARTBEAT);
  }

  beat(): void {
    Atomics.add(this.words, WORD.HEARTBEAT, 1);
  }

  count(word: typeof WORD.TAKEOVERS | typeof WORD.PUBLISHES): void {
    Atomics.add(this.words, word, 1);
  }

  /** Epoch of the last winner, for the case that its snapshot is lost. */
  get epoch(): number {
    return Atomics.load(this.words, WORD.EPOCH) >>> 0;
  }

  set epoch(epoch: number) {
    Atomics.store(this.words, WORD.EPOCH, epoch | 0);
  }

  /** Generation that a follower asks the owner to publish again; 0 for none. */
  get wanted(): number {
    return Atomics.load(this.words, WORD.WANTED) >>> 0;
  }

  set wanted(generation: number) {
    Atomics.store(this.words, WORD.WANTED, generation | 0);
  }

  /** How often followers have asked the owner to look at the cluster. */
  get requests(): number {
    return Atomics.load(this.words, WORD.REQUESTS);
  }

  request(): void {
    Atomics.add(this.words, WORD.REQUESTS, 1);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    const frozen = this.words.slice();
    this.words = frozen;
    this.#states = new BigInt64Array(frozen.buffer);
    this.#mapped.unmap();
  }
}
