// Which of a connection's requests that are not sent yet travel as one: it takes those that may share a merged request,
// and turns their frames, the newest ones of the buffer, into its rows. See merged-request.ts for what becomes of it.
//
//   none ──► lone (one that may) ──► merging (two or more) ──► rows, or single frames after all

import { writeMergedFrames } from '../wire/merged-rows.ts';
import { Writer } from '../wire/writer.ts';
import type { Fifo } from './fifo.ts';
import { conflicts, MAX_ROWS, type MergedCarrier, MergedRequest, MIN_ROWS } from './merged-request.ts';
import type { Request, RequestCarrier } from './request.ts';
import { WRITE_BUFFER_BYTES } from './write-side.ts';

/** What carries requests, merged or not. */
export interface Carrier extends RequestCarrier, MergedCarrier {}

/** The line that the requests stand in. */
export interface GatheredLine {
  /** So many requests were merged into one. */
  onMerged(rows: number): void;
  /** Those of a merged request took its place, each for itself. */
  onSpread(request: MergedRequest): void;
}

/** Where frames become one; of all connections, since nothing of it outlives the call. */
const merged = new Writer(WRITE_BUFFER_BYTES);
const MAX_INDEX = 0xffff_ffff;

export class RowGatherer {
  readonly #carrier: Carrier;
  readonly #line: GatheredLine;
  readonly #fifo: Fifo;
  readonly #writer: Writer;
  /** Takes more requests: its frames are the last ones in the buffer. */
  #merging: MergedRequest | null = null;
  /** May become the first of a merged one: its frame, which begins at `#loneAt`, is the last one in the buffer. */
  #lone: Request | null = null;
  #loneAt = 0;
  /** Index of the next row. None is 0, which is what the reply to a command of its own carries in that place. */
  #nextIndex = 1;

  constructor(carrier: Carrier, line: GatheredLine, fifo: Fifo, writer: Writer) {
    this.#carrier = carrier;
    this.#line = line;
    this.#fifo = fifo;
    this.#writer = writer;
  }

  /** Whether the next request that may shares one that is not sent yet. */
  get takesMore(): boolean {
    return this.#merging === null ? this.#lone !== null : !this.#merging.isFull;
  }

  /** Commands in the request that takes more. */
  get rows(): number {
    return this.#merging === null ? 0 : this.#merging.rows;
  }

  /**
   * Whether a request, whose frame is the newest from `start` on, became a row. If not, it is to be put in line, and may be
   * the first of the next ones if `merges`. `isFirst`: none of those before it can be of its lane.
   */
  take(request: Request, start: number, merges: boolean, isFirst: boolean): boolean {
    let at = start;
    let merging = this.#merging;
    if (merging === null && merges && this.#lone !== null && (isFirst || !conflicts(request, this.#lone))) {
      merging = this.#begin(this.#lone, start);
    }
    if (merging !== null) {
      if (merges && !merging.isFull && (isFirst || !merging.conflictsWith(request))) {
        merging.add(request, this.#writer.pos - start);
        return true;
      }
      at += this.end(start);
    }
    this.#lone = merges ? request : null;
    this.#loneAt = at;
    return false;
  }

  /** It gave up. */
  forget(request: Request): void {
    if (this.#lone === request) this.#lone = null;
  }

  /** Makes a merged request of the youngest in line, whose frame ends at `end`. */
  #begin(first: Request, end: number): MergedRequest {
    const merging = new MergedRequest(this.#carrier, this.#loneAt, this.#nextIndex);
    merging.connection = this.#carrier;
    merging.add(first, end - this.#loneAt);
    this.#fifo.replaceLast(merging);
    this.#merging = merging;
    return merging;
  }

  /**
   * Turns the frames of a merged request, which end at `end`, into one, and moves what is behind them. Returns by how
   * much. If it has too few, or one that cannot be a row, they travel by themselves.
   */
  end(end: number): number {
    this.#lone = null;
    const request = this.#merging;
    if (request === null) return 0;
    this.#merging = null;
    const { at, rows } = request;
    request.seal();
    const w = this.#writer;
    merged.reset();
    if (rows < MIN_ROWS || !writeMergedFrames(merged, w.buffer, at, end, request)) {
      this.#fifo.spread(request, request.members);
      this.#line.onSpread(request);
      return 0;
    }
    const bytes = merged.pos;
    const moved = at + bytes - end;
    if (moved > 0) w.ensure(moved);
    if (end < w.pos) w.buffer.copyWithin(end + moved, end, w.pos);
    merged.buffer.copy(w.buffer, at, 0, bytes);
    w.pos += moved;
    this.#nextIndex += rows;
    if (this.#nextIndex > MAX_INDEX - MAX_ROWS) this.#nextIndex = 1;
    this.#line.onMerged(rows);
    return moved;
  }
}
