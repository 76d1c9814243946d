// RecordStream: the records of a scan or query as events, in the form that programs know; beyond that with a pause that
// reaches the nodes, an abort that ends their work, and a state to go on from.

import { Stream } from 'node:stream';
import type { RecordSource } from '../../command/query/record-source.ts';
import type { StreamControl } from '../../command/routing/cluster-link.ts';
import { afterTurn } from '../../command/run/settle-later.ts';
import type { StreamConsumer } from '../../command/stream-definition.ts';
import type { AerospikeBins } from '../../model/bin-value.ts';
import type { ClientType } from '../../model/client-type.ts';
import type { AerospikeError } from '../../model/error.ts';
import type { Record } from '../../model/record.ts';
import { nextTick } from '../../time/system-clock.ts';
import type { Job } from './job.ts';

/** What makes a state of what is left to ask. */
type ResumableSource = Pick<RecordSource, 'maxRecords' | 'state'>;

/**
 * The records that a query or scan finds, as events: `data` with each record; then `end`, with the state for the next
 * page where there is one; or `error`. After `abort` comes an `end` without a state.
 *
 * @example
 * import { connect, Key } from 'tendril';
 *
 * const client = await connect();
 * await client.put(new Key('test', 'record-stream', 1), { name: 'Ada' });
 * const stream = client.scan('test', 'record-stream').foreach();
 * stream.on('error', (error) => console.error(error));
 * stream.on('data', (record) => console.log(record.bins)); // { name: 'Ada' }
 * await new Promise((resolve) => stream.on('end', resolve));
 * client.close();
 */
export class RecordStream extends Stream {
  /** Whether `abort` was called. */
  aborted = false;
  /** The client that asks. */
  client: ClientType;
  /** Nothing can be written to it. */
  declare writable: false;
  /** Records are read from it. */
  declare readable: true;
  /** Of a scan: what the nodes do for it, as a job. */
  job?: Job;
  #control: StreamControl | undefined;
  #source: ResumableSource | undefined;
  #isPage = false;
  #records = 0;

  /** @param client - The client that asks. */
  constructor(client: ClientType) {
    super();
    this.client = client;
  }

  /** Adds a listener: of `data`, `error` or `end`. What it throws is an uncaught exception. */
  override on<B extends object = AerospikeBins>(event: 'data', listener: (record: Record<B>) => void): this;
  override on(event: 'error', listener: (error: AerospikeError) => void): this;
  override on(event: 'end', listener: (state: number[]) => void): this;
  override on(...args: Parameters<Stream['on']>): this;
  override on(...args: readonly unknown[]): this {
    return super.on(...(args as Parameters<Stream['on']>));
  }

  /** Does nothing: records come by themselves. */
  _read(): void {}

  /** @internal The consumer that turns what comes into events. */
  _consumer(source: ResumableSource, isPage: boolean): StreamConsumer<Record> {
    this.#source = source;
    this.#isPage = isPage;
    return {
      onRecord: (record) => {
        this.#records++;
        this.#emit('data', record);
        return true;
      },
      onEnd: () => this.#end(),
      onError: (error) => this.#emit('error', error),
    };
  }

  /** @internal */
  _begin(control: StreamControl): void {
    this.#control = control;
  }

  #end(): void {
    const pageSize = this.#source?.maxRecords ?? 0;
    const isFull = this.#isPage && pageSize > 0 && this.#records >= pageSize;
    this.#emit('end', isFull ? this.saveState() : undefined);
  }

  /** What a listener throws becomes an uncaught exception, as with any event, and harms no other stream. */
  #emit(event: string, argument: unknown): void {
    try {
      this.emit(event, argument);
    } catch (error) {
      throwLater(error);
    }
  }

  /** Ends the stream early, and the work of the nodes with it; then comes `end`. */
  abort(): void {
    if (this.aborted) return;
    this.aborted = true;
    this.#control?.stop();
    afterTurn(() => {
      try {
        // Without an argument: that would be where a page ended.
        this.emit('end');
      } catch (error) {
        throwLater(error);
      }
    });
  }

  /**
   * Stops reading from the nodes, for as long as you like: no time limit runs meanwhile. What has been read already,
   * about a megabyte of each node at most, still comes.
   */
  pause(): this {
    this.#control?.pause();
    return this;
  }

  /** Goes on reading after {@link RecordStream.pause}. */
  resume(): this {
    this.#control?.resume();
    return this;
  }

  /**
   * Where the stream is, behind the last record that it emitted: plain numbers for `nextPage` of a scan or query of the
   * same set, in this process or another. Undefined when nothing is left.
   */
  saveState(): number[] | undefined {
    return this.#control === undefined ? undefined : this.#source?.state(this.#control.open);
  }
}

function throwLater(error: unknown): void {
  nextTick(() => {
    throw error;
  });
}

RecordStream.prototype.writable = false;
RecordStream.prototype.readable = true;
