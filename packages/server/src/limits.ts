// Every bound of the server in one place: what a peer may send, how much may wait, how long. The numbers that the real
// server has are the real server's (docs/protocol/connections.md, "The connection model of the server" and
// docs/protocol/records.md, "Limits"); the others protect this process. What
// clients keep to as well stands with the wire.

import * as wire from 'tendril/wire';

// Constants of their own: what is passed on from another module is looked up there at every use.
export const DEFAULT_RECORD_BYTES = wire.DEFAULT_RECORD_BYTES;
export const MAX_BIN_NAME_BYTES = wire.MAX_BIN_NAME_BYTES;
export const MAX_BINS = wire.MAX_BINS;
export const MAX_CDT_DEPTH = wire.MAX_CDT_DEPTH;
export const MAX_NAMESPACE_NAME_BYTES = wire.MAX_NAMESPACE_NAME_BYTES;
export const MAX_OPS = wire.MAX_OPS;
export const MAX_PASSWORD_BYTES = wire.MAX_PASSWORD_BYTES;
export const MAX_RECORD_BYTES = wire.MAX_RECORD_BYTES;
export const MAX_SET_NAME_BYTES = wire.MAX_SET_NAME_BYTES;
export const MAX_SETS = wire.MAX_SETS;
export const MAX_USER_NAME_BYTES = wire.MAX_USER_NAME_BYTES;
export const MIN_RECORD_BYTES = wire.MIN_RECORD_BYTES;

/** Connections of one node; one more is accepted and closed at once (`proto-fd-max`). */
export const MAX_CONNECTIONS = 15_000;

/** Reply bytes collected before they are handed to the socket within one turn of the event loop. */
export const FLUSH_BYTES = 256 * 1024;

/** Reply bytes that may wait in a socket before the server stops serving that connection. */
export const MAX_UNSENT_BYTES = 1024 * 1024;

/** How long a connection may refuse to take a reply before it is closed. */
export const SEND_TIMEOUT_MS = 10_000;

/** How long the handshake of a connection with TLS may take before it is closed. */
export const TLS_HANDSHAKE_MS = 10_000;

/** The shared reply buffer goes back to this size after a large reply. */
export const REPLY_BUFFER_BYTES = 512 * 1024;

/** Bytes after which a frame of many messages is closed and the next one begun. */
export const FRAME_BYTES = 128 * 1024;

/** Rows or records that a long command works on before other connections get their turn. */
export const ROWS_PER_STEP = 1000;

/** Bytes that could be copied in the time in which a scan visits one record without a filter: a few microseconds. */
export const ROW_WORK_BYTES = 16 * 1024;

/** How long an index is built before other connections get their turn. */
export const BUILD_STEP_MS = 10;

/** How long expired records are removed before other connections get their turn. */
export const REAP_STEP_MS = 10;

/** Secondary indexes of one namespace, and the bytes of a name, as on the real server. */
export const MAX_INDEXES = 256;
export const MAX_INDEX_NAME_BYTES = 63;

/** Queries that are over and that `query-show` still lists, as on the real server. */
export const MAX_DONE_QUERIES = 100;

/** Records per second of work in the background, as on the real server. */
export const MAX_BACKGROUND_RATE = 10_000;

/** Records that one job in the background has under way at once. */
export const MAX_BACKGROUND_PENDING = 64;

/** Bytes of an info request: room for the largest UDF module. A longer one is cut off by its header. */
export const MAX_INFO_BYTES = 2 * 1024 * 1024;

/** A frame above this size gets its memory as its bytes arrive: a header alone costs nothing. */
export const FRAME_AT_ONCE_BYTES = 64 * 1024;

/** Longest info command name, and most commands in one info request: one with more is cut off. */
export const MAX_INFO_NAME_BYTES = 31;
export const MAX_INFO_COMMANDS = 1024;

/** Bytes of the reply to an info request; the connection of one that asks for more is cut. */
export const MAX_INFO_REPLY_BYTES = 32 * 1024 * 1024;

/** Arguments of one info command. */
export const MAX_INFO_ARGUMENTS = 1024;

/** Bytes of one reply; the most that a frame carries. */
export const MAX_REPLY_BYTES = 128 * 1024 * 1024;

/** What the operations of one command may do together, in bytes copied: about a second. */
export const COMMAND_WORK_BYTES = 4 * 1024 * 1024 * 1024;

/** Bytes that could be copied in the time in which one element of a collection is taken apart. */
export const ELEMENT_WORK_BYTES = 512;

/** Bytes that could be copied in the time in which the bits of one byte are looked at or moved. */
export const BITS_WORK_BYTES = 16;

/** Bytes that could be copied in the time in which one part of an expression is evaluated. */
export const NODE_WORK_BYTES = 128;

/** Size from which on an expression is refused, in bytes of the real server's compiled form. */
export const MAX_EXPRESSION_BYTES = 1024 * 1024;

/** Operations within operations of one expression. The real server has no limit, and no protection either. */
export const MAX_EXPRESSION_DEPTH = 500;

/** Filters that are kept compiled, and the bytes of one. */
export const MAX_CACHED_EXPRESSIONS = 256;
export const MAX_CACHED_EXPRESSION_BYTES = 4096;

/** Bytes that an operation on a text may make of it, as on the real server. */
export const MAX_STRING_RESULT_BYTES = 8 * 1024 * 1024;

/** States of the automaton of a regular expression. */
export const MAX_REGEX_STATES = 10_000;

/** Bytes that could be copied in the time in which one byte of a text is looked at. */
export const TEXT_WORK_BYTES = 8;

/** Bytes that could be copied in the time in which a search takes one byte of a text. */
export const SEARCH_WORK_BYTES = 16;

/** Bytes of a regular expression of an operation on texts. */
export const MAX_PATTERN_BYTES = 16 * 1024;

/** How long such an operation may replace what it finds: each match may look through the rest of the text. */
export const REGEX_REPLACE_MS = 500;

/** Bytes that could be copied in the time in which one state takes one character while matches are told apart. */
export const REGEX_FIND_WORK_BYTES = 128;

/** Bytes that could be copied in the time in which one state of an automaton takes one character. */
export const REGEX_STATE_WORK_BYTES = 32;

/** Seconds that a transaction may have, as on the real server. */
export const MAX_TRANSACTION_SECONDS = 120;

/** Nodes of one embedded server. */
export const MAX_NODES = 64;

/** Highest id of a rack, as on the real server. */
export const MAX_RACK_ID = 1_000_000;

/** Namespaces of one embedded server. */
export const MAX_NAMESPACES = 32;

/** Distinct user agents that one node counts. */
export const MAX_USER_AGENTS = 1000;

/** Bytes of an admin message: room for a role with all the privileges and addresses that it can have. */
export const MAX_ADMIN_BYTES = 64 * 1024;

/** Users and roles of one embedded server. */
export const MAX_USERS = 10_000;
export const MAX_ROLES = 10_000;

/** Passwords that are hashed at the same time, and those that wait for it; more are refused. */
export const MAX_PASSWORD_CHECKS = 2;
export const MAX_WAITING_PASSWORD_CHECKS = 10_000;

/** Names whose wrong passwords are counted. */
export const MAX_FAILED_NAMES = 1000;

/** Namespaces and sets whose commands the audit trail reports. */
export const MAX_REPORTED_SCOPES = 1024;
