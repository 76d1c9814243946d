// What came of a history run: judges each record's history when it is complete and keeps only what failed, so that a run
// may be long. A failing history is left in the system's temporary directory.

import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkRecord, type HistoryEntry, type Violation } from './checker.ts';

/** How many operations ended how, by kind. */
export type Outcomes = { [kind in HistoryEntry['kind']]?: { [outcome in HistoryEntry['outcome']]?: number } };

export interface HistoryReport {
  readonly seed: number;
  readonly operations: number;
  /** Commands that shared a request, as the client counts them. */
  readonly merged: number;
  readonly outcomes: Outcomes;
  /** Writes that were seen to be applied more than once: no violation where retries were asked for. */
  readonly repeated: number;
  /** Those that were kept, see `violationCount`. */
  readonly violations: readonly Violation[];
  readonly violationCount: number;
  /** Operations that had ended when the first violation could be seen; undefined without one. */
  readonly firstAt: number | undefined;
  /** Where the failing histories are. */
  readonly file: string | undefined;
}

const MAX_VIOLATIONS_KEPT = 100;
const MAX_HISTORIES_KEPT = 10;

export class Tally {
  merged = 0;
  readonly #seed: number;
  readonly #outcomes: Outcomes = {};
  readonly #violations: Violation[] = [];
  readonly #failing: (readonly HistoryEntry[])[] = [];
  #operations = 0;
  #repeated = 0;
  #violationCount = 0;
  #firstAt: number | undefined;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** Judges the history of one record. */
  add(history: readonly HistoryEntry[]): void {
    this.#operations += history.length;
    for (const { kind, outcome } of history) {
      const counts = this.#outcomes[kind] ?? {};
      counts[outcome] = (counts[outcome] ?? 0) + 1;
      this.#outcomes[kind] = counts;
    }
    this.#repeated += countRepeated(history);
    const violations = checkRecord(history);
    if (violations.length === 0) return;
    this.#violationCount += violations.length;
    this.#violations.push(...violations.slice(0, MAX_VIOLATIONS_KEPT - this.#violations.length));
    if (this.#failing.length < MAX_HISTORIES_KEPT) this.#failing.push(history);
    const endedBefore = new Map(history.map((entry) => [entry.id, entry.endedBefore ?? 0]));
    for (const { ids } of violations) {
      const at = 1 + Math.max(...ids.map((id) => endedBefore.get(id) ?? 0));
      this.#firstAt = Math.min(this.#firstAt ?? at, at);
    }
  }

  report(): HistoryReport {
    return {
      seed: this.#seed,
      operations: this.#operations,
      merged: this.merged,
      outcomes: this.#outcomes,
      repeated: this.#repeated,
      violations: this.#violations,
      violationCount: this.#violationCount,
      firstAt: this.#firstAt,
      file: this.#violations.length === 0 ? undefined : this.#save(),
    };
  }

  #save(): string {
    const file = join(tmpdir(), `tendril-history-${this.#seed}-${process.pid}.json`);
    writeFileSync(
      file,
      JSON.stringify({ seed: this.#seed, violations: this.#violations, histories: this.#failing }, null, 1),
    );
    return file;
  }
}

/** Writes of which a look shows that they were applied more than once. */
function countRepeated(history: readonly HistoryEntry[]): number {
  const repeated = new Set<string>();
  for (const { seen } of history) {
    const once = new Set<string>();
    for (const id of seen?.log ?? []) {
      if (once.has(id)) repeated.add(id);
      once.add(id);
    }
  }
  return repeated.size;
}
