import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { type CursorOrigin, RecordCursor } from '../../../src/api/streams/record-cursor.ts';
import type { StreamConsumer } from '../../../src/command/stream-definition.ts';
import { Record } from '../../../src/model/record.ts';

/** Two records of partitions 3 and 5, which stay open until the end. */
function origin(): { readonly origin: CursorOrigin; readonly started: () => number } {
  let started = 0;
  const start = (consumer: StreamConsumer<Record>) => {
    started++;
    setImmediate(() => {
      for (const partition of [3, 5]) {
        const digest = Buffer.alloc(20, partition);
        consumer.onRecord(new Record({ ns: 'test', digest } as never, { partition }), partition, { digest } as never);
      }
      consumer.onEnd();
    });
    return { open: [], pause() {}, resume() {}, stop() {} };
  };
  return { origin: { start, state: ({ open }) => open.map(({ partition }) => partition) }, started: () => started };
}

test('a cursor starts with its first loop, has no state before, and then one behind each record', async () => {
  const { origin: given, started } = origin();
  const cursor = new RecordCursor(given);
  deepStrictEqual([cursor.saveState(), started()], [undefined, 0]);
  const states: (number[] | undefined)[] = [];
  for await (const _ of cursor) states.push(cursor.saveState());
  strictEqual(started(), 1);
  // Behind the first record, partition 5 is left: its record waits.
  deepStrictEqual(states, [[5], []]);
});

test('a second loop goes on where the first one was left', async () => {
  const { origin: given, started } = origin();
  const cursor = new RecordCursor(given);
  const iterator = cursor[Symbol.asyncIterator]();
  deepStrictEqual((await iterator.next()).value?.bins, { partition: 3 });
  const rest: unknown[] = [];
  for await (const { bins } of cursor) rest.push(bins);
  deepStrictEqual([rest, started()], [[{ partition: 5 }], 1]);
});
