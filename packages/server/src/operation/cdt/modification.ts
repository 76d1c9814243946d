// What an operation makes of a collection.

export interface Change<T> {
  /** What is to be stored; undefined = what was there stays. */
  readonly stored?: T | undefined;
  /** Nothing was done: what is stored is made for a bin, but not within a collection. */
  readonly isIdle?: boolean | undefined;
  /** The operation's result; undefined = none. */
  readonly result?: Buffer | undefined;
}
