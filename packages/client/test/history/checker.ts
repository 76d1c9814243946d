// Judges a history of one record: what was asked, when, and how it ended. Pure. Every write appends its unique id to the
// record's log in one step, so each state seen tells which writes made it, in which order. A `put` replaces the record
// and begins a new log; a `remove` leaves none. Writes in doubt may have happened at any time after their start.

/** The record as a read or a write saw it: ids in the order applied, and the generation. Undefined: no record. */
export type Seen = { readonly log: readonly string[]; readonly gen: number } | undefined;

export interface HistoryEntry {
  readonly kind: 'put' | 'append' | 'remove' | 'read';
  /** Unique in the history. */
  readonly id: string;
  readonly startMs: number;
  readonly endMs: number;
  /** `absent`: the answer was that there is no record. */
  readonly outcome: 'ok' | 'absent' | 'failed' | 'in-doubt';
  /** Set where the answer shows the record. */
  readonly seen?: Seen;
}

export type ViolationKind =
  | 'phantom'
  | 'not-in-doubt'
  | 'future'
  | 'twice'
  | 'lost'
  | 'diverged'
  | 'generation'
  | 'stale';

export interface Violation {
  readonly kind: ViolationKind;
  readonly ids: readonly string[];
}

interface Sight {
  readonly entry: HistoryEntry;
  readonly log: readonly string[];
  readonly gen: number;
}

/** All violations found, none for a history that a correct database and a correct client can produce. */
export function checkRecord(history: readonly HistoryEntry[]): Violation[] {
  const violations: Violation[] = [];
  const writes = new Map(history.filter(({ kind }) => kind !== 'read').map((entry) => [entry.id, entry]));
  const sights: Sight[] = [];
  for (const entry of history) {
    if (entry.outcome !== 'absent' && entry.seen === undefined) continue;
    sights.push({ entry, log: entry.seen?.log ?? [], gen: entry.seen?.gen ?? 0 });
  }
  for (const sight of sights) {
    violations.push(...checkOrigins(sight, writes), ...checkLosses(sight, history));
    for (const other of sights) violations.push(...checkPair(sight, other));
  }
  return violations;
}

/** Each id was written, by a write that may have happened, not before it began, and once. */
function checkOrigins({ entry, log }: Sight, writes: ReadonlyMap<string, HistoryEntry>): Violation[] {
  const found: Violation[] = [];
  if (new Set(log).size !== log.length) found.push({ kind: 'twice', ids: [entry.id] });
  for (const id of log) {
    const write = writes.get(id);
    const ids = [entry.id, id];
    if (write === undefined || (write.kind === 'put' && log[0] !== id)) found.push({ kind: 'phantom', ids });
    else if (write.outcome === 'failed' || write.outcome === 'absent') found.push({ kind: 'not-in-doubt', ids });
    else if (write.startMs > entry.endMs) found.push({ kind: 'future', ids });
  }
  return found;
}

/** An acknowledged write that ended before the look began is in it, unless something later may have replaced it. */
function checkLosses({ entry, log }: Sight, history: readonly HistoryEntry[]): Violation[] {
  const found: Violation[] = [];
  const first = history.find(({ id }) => id === log[0]);
  for (const write of history) {
    const isAcknowledged = write.outcome === 'ok' && (write.kind === 'put' || write.kind === 'append');
    if (!isAcknowledged || write.endMs >= entry.startMs || log.includes(write.id)) continue;
    const mayReplace = (other: HistoryEntry): boolean =>
      other !== write &&
      (other.outcome === 'in-doubt' || (other.outcome === 'ok' && other.endMs >= write.startMs)) &&
      other.startMs <= entry.endMs;
    const isExplained =
      first?.kind === 'put' ? mayReplace(first) : history.some((other) => other.kind === 'remove' && mayReplace(other));
    if (!isExplained) found.push({ kind: 'lost', ids: [write.id, entry.id] });
  }
  return found;
}

/** Two looks at the same life of the record: one log continues the other, generations count its steps, time goes on. */
function checkPair(a: Sight, b: Sight): Violation[] {
  if (a === b || a.log.length === 0 || a.log[0] !== b.log[0]) return [];
  const ids = [a.entry.id, b.entry.id];
  if (a.log.length <= b.log.length) {
    if (a.log.some((id, index) => b.log[index] !== id)) return [{ kind: 'diverged', ids }];
    return b.gen - a.gen === b.log.length - a.log.length ? [] : [{ kind: 'generation', ids }];
  }
  return a.entry.endMs < b.entry.startMs ? [{ kind: 'stale', ids }] : [];
}
