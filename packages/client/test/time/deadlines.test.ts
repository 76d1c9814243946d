import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from 'tendril-testing/fake-clock';
import { Random } from 'tendril-testing/random';
import { type DeadlineEntry, DeadlineWheel, TICK_MS } from '../../src/time/deadlines.ts';

/** Longer than one turn of the wheel. */
const ONE_TURN_MS = 512 * TICK_MS;

class Entry implements DeadlineEntry {
  deadlineMs = Number.POSITIVE_INFINITY;
  deadlineNext: DeadlineEntry | null = null;
  deadlinePrevious: DeadlineEntry | null = null;
  deadlineSlot = -1;
  readonly firedAtMs: number[] = [];
  readonly #onFire: () => void;

  constructor(onFire: () => void = () => {}) {
    this.#onFire = onFire;
  }

  onDeadline(nowMs: number): void {
    this.firedAtMs.push(nowMs);
    this.#onFire();
  }
}

function setUp(): { clock: FakeClock; deadlines: DeadlineWheel } {
  const clock = new FakeClock();
  return { clock, deadlines: new DeadlineWheel(clock) };
}

for (const delayMs of [
  0,
  0.5,
  1,
  7,
  8,
  9,
  100,
  1000,
  ONE_TURN_MS - 1,
  ONE_TURN_MS,
  ONE_TURN_MS + 1,
  3 * ONE_TURN_MS + 5,
]) {
  test(`a deadline in ${delayMs} ms expires once, not early, at most two ticks late`, () => {
    const { clock, deadlines } = setUp();
    const entry = new Entry();
    const startMs = clock.now();
    deadlines.add(entry, startMs + delayMs);
    assert.strictEqual(entry.firedAtMs.length, 0);
    clock.advance(delayMs + 10 * ONE_TURN_MS);
    assert.strictEqual(entry.firedAtMs.length, 1);
    const late = (entry.firedAtMs[0] as number) - startMs - delayMs;
    assert.strictEqual(late >= 0 && late <= 2 * TICK_MS, true, `${late} ms late`);
    assert.strictEqual(deadlines.size, 0);
  });
}

test('a deadline in the past expires with the next tick and not inside add', () => {
  const { clock, deadlines } = setUp();
  const entry = new Entry();
  deadlines.add(entry, clock.now() - 10_000);
  assert.strictEqual(entry.firedAtMs.length, 0);
  clock.advance(2 * TICK_MS);
  assert.strictEqual(entry.firedAtMs.length, 1);
});

test('an infinite deadline takes no place and removes an earlier one', () => {
  const { clock, deadlines } = setUp();
  const entry = new Entry();
  deadlines.add(entry, Number.POSITIVE_INFINITY);
  assert.strictEqual(deadlines.size, 0);
  deadlines.add(entry, clock.now() + 100);
  deadlines.add(entry, Number.POSITIVE_INFINITY);
  assert.strictEqual(deadlines.size, 0);
  clock.advance(1000);
  assert.strictEqual(entry.firedAtMs.length, 0);
});

test('an entry that moved expires at its new deadline only', () => {
  const { clock, deadlines } = setUp();
  const entry = new Entry();
  const startMs = clock.now();
  deadlines.add(entry, startMs + 50);
  deadlines.add(entry, startMs + 500);
  clock.advance(499);
  assert.strictEqual(entry.firedAtMs.length, 0);
  clock.advance(2 * TICK_MS);
  assert.strictEqual(entry.firedAtMs.length, 1);
});

test('removing twice, or what was never added, changes nothing', () => {
  const { clock, deadlines } = setUp();
  const [a, b] = [new Entry(), new Entry()];
  deadlines.add(a, clock.now() + 10);
  deadlines.remove(b);
  deadlines.remove(a);
  deadlines.remove(a);
  assert.strictEqual(deadlines.size, 0);
  clock.advance(100);
  assert.strictEqual(a.firedAtMs.length, 0);
});

test('without entries no timer runs', () => {
  const { clock, deadlines } = setUp();
  assert.strictEqual(clock.pending, 0);
  const entry = new Entry();
  deadlines.add(entry, clock.now() + 20);
  deadlines.remove(entry);
  clock.advance(3 * TICK_MS);
  assert.strictEqual(clock.pending, 0);
  clock.advance(100_000);
  deadlines.add(entry, clock.now() + 20);
  clock.advance(20 + 2 * TICK_MS);
  assert.strictEqual(entry.firedAtMs.length, 1);
});

