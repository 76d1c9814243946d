// The records of a scan or query, or the values of an aggregation, for `for await`: the loop's own pace is the pace at which the nodes are read. What they
// have sent already waits here, a frame of each node at most. Leaving the loop ends the work at the nodes.

import type { AerospikeError } from '../../model/error.ts';
import type { Record } from '../../model/record.ts';
import type { StreamControl } from '../routing/cluster-link.ts';
import type { OpenPartition, PartitionCursor, StreamConsumer } from '../stream-definition.ts';

/** Records that may wait before the nodes are no longer read. */
const MAX_READY = 256;

interface Ready<R> {
  readonly record: R;
  readonly partition: number;
  readonly cursor: PartitionCursor;
}

interface Waiting<R> {
  resolve(result: IteratorResult<R, undefined>): void;
  reject(error: AerospikeError): void;
}

const DONE: IteratorReturnResult<undefined> = Object.freeze({ done: true, value: undefined });

export class RecordIterator<R = Record> implements StreamConsumer<R>, AsyncIterator<R, undefined> {
  #control: StreamControl | undefined;
  #ready: Ready<R>[] = [];
  #readyAt = 0;
  #waiting: Waiting<R>[] = [];
  #isPaused = false;
  #isOver = false;
  #error: AerospikeError | undefined;
  /** Where each partition that was read from went on before the records that wait. */
  readonly #consumed = new Map<number, PartitionCursor>();
  #start: readonly OpenPartition[] = [];

  begin(control: StreamControl): void {
    this.#control = control;
    this.#start = control.open;
  }

  /** What is left, behind the last record that was handed out. */
  get open(): readonly OpenPartition[] {
    const open = new Map((this.#control?.open ?? []).map((entry) => [entry.partition, entry]));
    const begin = new Map(this.#start.map(({ partition, cursor }) => [partition, cursor]));
    for (let i = this.#readyAt; i < this.#ready.length; i++) {
      const { partition } = this.#ready[i] as Ready<R>;
      open.set(partition, { partition, cursor: this.#consumed.get(partition) ?? begin.get(partition) });
    }
    return [...open.values()].sort((a, b) => a.partition - b.partition);
  }

  next(): Promise<IteratorResult<R, undefined>> {
    const ready = this.#take();
    if (ready !== undefined) return Promise.resolve({ done: false, value: ready });
    if (this.#error !== undefined) {
      const error = this.#error;
      this.#error = undefined;
      return Promise.reject(error);
    }
    if (this.#isOver) return Promise.resolve(DONE);
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  return(): Promise<IteratorResult<R, undefined>> {
    this.#isOver = true;
    this.#control?.stop();
    for (const { resolve } of this.#waiting.splice(0)) resolve(DONE);
    return Promise.resolve(DONE);
  }

  #take(): R | undefined {
    if (this.#readyAt === this.#ready.length) return undefined;
    const { record, partition, cursor } = this.#ready[this.#readyAt] as Ready<R>;
    this.#readyAt++;
    this.#consumed.set(partition, cursor);
    if (this.#readyAt === this.#ready.length) {
      this.#ready = [];
      this.#readyAt = 0;
      if (this.#isPaused) {
        this.#isPaused = false;
        this.#control?.resume();
      }
    }
    return record;
  }

  onRecord(record: R, partition: number, cursor: PartitionCursor): boolean {
    const waiting = this.#waiting.shift();
    if (waiting !== undefined) {
      this.#consumed.set(partition, cursor);
      waiting.resolve({ done: false, value: record });
      return true;
    }
    this.#ready.push({ record, partition, cursor });
    if (this.#ready.length < MAX_READY) return true;
    this.#isPaused = true;
    return false;
  }

  onEnd(): void {
    this.#isOver = true;
    for (const { resolve } of this.#waiting.splice(0)) resolve(DONE);
  }

  onError(error: AerospikeError): void {
    this.#isOver = true;
    const [first, ...others] = this.#waiting.splice(0);
    if (first === undefined) this.#error = error;
    else first.reject(error);
    for (const { resolve } of others) resolve(DONE);
  }
}
