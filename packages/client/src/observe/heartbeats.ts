// How long the heartbeat of each segment has rested, as one observer sees it. Pure: it is told what was read and when.
// Of a heartbeat that has not moved since the first look only that is known, so its age counts from there.

interface Observation {
  readonly heartbeat: number;
  readonly movedAtMs: number;
}

export class Heartbeats {
  #seen: ReadonlyMap<string, Observation> = new Map();

  /** Takes one look at every segment; those that are not among them are forgotten. */
  observe(heartbeats: ReadonlyMap<string, number>, nowMs: number): void {
    const next = new Map<string, Observation>();
    for (const [path, heartbeat] of heartbeats) {
      const before = this.#seen.get(path);
      next.set(path, before?.heartbeat === heartbeat ? before : { heartbeat, movedAtMs: nowMs });
    }
    this.#seen = next;
  }

  /** Whole milliseconds since the heartbeat moved; null for a segment that was not observed. */
  ageMs(path: string, nowMs: number): number | null {
    const seen = this.#seen.get(path);
    return seen === undefined ? null : Math.round(nowMs - seen.movedAtMs);
  }
}