test('one timer serves any number of entries', () => {
  const { clock, deadlines } = setUp();
  for (let i = 0; i < 1000; i++) deadlines.add(new Entry(), clock.now() + i);
  assert.strictEqual(clock.pending, 1);
});

test('a handler may add, move and remove others that are due in the same tick', () => {
  const { clock, deadlines } = setUp();
  const at = clock.now() + 40;
  const removed = new Entry();
  const moved = new Entry();
  const added = new Entry();
  const first = new Entry(() => {
    deadlines.remove(removed);
    deadlines.add(moved, clock.now() + 1000);
    deadlines.add(added, clock.now());
  });
  // The newest entry of a slot is told first.
  for (const entry of [removed, moved, first]) deadlines.add(entry, at);
  clock.advance(40 + 3 * TICK_MS);
  assert.deepStrictEqual(
    [first, removed, moved, added].map((entry) => entry.firedAtMs.length),
    [1, 0, 0, 1],
  );
  clock.advance(1000 + 2 * TICK_MS);
  assert.strictEqual(moved.firedAtMs.length, 1);
});

for (const blockedMs of [50, 1000, 3 * ONE_TURN_MS]) {
  test(`after ${blockedMs} ms of a blocked loop, what is read before the expiry saves its request`, () => {
    const { clock, deadlines } = setUp();
    const [answered, silent, later] = [new Entry(), new Entry(), new Entry()];
    deadlines.add(answered, clock.now() + 20);
    deadlines.add(silent, clock.now() + 20);
    deadlines.add(later, clock.now() + blockedMs + 5000);
    clock.block(blockedMs);
    clock.fireTimers();
    assert.strictEqual(silent.firedAtMs.length, 0);
    deadlines.remove(answered);
    clock.runAfterReads();
    assert.deepStrictEqual(
      [answered, silent, later].map((entry) => entry.firedAtMs.length),
      [0, 1, 0],
    );
    clock.advance(5000 + 2 * TICK_MS);
    assert.strictEqual(later.firedAtMs.length, 1);
  });
}

test('close forgets the entries, and they can still be removed or added elsewhere', () => {
  const { clock, deadlines } = setUp();
  const entries = [new Entry(), new Entry()];
  for (const entry of entries) deadlines.add(entry, clock.now() + 10);
  deadlines.close();
  assert.strictEqual(clock.pending, 0);
  for (const entry of entries) deadlines.remove(entry);
  assert.strictEqual(deadlines.size, 0);
  const other = new DeadlineWheel(clock);
  for (const entry of entries) other.add(entry, clock.now() + 10);
  assert.strictEqual(other.size, 2);
  clock.advance(100);
  assert.deepStrictEqual(
    entries.map((entry) => entry.firedAtMs.length),
    [1, 1],
  );
});

test('a random history gives what a plain list gives', () => {
  Random.run((random) => {
    const { clock, deadlines } = setUp();
    const entries = Array.from({ length: 64 }, () => new Entry());
    const model = new Map<Entry, number>();
    for (let step = 0; step < 20_000; step++) {
      const entry = entries[random.below(entries.length)] as Entry;
      switch (random.below(8)) {
        case 0:
        case 1:
        case 2: {
          const horizonMs = [10, 1000, 3 * ONE_TURN_MS][random.below(3)] as number;
          const deadlineMs = clock.now() + random.below(horizonMs) - 5;
          deadlines.add(entry, deadlineMs);
          model.set(entry, deadlineMs);
          break;
        }
        case 3:
          deadlines.remove(entry);
          model.delete(entry);
          break;
        case 4: {
          // A blocked loop, with replies read before the expiry.
          clock.block(random.below(2 * ONE_TURN_MS));
          clock.fireTimers();
          deadlines.remove(entry);
          model.delete(entry);
          clock.runAfterReads();
          break;
        }
        default:
          clock.advance(random.below(random.below(20) === 0 ? 2 * ONE_TURN_MS : 40));
      }
      for (const [expected, deadlineMs] of model) {
        const fired = expected.firedAtMs.splice(0);
        if (fired.length === 0) {
          assert.strictEqual(clock.now() - deadlineMs <= 2 * TICK_MS + 5, true, 'expires in time');
          continue;
        }
        assert.strictEqual(fired.length, 1, 'expires once');
        assert.strictEqual((fired[0] as number) >= deadlineMs, true, 'does not expire early');
        model.delete(expected);
      }
      for (const other of entries) assert.strictEqual(other.firedAtMs.length, 0, 'expires only when added');
      assert.strictEqual(deadlines.size, model.size);
    }
  });
});
