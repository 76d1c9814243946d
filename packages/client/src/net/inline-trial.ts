// Whether a node carries out the rows of merged requests one after the other on the thread that received them where
// records are on a device, as it does in any case where they are in memory, or hands each to another thread. The first
// costs the node a quarter of the CPU and is sooner while what is read is cached; the second is sooner where each row
// waits for the device. Which of them it is only the node's answers tell: now and then requests go both ways, in turns.
// Where nothing is on a device both ways are the same, and it does not matter what is found.
//
//   trial ──one way was quicker in four turns──► settled ──when it is due──► trial

/** Requests that go one way before the others go the other. */
const TURN = 8;
/** The first of a turn are not measured: before them are some of the other way. */
const SETTLING = 3;
const MEASURED = TURN - SETTLING;
/** Turns in which one way has to be quicker, by whichever comes first. */
const WINS = 4;
/** Handing on is to be quicker by this much: it costs the node more. */
const WORTHWHILE = 1.25;
/**
 * How long what was found holds: twice as long each time that it is found again, up to this; longer where rows are handed
 * on, since a trial holds up some commands there.
 */
const SETTLED_MS = 1000;
const MAX_INLINE_MS = 16_000;
const MAX_HANDED_ON_MS = 256_000;

export class InlineTrial {
  #isOn = true;
  #inlines = true;
  /** While it is off: when the next one is due, and how long it was until then. */
  #dueMs = 0;
  #settledMs = SETTLED_MS / 2;
  /** Requests of this trial that were sent. */
  #sent = 0;
  /** Times of these two turns, for each row; neighbours are compared, since what is asked for changes. */
  #inlineMs: number[] = [];
  #handedOnMs: number[] = [];
  #inlineWins = 0;
  #handedOnWins = 0;

  /** Whether rows of the request that is sent now are to be carried out where it was received. */
  next(nowMs: number): boolean {
    if (!this.#isOn && nowMs >= this.#dueMs) this.#isOn = true;
    if (!this.#isOn) return this.#inlines;
    this.#sent++;
    return (Math.ceil(this.#sent / TURN) & 1) === 1;
  }

  /** Whether the time that the newest request takes is to be noted. */
  get measures(): boolean {
    return this.#isOn && (this.#sent - 1) % TURN >= SETTLING;
  }

  /** A request that was measured is answered, after so long for each row. */
  note(wasInline: boolean, rowMs: number, nowMs: number): void {
    if (!this.#isOn) return;
    const times = wasInline ? this.#inlineMs : this.#handedOnMs;
    if (times.length < MEASURED) times.push(rowMs);
    if (this.#inlineMs.length < MEASURED || this.#handedOnMs.length < MEASURED) return;
    if (quick(this.#inlineMs) < quick(this.#handedOnMs) * WORTHWHILE) this.#inlineWins++;
    else this.#handedOnWins++;
    this.#inlineMs = [];
    this.#handedOnMs = [];
    if (this.#inlineWins === WINS) this.#settle(true, nowMs);
    else if (this.#handedOnWins === WINS) this.#settle(false, nowMs);
  }

  #settle(inlines: boolean, nowMs: number): void {
    const maxMs = inlines ? MAX_INLINE_MS : MAX_HANDED_ON_MS;
    this.#settledMs = inlines === this.#inlines ? Math.min(maxMs, this.#settledMs * 2) : SETTLED_MS;
    this.#inlines = inlines;
    this.#dueMs = nowMs + this.#settledMs;
    this.#isOn = false;
    this.#sent = 0;
    this.#inlineWins = 0;
    this.#handedOnWins = 0;
  }
}

/** The second of the times of a turn: what else keeps this machine or the node busy only ever adds to them. */
function quick(times: number[]): number {
  return times.sort((a, b) => a - b)[1] as number;
}
