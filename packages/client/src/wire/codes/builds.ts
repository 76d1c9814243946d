// Builds of servers from which on the protocol has something that older ones refuse, and how a use of it is told.

/** major, minor, patch, build. */
export type Build = readonly [number, number, number, number];

/**
 * Server 8.2. What it adds was developed under the number 8.1.3, and is there from then on (docs/protocol/server-8.2.md).
 */
export const BUILD_8_2: Build = [8, 1, 3, 0];

/** Server 7.0: sizes of records. */
export const BUILD_7_0: Build = [7, 0, 0, 0];
/** Server 8.1.1: paths to many elements. */
export const BUILD_8_1_1: Build = [8, 1, 1, 0];
/** Server 8.1.2: lists of keys and filters behind a step in paths, what a list has in it, the keys and values of a map. */
export const BUILD_8_1_2: Build = [8, 1, 2, 0];

/** What a command uses that only some servers have. */
export interface ServerNeed {
  /** As programs call it, for messages: `strings.upper`. */
  readonly what: string;
  readonly build: Build;
}
