import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import {
  judgeOwner,
  type Look,
  lookInVain,
  lookPeriodMs,
  ownerStep,
  type Turn,
  untilTurnMs,
  type Verdict,
  type Watch,
} from '../../src/shm/lease.ts';

const LEASE_MS = 1000;
const watch: Watch = { epoch: 3, heartbeat: 70, sinceMs: 5000, lookedAtMs: 5950, looks: 19 };
const look: Look = { nowMs: 6000, hasOwner: true, epoch: 3, heartbeat: 70, lock: 'alive' };

const table: { fact: string; watch: Watch | undefined; look: Look; verdict: Verdict; restarts: boolean }[] = [
  { fact: 'no owner ever', watch, look: { ...look, hasOwner: false }, verdict: 'vacant', restarts: true },
  { fact: 'lock released', watch, look: { ...look, lock: 'dead' }, verdict: 'dead', restarts: true },
  { fact: 'first look', watch: undefined, look, verdict: 'alive', restarts: true },
  { fact: 'heartbeat moved', watch, look: { ...look, heartbeat: 71 }, verdict: 'alive', restarts: true },
  { fact: 'another owner', watch, look: { ...look, epoch: 4 }, verdict: 'alive', restarts: true },
  { fact: 'lease over', watch, look, verdict: 'stalled', restarts: false },
  {
    fact: 'lease over, lock unreadable',
    watch,
    look: { ...look, lock: 'unknown' },
    verdict: 'stalled',
    restarts: false,
  },
  { fact: 'lease not over', watch, look: { ...look, nowMs: 5999 }, verdict: 'alive', restarts: false },
  { fact: 'too few looks', watch: { ...watch, looks: 2 }, look, verdict: 'alive', restarts: false },
  { fact: 'fourth look', watch: { ...watch, looks: 3 }, look, verdict: 'stalled', restarts: false },
  { fact: 'I slept myself', watch: { ...watch, lookedAtMs: 5499 }, look, verdict: 'alive', restarts: true },
  { fact: 'I was late, not asleep', watch: { ...watch, lookedAtMs: 5500 }, look, verdict: 'stalled', restarts: false },
];

for (const { fact, watch, look, verdict, restarts } of table) {
  test(`an owner is ${verdict}: ${fact}`, () => {
    const judged = judgeOwner(watch, look, LEASE_MS);
    strictEqual(judged.verdict, verdict);
    strictEqual(judged.watch.sinceMs, restarts ? look.nowMs : 5000);
    strictEqual(judged.watch.lookedAtMs, look.nowMs);
  });
}

test('looks in vain count from the first one, and from anew after a sleep of more than half a lease', () => {
  let blindness = lookInVain(undefined, 100, LEASE_MS);
  for (const nowMs of [200, 700]) blindness = lookInVain(blindness, nowMs, LEASE_MS);
  deepStrictEqual(blindness, { sinceMs: 100, lookedAtMs: 700 });
  deepStrictEqual(lookInVain(blindness, 1201, LEASE_MS), { sinceMs: 1201, lookedAtMs: 1201 });
});

test('a silent owner is stalled exactly at the first look after the lease', () => {
  let state: Watch | undefined;
  const verdicts: Verdict[] = [];
  for (let nowMs = 0; nowMs <= 1100; nowMs += 50) {
    const judged = judgeOwner(state, { ...look, nowMs }, LEASE_MS);
    state = judged.watch;
    verdicts.push(judged.verdict);
  }
  strictEqual(verdicts.indexOf('stalled') * 50, 1000);
});

test('a frozen host causes no takeover, whatever the length of the freeze', () => {
  for (const frozenMs of [501, 1000, 3000, 3_600_000]) {
    let { watch: state } = judgeOwner(undefined, { ...look, nowMs: 0 }, LEASE_MS);
    const thawedAtMs = frozenMs;
    for (let nowMs = thawedAtMs; nowMs < thawedAtMs + LEASE_MS; nowMs += 50) {
      const judged = judgeOwner(state, { ...look, nowMs }, LEASE_MS);
      state = judged.watch;
      strictEqual(judged.verdict, 'alive');
    }
  }
});

test('an owner beats while it owns and makes progress', () => {
  deepStrictEqual(
    [ownerStep(true, 0, 100), ownerStep(true, 100, 100), ownerStep(true, 101, 100), ownerStep(false, 0, 100)],
    ['beat', 'beat', 'hold', 'yield'],
  );
});

