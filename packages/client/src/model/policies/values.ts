// What fields of policies may hold, as `policy.exists` and its like: values with names, as those of constants.ts. Which
// field takes which of them stands in table.ts, which counts on their numbers being without gaps.

import { constants } from '../constants.ts';

/** How a write treats the generation of the record that it meets: the number of times it was written. */
export const gen = constants({
  /** Writes whatever the generation is. */
  IGNORE: 0,
  /** Writes only if the generation is the given one: nobody changed the record in between. */
  EQ: 1,
  /** Writes only if the given generation is greater, as when a backup is restored. */
  GT: 2,
});
export type gen = (typeof gen)[keyof typeof gen];

/** Whether the user key travels with a command. */
export const key = constants({
  /** Only the digest travels; the server does not learn the key. */
  DIGEST: 0,
  /** The key travels too; a write stores it. */
  SEND: 1,
});
export type key = (typeof key)[keyof typeof key];

/** What a write demands of the record. */
export const exists = constants({
  /** Nothing: creates the record or updates its bins. */
  IGNORE: 0,
  /** The record must be new; otherwise `status.ERR_RECORD_EXISTS`. */
  CREATE: 1,
  /** The record must be there; otherwise `status.ERR_RECORD_NOT_FOUND`. Updates its bins. */
  UPDATE: 2,
  /** The record must be there; otherwise `status.ERR_RECORD_NOT_FOUND`. Replaces all its bins. */
  REPLACE: 3,
  /** Nothing: creates the record or replaces all its bins. */
  CREATE_OR_REPLACE: 4,
});
export type exists = (typeof exists)[keyof typeof exists];

/** Which replica of a partition serves a command. */
export const replica = constants({
  /** The node that holds the master copy. */
  MASTER: 0,
  /** Each in turn. */
  ANY: 1,
  /** The master; retries go to the next replica. */
  SEQUENCE: 2,
  /** One on a rack of `Config.rackIds`, where there is one; otherwise as `SEQUENCE`. Needs `Config.rackAware`. */
  PREFER_RACK: 3,
  /** One after the other of all replicas, to spread reads evenly. */
  RANDOM: 4,
});
export type replica = (typeof replica)[keyof typeof replica];

/** How many replicas a read consults in a namespace that favours availability. */
export const readModeAP = constants({
  /** One. */
  ONE: 0,
  /** All, while partitions migrate; the newest copy wins. */
  ALL: 1,
});
export type readModeAP = (typeof readModeAP)[keyof typeof readModeAP];

/** How strict a read is in a strongly consistent namespace, from strict to available. */
export const readModeSC = constants({
  /** This client sees its own writes, and never goes back in time. */
  SESSION: 0,
  /** All clients see one order of all writes. */
  LINEARIZE: 1,
  /** A replica may answer, if it is whole; may go back in time. */
  ALLOW_REPLICA: 2,
  /** Any copy may answer, even of a partition that is unavailable; may go back in time. */
  ALLOW_UNAVAILABLE: 3,
});
export type readModeSC = (typeof readModeSC)[keyof typeof readModeSC];

/** When a server confirms a write. */
export const commitLevel = constants({
  /** After all replicas have it. */
  ALL: 0,
  /** After the master has it; the replicas follow. */
  MASTER: 1,
});
export type commitLevel = (typeof commitLevel)[keyof typeof commitLevel];

/** How long a query is expected to be. */
export const queryDuration = constants({
  /** More than a hundred records per node. */
  LONG: 0,
  /** Less; the threads that serve single records answer it. */
  SHORT: 1,
  /** As `LONG`, and in a namespace that favours availability it is not held up by migrations. */
  LONG_RELAX_AP: 2,
});
export type queryDuration = (typeof queryDuration)[keyof typeof queryDuration];
