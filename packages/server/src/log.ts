// Where the server's messages go. The embedded server never writes to the console on its own account: it calls the one
// function it was given. The level decides what that function gets to see.

/** How much a message matters, most important first. */
export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** Receives one message, already without line breaks. Must not throw. */
export type LogFunction = (level: LogLevel, message: string) => void;

/** Distinct features that are remembered as reported; beyond that, reports stop rather than grow. */
const MAX_REPORTED_FEATURES = 256;

/** The log of one server. */
export class Log {
  readonly #write: LogFunction;
  readonly #reported = new Set<string>();

  constructor(write: LogFunction) {
    this.#write = write;
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

  /** Reports a feature that this server refuses: one line per feature, however often it is asked for. */
  unsupported(feature: string): void {
    if (this.#reported.has(feature) || this.#reported.size >= MAX_REPORTED_FEATURES) return;
    this.#reported.add(feature);
    this.#write('warn', `Refused: the embedded server does not support ${feature}`);
  }
}

/** Writes messages of `level` and above to standard error, one line each. */
export function stderrLog(level: LogLevel): LogFunction {
  const limit = LOG_LEVELS.indexOf(level);
  return (messageLevel, message) => {
    if (LOG_LEVELS.indexOf(messageLevel) > limit) return;
    process.stderr.write(`${new Date().toISOString()} ${messageLevel} ${message}\n`);
  };
}
