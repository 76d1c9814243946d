// Every bound of the server in one place: what a peer may send, how much may wait, how long. The numbers that the real
// server has are the real server's (docs/protocol/connections.md, "The connection model of the server" and
// docs/protocol/records.md, "Limits"); the others protect this process.

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

export const MAX_BIN_NAME_BYTES = 15;
export const MAX_SET_NAME_BYTES = 63;
export const MAX_NAMESPACE_NAME_BYTES = 31;
export const MAX_SETS = 4095;
export const MAX_BINS = 32_767;
export const MAX_OPS = 32_768;

export const DEFAULT_RECORD_BYTES = 1024 * 1024;
export const MIN_RECORD_BYTES = 64;
export const MAX_RECORD_BYTES = 8 * 1024 * 1024;

/** Lists and maps may nest this deep; the collection is refused as corrupt beyond it. */
export const MAX_CDT_DEPTH = 256;

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
