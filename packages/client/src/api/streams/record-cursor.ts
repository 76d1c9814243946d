// RecordCursor: the records of a scan or query for `for await`.

import { RecordIterator } from '../../command/query/record-iterator.ts';
import type { StreamControl } from '../../command/routing/cluster-link.ts';
import type { StreamConsumer } from '../../command/stream-definition.ts';
import type { AerospikeBins } from '../../model/bin-value.ts';
import type { Record } from '../../model/record.ts';

/** @internal How a cursor gets its records, and makes its state. */
export interface CursorOrigin {
  start(consumer: StreamConsumer<Record>): StreamControl;
  state(from: Pick<StreamControl, 'open'>): number[] | undefined;
}

/**
 * The records of a scan or query, once, at the pace of the loop that takes them: the nodes are read only as fast as the
 * loop runs, and no time limit runs while it is busy. Leaving the loop ends the work of the nodes.
 *
 * Node.js and Web streams can be made of it: `Readable.from(cursor)`, `ReadableStream.from(cursor)`.
 *
 * @example
 * import { connect, Key } from 'tendril';
 *
 * const client = await connect();
 * await client.put(new Key('test', 'record-cursor', 1), { name: 'Ada' });
 * for await (const { bins } of client.scan('test', 'record-cursor')) console.log(bins.name); // Ada
 * client.close();
 */
export class RecordCursor<B extends object = AerospikeBins> implements AsyncIterable<Record<B>> {
  readonly #origin: CursorOrigin;
  #iterator: RecordIterator | undefined;

  /** @internal */
  constructor(origin: CursorOrigin) {
    this.#origin = origin;
  }

  /** Starts the scan or query; a second loop goes on where the first one ended. */
  [Symbol.asyncIterator](): AsyncIterator<Record<B>, undefined> {
    if (this.#iterator === undefined) {
      this.#iterator = new RecordIterator();
      this.#iterator.begin(this.#origin.start(this.#iterator));
    }
    return this.#iterator as AsyncIterator<Record<B>, undefined>;
  }

  /**
   * Where the loop is, behind the last record that it was given: plain numbers for `nextPage` of a scan or query of the
   * same set, in this process or another. Undefined before the loop, and when nothing is left.
   *
   * @example
   * import { connect, Key } from 'tendril';
   *
   * const client = await connect();
   * for (let i = 0; i < 3; i++) await client.put(new Key('test', 'save-state', i), { i });
   * const cursor = client.scan('test', 'save-state').records();
   * let state;
   * for await (const record of cursor) {
   *   state = cursor.saveState();
   *   break;
   * }
   * const rest = client.scan('test', 'save-state');
   * rest.nextPage(state);
   * console.log((await rest.results()).length); // 2
   * client.close();
   */
  saveState(): number[] | undefined {
    return this.#iterator === undefined ? undefined : this.#origin.state(this.#iterator);
  }
}
