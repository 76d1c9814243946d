import { deepStrictEqual, rejects, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { RecordIterator } from '../../../src/command/query/record-iterator.ts';
import type { StreamControl } from '../../../src/command/routing/cluster-link.ts';
import type { OpenPartition } from '../../../src/command/stream-definition.ts';
import { AerospikeError } from '../../../src/model/error.ts';
import { Key } from '../../../src/model/key.ts';
import { Record } from '../../../src/model/record.ts';
import { digestIn } from '../../helpers/reply-rows.ts';

class FakeControl implements StreamControl {
  readonly calls: string[] = [];
  open: OpenPartition[] = [{ partition: 3, cursor: undefined }];

  pause(): void {
    this.calls.push('pause');
  }

  resume(): void {
    this.calls.push('resume');
  }

  stop(): void {
    this.calls.push('stop');
  }
}

function start(): { readonly iterator: RecordIterator; readonly control: FakeControl } {
  const iterator = new RecordIterator();
  const control = new FakeControl();
  iterator.begin(control);
  return { iterator, control };
}

function give(iterator: RecordIterator, control: FakeControl, n: number): boolean {
  const cursor = { digest: digestIn(3, n), bval: undefined };
  control.open = [{ partition: 3, cursor }];
  return iterator.onRecord(new Record(new Key('test', 'demo', n), { n }), 3, cursor);
}

const numberOf = (result: IteratorResult<Record, undefined>): unknown => result.value?.bins.n;

test('records come in order, whether they are waited for or wait', async () => {
  const { iterator, control } = start();
  give(iterator, control, 0);
  const early = iterator.next();
  const [late, later] = [iterator.next(), iterator.next()];
  give(iterator, control, 1);
  iterator.onEnd();
  deepStrictEqual([numberOf(await early), numberOf(await late), (await later).done], [0, 1, true]);
});

test('a consumer that falls behind stops the nodes until it has caught up', async () => {
  const { iterator, control } = start();
  let given = 0;
  while (give(iterator, control, given)) given++;
  strictEqual(given < 1000, true);
  for (let i = 0; i <= given; i++) {
    deepStrictEqual(control.calls, []);
    strictEqual(numberOf(await iterator.next()), i);
  }
  deepStrictEqual(control.calls, ['resume']);
});

test('an error comes behind the records that were before it, and once', async () => {
  const { iterator, control } = start();
  give(iterator, control, 0);
  iterator.onError(AerospikeError.fromCode({ code: 9 }));
  strictEqual(numberOf(await iterator.next()), 0);
  await rejects(iterator.next(), { code: 9 });
  strictEqual((await iterator.next()).done, true);
});

test('whoever leaves the loop ends the work', async () => {
  const { iterator, control } = start();
  const waiting = iterator.next();
  await iterator.return();
  strictEqual((await waiting).done, true);
  deepStrictEqual(control.calls, ['stop']);
});

test('a state goes on behind the last record that was handed out, not behind those that wait', async () => {
  const { iterator, control } = start();
  for (const n of [0, 1, 2]) give(iterator, control, n);
  deepStrictEqual(iterator.open, [{ partition: 3, cursor: undefined }]);
  await iterator.next();
  deepStrictEqual(iterator.open, [{ partition: 3, cursor: { digest: digestIn(3, 0), bval: undefined } }]);
  // The node is through with the partition; the loop is not.
  control.open = [];
  await iterator.next();
  deepStrictEqual(iterator.open, [{ partition: 3, cursor: { digest: digestIn(3, 1), bval: undefined } }]);
  await iterator.next();
  deepStrictEqual(iterator.open, []);
});
