import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Meter } from '../../../src/command/run/meter.ts';
import { LATENCY, NamespaceCounts } from '../../../src/command/run/node-counts.ts';

/** The column that a time falls into. */
function columnOf(meter: Meter, ms: number): number {
  const counts = new NamespaceCounts('test');
  meter.add(counts, LATENCY.READ, ms * 1000);
  return meter.columnsOf(counts, LATENCY.READ).indexOf(1);
}

// From the vendor's as_metrics.h: latencyColumns=7 latencyShift=1 is <=1ms >1ms >2ms >4ms >8ms >16ms >32ms.
test('columns double with a shift of 1', () => {
  const meter = new Meter(7, 1);
  const times = [0, 0.2, 1, 1.001, 2, 2.5, 4, 4.1, 8, 8.1, 16, 16.1, 32, 32.1, 1e9];
  assert.deepStrictEqual(
    times.map((ms) => columnOf(meter, ms)),
    [0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6],
  );
});

// The same: latencyColumns=5 latencyShift=3 is <=1ms >1ms >8ms >64ms >512ms.
test('columns grow eightfold with a shift of 3', () => {
  const meter = new Meter(5, 3);
  assert.deepStrictEqual(
    [1, 2, 8, 9, 64, 65, 512, 513].map((ms) => columnOf(meter, ms)),
    [0, 1, 1, 2, 2, 3, 3, 4],
  );
});

test('one column takes everything', () => {
  assert.deepStrictEqual([columnOf(new Meter(1, 1), 0), columnOf(new Meter(1, 1), 99)], [0, 0]);
});

test('kinds are apart, and a new meter begins anew', () => {
  const counts = new NamespaceCounts('test');
  const first = new Meter(3, 1);
  first.add(counts, LATENCY.WRITE, 2_000);
  first.add(counts, LATENCY.QUERY, 9_000);
  assert.deepStrictEqual(
    Object.values(LATENCY).map((kind) => first.columnsOf(counts, kind)),
    [
      [0, 0, 0],
      [0, 1, 0],
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, 1],
    ],
  );
  const second = new Meter(2, 1);
  assert.deepStrictEqual(second.columnsOf(counts, LATENCY.WRITE), [0, 0]);
  second.add(counts, LATENCY.WRITE, 2_000);
  assert.deepStrictEqual(second.columnsOf(counts, LATENCY.WRITE), [0, 1]);
});
