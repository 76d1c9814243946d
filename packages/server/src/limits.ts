// Every bound of the server in one place: what a peer may send, how much may wait, how long. The numbers that the real
// server has are the real server's (docs/protocol/connections.md, "The connection model of the server" and
// docs/protocol/records.md, "Limits"); the others protect this process. What
// clients keep to as well stands with the wire.

export {
  DEFAULT_RECORD_BYTES,
  MAX_BIN_NAME_BYTES,
  MAX_BINS,
  MAX_CDT_DEPTH,
  MAX_NAMESPACE_NAME_BYTES,
  MAX_OPS,
  MAX_RECORD_BYTES,
  MAX_SET_NAME_BYTES,
  MAX_SETS,
  MIN_RECORD_BYTES,
} from 'tendril/wire';

/** Connections of one node; one more is accepted and closed at once (`proto-fd-max`). */
export const MAX_CONNECTIONS = 15_000;

/** Reply bytes collected before they are handed to the socket within one turn of the event loop. */
export const FLUSH_BYTES = 256 * 1024;

/** Reply bytes that may wait in a socket before the server stops serving that connection. */
export const MAX_UNSENT_BYTES = 1024 * 1024;

/** How long a connection may refuse to take a reply before it is closed. */
export const SEND_TIMEOUT_MS = 10_000;

/** The shared reply buffer goes back to this size after a large reply. */
export const REPLY_BUFFER_BYTES = 512 * 1024;

/** Bytes after which a frame of many messages is closed and the next one begun. */
export const FRAME_BYTES = 128 * 1024;

/** Rows or records that a long command works on before other connections get their turn. */
export const ROWS_PER_STEP = 1000;

/** Longest info command name, and most commands in one info request. */
export const MAX_INFO_NAME_BYTES = 31;
export const MAX_INFO_COMMANDS = 1024;

/** Nodes of one embedded server. */
export const MAX_NODES = 64;

/** Highest id of a rack, as on the real server. */
export const MAX_RACK_ID = 1_000_000;

/** Namespaces of one embedded server. */
export const MAX_NAMESPACES = 32;

/** Distinct user agents that one node counts. */
export const MAX_USER_AGENTS = 1000;
