import { deepStrictEqual, rejects, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { turns } from 'tendril-testing/fake-clock';
import { Gate } from '../../src/cluster/gate.ts';

/** Work that ends when the test says so. */
function work(): { readonly run: () => Promise<number>; readonly end: (value: number) => void; started: boolean } {
  let resolve: (value: number) => void = () => {};
  const promise = new Promise<number>((settle) => {
    resolve = settle;
  });
  const piece = {
    started: false,
    end: resolve,
    run: () => {
      piece.started = true;
      return promise;
    },
  };
  return piece;
}

test('so much work runs at a time, the rest in turn', async () => {
  const gate = new Gate(2);
  const pieces = [work(), work(), work(), work()];
  const results = pieces.map(({ run }) => gate.run(run));
  const started = () => pieces.map((piece) => piece.started);
  deepStrictEqual(started(), [true, true, false, false]);
  pieces[1]?.end(1);
  await turns();
  deepStrictEqual(started(), [true, true, true, false]);
  for (const [index, piece] of pieces.entries()) piece.end(index);
  deepStrictEqual(await Promise.all(results), [0, 1, 2, 3]);
});

test('work that fails makes room too', async () => {
  const gate = new Gate(1);
  await rejects(
    gate.run(() => Promise.reject(new Error('failed'))),
    /failed/,
  );
  strictEqual(await gate.run(async () => 7), 7);
});

test('closing turns away who waits and who comes, and lets run what runs', async () => {
  const gate = new Gate(1);
  const [first, second] = [work(), work()];
  const running = gate.run(first.run);
  const waiting = rejects(gate.run(second.run), /over/);
  gate.close(new Error('over'));
  await waiting;
  await rejects(gate.run(second.run), /over/);
  first.end(3);
  strictEqual(await running, 3);
  strictEqual(second.started, false);
});
