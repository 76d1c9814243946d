// What scripts may take. The real server has no limit on memory and trusts its modules; here a script shares the process
// of whatever is being tested.

/** Memory of one module's Lua state. */
export const MAX_STATE_BYTES = 64 * 1024 * 1024;

/** Modules whose states one thread keeps; the one used least recently goes first. */
export const MAX_STATES = 16;

/** Beyond this, a thread is replaced by a new one: what an engine has taken it never gives back. */
export const MAX_ENGINE_BYTES = 256 * 1024 * 1024;

/** Instructions between two looks at the clock: about a tenth of a millisecond. */
export const INSTRUCTIONS_PER_LOOK = 10_000;

/** The longest that a script may run whatever its command allows. */
export const MAX_SCRIPT_MS = 60_000;

/** How long a function on a stream may take between two chunks of it. */
export const MAX_STREAM_PAUSE_MS = 10_000;

/** How long a module may take to load when it is registered. */
export const MAX_LOAD_MS = 2000;

/** How long after its time a script that does not end by itself is ended with its thread. */
export const GRACE_MS = 250;

/** How long a thread rests before it is ended; and how long an engine waits for another aggregation of a client. */
export const QUIET_MS = 50;
export const IDLE_ENGINE_MS = 30_000;

/** Engines for the modules of different aggregations that a client keeps. */
export const MAX_IDLE_ENGINES = 4;

/** Threads, each with an engine of its own; a second one comes when a script has waited that long for the first. */
export const MAX_THREADS = 4;
export const CROWDED_MS = 20;

/** Functions on streams that run at once, each with a thread beside those. */
export const MAX_STREAMS = 8;

/** Scripts that may wait for a thread. */
export const MAX_WAITING = 10_000;

/** Messages that one run of a function may log, and the length of each. */
export const MAX_LOGGED = 1000;
export const MAX_LOGGED_CHARS = 1024;

/** Of one module's file, decoded, as on the real server. */
export const MAX_MODULE_BYTES = 1024 * 1024;

/** Modules that may be registered. */
export const MAX_MODULES = 1000;

/** Where the real server keeps its modules by default: what error messages call them. Nothing is there. */
export const MODULE_PATH = '/opt/aerospike/usr/udf/lua/';