test('a moving heartbeat is never judged stalled, a silent one always within two leases of steady looking', (t) => {
  const seed = Date.now() % 1_000_000;
  t.diagnostic(`seed ${seed}`);
  let dice = seed;
  const random = (below: number): number => {
    dice = (Math.imul(dice, 1_103_515_245) + 12_345) >>> 0;
    return (dice >>> 8) % below;
  };
  let state: Watch | undefined;
  let nowMs = 0;
  let heartbeat = 0;
  let movedAtMs = 0;
  let steadySinceMs = 0;
  for (let i = 0; i < 20_000; i++) {
    const passedMs = random(50) === 0 ? random(5000) : 20 + random(60);
    nowMs += passedMs;
    if (passedMs > LEASE_MS / 2) steadySinceMs = nowMs;
    if (random(100) >= (i % 1000 < 500 ? 95 : 3)) {
      heartbeat++;
      movedAtMs = nowMs;
    }
    const judged = judgeOwner(state, { ...look, nowMs, heartbeat }, LEASE_MS);
    state = judged.watch;
    const silentMs = nowMs - Math.max(movedAtMs, steadySinceMs);
    const where = `seed ${seed}, step ${i}, silent for ${silentMs} ms`;
    if (judged.verdict === 'stalled') strictEqual(silentMs >= LEASE_MS, true, where);
    if (silentMs >= 2 * LEASE_MS) strictEqual(judged.verdict, 'stalled', where);
  }
});

const PERIODS: [boolean, number, number, number, number][] = [
  [false, 0, 50, 1000, 50],
  [false, 1, 50, 1000, 50],
  [false, 2, 50, 1000, 100],
  [false, 3, 50, 1000, 150],
  [false, 5, 50, 1000, 250],
  [false, 100, 50, 1000, 250],
  [false, 100, 50, 60_000, 250],
  [false, 3, 50, 400, 100],
  [false, 3, 100, 400, 100],
  [true, 3, 50, 1000, 100],
  [true, 0, 50, 1000, 100],
  [true, 3, 50, 200, 50],
];

for (const [isOwner, followers, tickMs, leaseMs, expected] of PERIODS) {
  const who = isOwner ? 'an owner' : `one of ${followers} followers`;
  test(`${who} with tick ${tickMs} and lease ${leaseMs} looks every ${expected} ms`, () => {
    strictEqual(lookPeriodMs(isOwner, followers, tickMs, leaseMs), expected);
  });
}

/** Times at which one follower looks, its timer late by up to `lateMs` each time. */
function looksOf(turn: Turn, periodMs: number, untilMs: number, late: () => number): number[] {
  const looks: number[] = [];
  for (let nowMs = 1_000_000 + late() * 100; nowMs < 1_000_000 + untilMs; ) {
    nowMs += untilTurnMs(nowMs, periodMs, turn) + late();
    looks.push(nowMs);
  }
  return looks;
}

for (const followers of [1, 2, 3, 5, 64]) {
  test(`${followers} followers look in turn, evenly, whenever they started`, () => {
    const periodMs = lookPeriodMs(false, followers, 65, 1000);
    let dice = 7;
    const late = () => {
      dice = (Math.imul(dice, 1_103_515_245) + 12_345) >>> 0;
      return ((dice >>> 8) % 2000) / 1000;
    };
    const looks = Array.from({ length: followers }, (_, rank) => looksOf({ rank, followers }, periodMs, 20_000, late))
      .flat()
      .filter((atMs) => atMs > 1_001_000 && atMs < 1_019_000)
      .sort((a, b) => a - b);
    const gaps = looks.slice(1).map((atMs, index) => atMs - (looks[index] as number));
    ok(Math.max(...gaps) < periodMs / followers + 3, `a gap of ${Math.max(...gaps)} ms`);
    const expected = (18_000 / periodMs) * followers;
    ok(Math.abs(looks.length - expected) <= followers, `${looks.length} looks instead of ${expected}`);
  });
}

test('no look comes sooner than half a period after the one before, nor later than one and a half', () => {
  for (let nowMs = 0; nowMs < 500; nowMs += 0.7) {
    for (let rank = 0; rank < 3; rank++) {
      const delayMs = untilTurnMs(nowMs, 200, { rank, followers: 3 });
      ok(delayMs >= 100 && delayMs <= 300, `${delayMs} ms at ${nowMs}`);
    }
  }
});
