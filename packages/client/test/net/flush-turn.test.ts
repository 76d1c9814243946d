// When a connection is flushed, counted in turns of the event loop. What it writes then: connection.test.ts.

import { deepStrictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { FlushTurn } from '../../src/net/flush-turn.ts';

/** Depths up to 4 are few requests, see GATHER_DEPTH. */
const FEW = 4;
const MANY = 5;

function world() {
  const connection = { flushes: 0, flush: () => void connection.flushes++ };
  return { turn: new FlushTurn(connection), connection };
}

const ticked = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));
const turned = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Flushes after the code that runs now, after the reads of this turn, and after those of the next one. */
async function flushes({ connection }: ReturnType<typeof world>): Promise<number[]> {
  const seen = [connection.flushes];
  for (const next of [ticked, turned, turned]) {
    await next();
    seen.push(connection.flushes);
  }
  return seen;
}

test('few requests leave as soon as the code that wrote them is done, in one write', async () => {
  const w = world();
  for (let depth = 1; depth <= FEW; depth++) w.turn.onWritten(depth, false, false);
  deepStrictEqual(await flushes(w), [0, 1, 1, 1]);
});

test('many wait for what the sockets that are readable now bring, and so do those that may be merged', async () => {
  for (const [depth, merges] of [
    [MANY, false],
    [1, true],
  ] as const) {
    const w = world();
    w.turn.onWritten(depth, false, merges);
    deepStrictEqual(await flushes(w), [0, 0, 1, 1]);
  }
});

test('one that follows another on a busy connection waits a turn longer, with few before it not at all', async () => {
  const busy = world();
  busy.turn.onWritten(MANY, true, false);
  busy.turn.onWritten(MANY + 1, true, false);
  const idle = world();
  idle.turn.onWritten(FEW, true, false);
  deepStrictEqual(await Promise.all([flushes(busy), flushes(idle)]), [
    [0, 0, 0, 1],
    [0, 1, 1, 1],
  ]);
});

test('one that may not wait takes along those that may', async () => {
  const w = world();
  w.turn.onWritten(MANY, true, false);
  w.turn.onWritten(MANY + 1, false, false);
  w.turn.onWritten(MANY + 2, true, false);
  deepStrictEqual((await flushes(w)).slice(0, 3), [0, 0, 1]);
});

test('what is written after a flush is flushed again', async () => {
  const w = world();
  w.turn.onWritten(1, false, false);
  await ticked();
  w.turn.onFlushed();
  w.turn.onWritten(1, false, false);
  await ticked();
  deepStrictEqual(w.connection.flushes, 2);
});
