// One call of a scan or query, from the client's side: between the consumer and the run, which may begin later, when the
// client is connected. What the consumer wishes until then is done then. The end is told exactly once.

import type { AerospikeError } from '../../model/error.ts';
import type { CallOwner } from '../record/record-call.ts';
import type { StreamControl } from '../routing/cluster-link.ts';
import { afterTurn } from '../run/settle-later.ts';
import type { OpenPartition, PartitionCursor, StreamConsumer } from '../stream-definition.ts';

export class StreamCall<R> implements StreamConsumer<R>, StreamControl {
  readonly #owner: CallOwner;
  readonly #name: string;
  readonly #consumer: StreamConsumer<R>;
  readonly #stack: string | undefined;
  #run: StreamControl | undefined;
  #open: readonly OpenPartition[] = [];
  #isPaused = false;
  #isOver = false;

  constructor(owner: CallOwner, name: string, consumer: StreamConsumer<R>, stack: string | undefined) {
    this.#owner = owner;
    this.#name = name;
    this.#consumer = consumer;
    this.#stack = stack;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get open(): readonly OpenPartition[] {
    return this.#run?.open ?? this.#open;
  }

  /** What is to be asked, once that is known. */
  expect(open: readonly OpenPartition[]): void {
    this.#open = open;
  }

  begin(run: StreamControl): void {
    this.#run = run;
    if (this.#isPaused) run.pause();
  }

  pause(): void {
    this.#isPaused = true;
    this.#run?.pause();
  }

  resume(): void {
    this.#isPaused = false;
    this.#run?.resume();
  }

  stop(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#run === undefined) return;
    this.#run.stop();
    this.#owner.settled();
  }

  onRecord(record: R, partition: number, cursor: PartitionCursor): boolean {
    const isWelcome = this.#consumer.onRecord(record, partition, cursor);
    if (!isWelcome) this.#isPaused = true;
    return isWelcome;
  }

  onEnd(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#owner.settled();
    this.#consumer.onEnd();
  }

  onError(error: AerospikeError): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#owner.settled();
    this.#consumer.onError(this.#complete(error));
  }

  /** Fails it before it has begun. */
  refuse(cause: unknown): void {
    const error = this.#complete(cause);
    afterTurn(() => {
      if (this.#isOver) return;
      this.#isOver = true;
      this.#consumer.onError(error);
    });
  }

  #complete(cause: unknown): AerospikeError {
    return this.#owner.complete(cause, this.#name, undefined, this.#stack, this.#complete);
  }
}
