// Where the server's messages go. The embedded server never writes to the console on its own account: it calls the one
// function it was given. The level decides what that function gets to see.

/** How much a message matters, most important first. */
export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** Receives one message, already without line breaks. Must not throw. */
export type LogFunction = (level: LogLevel, message: string) => void;

/** Distinct features that are remembered as reported; beyond that, reports stop rather than grow. */
const MAX_REPORTED_FEATURES = 256;

/** Longest message; what clients send can make one longer, and the rest of it is cut off. */
const MAX_MESSAGE_CHARS = 2000;

/** The log of one server. Messages are printable ASCII: whatever else names from clients hold is escaped. */
export class Log {
  readonly #function: LogFunction;
  readonly #reported = new Set<string>();

  constructor(write: LogFunction) {
    this.#function = write;
  }

  error(message: string): void {
    this.#write('error', message);
  }

  warn(message: string): void {
    this.#write('warn', message);
  }

  info(message: string): void {
    this.#write('info', message);
  }

  debug(message: string): void {
    this.#write('debug', message);
  }

  /** Reports an exception that nobody foresaw: one line, and the stack for those who look for it. */
  unexpected(what: string, error: unknown): void {
    this.error(
      `${what} failed unexpectedly: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`,
    );
    if (error instanceof Error && error.stack !== undefined) this.debug(error.stack);
  }

  /** A line of the audit trail. */
  audit(line: string): void {
    this.#write('info', `audit: ${line}`);
  }

  /** Reports a feature that this server refuses: one line per feature, however often it is asked for. */
  unsupported(feature: string): void {
    if (this.#reported.has(feature) || this.#reported.size >= MAX_REPORTED_FEATURES) return;
    this.#reported.add(feature);
    this.#write('warn', `Refused: the embedded server does not support ${feature}`);
  }

  #write(level: LogLevel, message: string): void {
    this.#function(level, escaped(message.slice(0, MAX_MESSAGE_CHARS)));
  }
}

/** The text with everything but printable ASCII as `\\xNN` or, above one byte, as `\\u{N}`. */
function escaped(text: string): string {
  return text.replace(/[^\x20-\x7e]/gu, (character) => {
    const code = character.codePointAt(0) as number;
    return code <= 0xff ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
  });
}

/** Writes messages of `level` and above to standard error, one line each. */
export function stderrLog(level: LogLevel): LogFunction {
  const limit = LOG_LEVELS.indexOf(level);
  return (messageLevel, message) => {
    if (LOG_LEVELS.indexOf(messageLevel) > limit) return;
    process.stderr.write(`${new Date().toISOString()} ${messageLevel} ${message}\n`);
  };
}
