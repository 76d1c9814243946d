// The hook by which runs are measured. Unused, it costs one comparison with null at each of five places; used, it is
// given numbers and constant strings, never an object made for it, and takes the time itself if it wants it.
//
//   started ──► queued ──► sent ──► replied ──► settled      queued to replied for each attempt at a node

/** All calls come in the turn of the event loop in which it happens, and must not throw. `run` is the id of one run. */
export interface RunObserver {
  /** A command begins. `name` is that of its definition. */
  started(run: number, name: string): void;
  /** A request was handed to the connections of a node. `node` is its index in the snapshot of the moment. */
  queued(run: number, node: number): void;
  /** It went into the buffer of a connection. */
  sent(run: number): void;
  /** A frame of its reply is here, the only one of most, so many bytes long. */
  replied(run: number, bytes: number): void;
  /** The command ended with this code, 0 for success, after so many attempts. */
  settled(run: number, code: number, attempts: number): void;
}
