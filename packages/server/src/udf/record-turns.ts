// Whose turn it is on a record: functions on one record run one after the other, so that none is done in vain because
// another was faster.

export class RecordTurns {
  /** Who waits, by record; a record with nobody at it is not there. */
  readonly #waiting = new Map<string, (() => void)[]>();

  /** Calls `begin` when nobody else is at the record: at once, or when those before have left. */
  enter(record: string, begin: () => void): void {
    const waiting = this.#waiting.get(record);
    if (waiting !== undefined) {
      waiting.push(begin);
      return;
    }
    this.#waiting.set(record, []);
    begin();
  }

  leave(record: string): void {
    const next = this.#waiting.get(record)?.shift();
    if (next === undefined) this.#waiting.delete(record);
    else next();
  }
}
