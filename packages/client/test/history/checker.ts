// Judges a history of one record: what was asked, when, and how it ended. Pure. Every write leaves its unique id in the
// record in one step, so each state seen tells which writes made it. Two kinds of records:
//
//   log      a text of ids in the order applied. A `put` replaces the record and begins a new log; a `remove` leaves none;
//            a `compare` is a put of log and id under the generation that the log had, hence applied once or never.
//   counter  a number, of which each `increment` counts up a digit of its own: it tells how often each was applied, not
//            in which order. Nothing else is written to it.
//
// Writes in doubt may have happened at any time after their start.

/** The record as a read or a write saw it: ids in the order applied, and the generation. Undefined: no record. */
export type Seen = { readonly log: readonly string[]; readonly gen: number } | undefined;

export interface HistoryEntry {
  readonly kind: 'put' | 'append' | 'compare' | 'increment' | 'remove' | 'read';
  /** Unique in the history. */
  readonly id: string;
  readonly startMs: number;
  readonly endMs: number;
  /** `absent`: the answer was that there is no record. */
  readonly outcome: 'ok' | 'absent' | 'failed' | 'in-doubt';
  /** How often it may have been applied, where retries were asked for. Default 1. */
  readonly mayApply?: number;
  /** Operations of the run that ended before it. */
  readonly endedBefore?: number;
  /** Set where the answer shows the record. */
  readonly seen?: Seen;
}

export type ViolationKind =
  | 'phantom'
  | 'not-in-doubt'
  | 'future'
  | 'twice'
  | 'foreign'
  | 'lost'
  | 'undead'
  | 'diverged'
  | 'generation'
  | 'stale';

export interface Violation {
  readonly kind: ViolationKind;
  /** Of the entries that contradict each other. */
  readonly ids: readonly string[];
}

interface Sight {
  readonly entry: HistoryEntry;
  readonly log: readonly string[];
  /** How often each id is in the log. */
  readonly times: ReadonlyMap<string, number>;
  readonly gen: number;
}

/** All violations found, none for a history that a correct database and a correct client can produce. */
export function checkRecord(history: readonly HistoryEntry[]): Violation[] {
  const violations: Violation[] = [];
  const writes = new Map(history.filter(({ kind }) => kind !== 'read').map((entry) => [entry.id, entry]));
  const isCounter = history.some(({ kind }) => kind === 'increment');
  const sights: Sight[] = [];
  for (const entry of history) {
    if (entry.outcome !== 'absent' && entry.seen === undefined) continue;
    const log = entry.seen?.log ?? [];
    sights.push({ entry, log, times: countIds(log), gen: entry.seen?.gen ?? 0 });
  }
  for (const sight of sights) {
    violations.push(...checkOrigins(sight, writes), ...checkAnswer(sight, writes, isCounter));
    violations.push(...checkLosses(sight, history), ...checkRemovals(sight, history));
  }
  for (const life of livesOf(sights, isCounter)) violations.push(...checkLife(life, isCounter));
  return violations;
}

/** Each id was written, by a write that may have happened, not before it began, and no more often than it may be. */
function checkOrigins({ entry, log, times }: Sight, writes: ReadonlyMap<string, HistoryEntry>): Violation[] {
  const found: Violation[] = [];
  for (const [id, count] of times) {
    const write = writes.get(id);
    const ids = [entry.id, id];
    if (write === undefined || (write.kind === 'put' && log[0] !== id)) found.push({ kind: 'phantom', ids });
    else if (write.outcome === 'failed' || write.outcome === 'absent') found.push({ kind: 'not-in-doubt', ids });
    else if (write.startMs > entry.endMs) found.push({ kind: 'future', ids });
    if (count > (write?.mayApply ?? 1)) found.push({ kind: 'twice', ids });
  }
  return found;
}

/** What a write was told is the state that it left; a record made by its first id has a generation for each of them. */
function checkAnswer(
  { entry, log, times, gen }: Sight,
  writes: ReadonlyMap<string, HistoryEntry>,
  isCounter: boolean,
): Violation[] {
  const found: Violation[] = [];
  const ids = [entry.id];
  const isOwn = isCounter ? times.has(entry.id) : log.at(-1) === entry.id;
  if (writes.has(entry.id) && entry.outcome === 'ok' && !isOwn) found.push({ kind: 'foreign', ids });
  const first = log[0];
  if (first !== undefined && writes.get(first)?.kind !== 'put' && gen !== log.length) {
    found.push({ kind: 'generation', ids });
  }
  return found;
}

/** An acknowledged write that ended before the look began is in it, unless something later may have replaced it. */
function checkLosses({ entry, log, times }: Sight, history: readonly HistoryEntry[]): Violation[] {
  const found: Violation[] = [];
  const first = history.find(({ id }) => id === log[0]);
  for (const write of history) {
    const isAcknowledged = write.outcome === 'ok' && write.kind !== 'read' && write.kind !== 'remove';
    if (!isAcknowledged || write.endMs >= entry.startMs || times.has(write.id)) continue;
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

/** What an acknowledged removal has ended does not come back: a life that had begun before it is over. */
function checkRemovals({ entry, log }: Sight, history: readonly HistoryEntry[]): Violation[] {
  const first = history.find(({ id }) => id === log[0]);
  if (first?.outcome !== 'ok') return [];
  return history
    .filter(({ kind, outcome }) => kind === 'remove' && outcome === 'ok')
    .filter(({ startMs, endMs }) => first.endMs < startMs && endMs < entry.startMs)
    .map(({ id }) => ({ kind: 'undead', ids: [id, entry.id] }));
}

/** What was seen of each life of the record, shortest log first. A log's first id stands for its life. */
function livesOf(sights: readonly Sight[], isCounter: boolean): Sight[][] {
  const lives = new Map<string, Sight[]>();
  for (const sight of sights) {
    const first = sight.log[0];
    if (first === undefined) continue;
    const name = isCounter ? '' : first;
    lives.set(name, [...(lives.get(name) ?? []), sight]);
  }
  return [...lives.values()].map((life) => life.sort((a, b) => a.log.length - b.log.length));
}

/** Each log continues the one before, generations count its steps, and time goes on. */
function checkLife(life: readonly Sight[], isCounter: boolean): Violation[] {
  const found: Violation[] = [];
  for (const [index, b] of life.entries()) {
    for (const longer of life.slice(index + 1)) {
      const isLonger = longer.log.length > b.log.length;
      if (isLonger && longer.entry.endMs < b.entry.startMs) {
        found.push({ kind: 'stale', ids: [longer.entry.id, b.entry.id] });
      }
    }
    const a = life[index - 1];
    if (a === undefined) continue;
    const ids = [a.entry.id, b.entry.id];
    const continues = isCounter
      ? [...a.times].every(([id, count]) => count <= (b.times.get(id) ?? 0))
      : a.log.every((id, at) => b.log[at] === id);
    if (!continues) found.push({ kind: 'diverged', ids });
    else if (b.gen - a.gen !== b.log.length - a.log.length) found.push({ kind: 'generation', ids });
  }
  return found;
}

function countIds(log: readonly string[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const id of log) times.set(id, (times.get(id) ?? 0) + 1);
  return times;
}
