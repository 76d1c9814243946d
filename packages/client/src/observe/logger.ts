// Log lines of one client: level, and a file descriptor or the application's own logger, changeable while it runs.
// A line that cannot be written is dropped: logging never fails a command and never throws.

import { write } from 'node:fs';
import { log } from '../model/constants.ts';
import { systemClock } from '../time/system-clock.ts';

/**
 * Takes the log lines of a client: `console`, pino, winston and others fit. Each line goes to the method of its level.
 */
export interface LogSink {
  error(message: string): void;
  warn(message: string): void;
  info(message: string): void;
  debug(message: string): void;
}

/** Logging of a client. */
export interface Log {
  /** A value of `log`; default `WARN`, and `DEBUG` with a `logger`, which has a level of its own. */
  level?: number | undefined;
  /** File descriptor; default that of standard error. */
  file?: number | undefined;
  /** Takes the lines in place of the file, without time, level and process; null for the file again. */
  logger?: LogSink | null | undefined;
}

type Settings = { level: number | undefined; file: number; logger: LogSink | undefined };
type Method = keyof LogSink;

const METHODS: readonly Method[] = ['error', 'warn', 'info', 'debug'];

const defaults: Settings = { level: undefined, file: 2, logger: undefined };

/** @internal Sets level and file of clients made from now on, where their own configuration says nothing. */
export function setDefaultLog(settings: Log | null | undefined): void {
  apply(defaults, settings);
}

/** @throws TypeError for a logger that lacks one of the methods */
function apply(target: Settings, settings: unknown): void {
  if (typeof settings !== 'object' || settings === null) return;
  const { level, file, logger } = settings as Log;
  if (typeof level === 'number' && Number.isInteger(level)) target.level = level;
  if (typeof file === 'number' && Number.isInteger(file) && file >= 0) target.file = file;
  if (logger === undefined) return;
  target.logger = logger === null ? undefined : checked(logger);
}

function checked(logger: LogSink): LogSink {
  const missing = METHODS.filter((name) => typeof (logger as Partial<LogSink>)[name] !== 'function');
  if (missing.length === 0) return logger;
  throw new TypeError(`log.logger has no ${missing.join(', ')}; it needs the functions error, warn, info and debug`);
}

/** @internal Writes the log lines of one client. */
export class Logger {
  readonly #settings = { ...defaults };

  constructor(settings?: Log) {
    this.update(settings);
  }

  /** Changes what is given and of the right type. */
  update(settings: Log | null | undefined): void {
    apply(this.#settings, settings);
  }

  enabled(level: number): boolean {
    const { level: limit, logger } = this.#settings;
    return level <= (limit ?? (logger === undefined ? log.WARN : log.DEBUG));
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

  #write(method: Method, message: string): void {
    if (!this.enabled(METHODS.indexOf(method))) return;
    const { file, logger } = this.#settings;
    if (logger !== undefined) {
      try {
        logger[method](message);
      } catch {
        // As a file that is full: the line is lost, and nothing else.
      }
      return;
    }
    const name = method.toUpperCase();
    const line = `${new Date(systemClock.wallMs()).toISOString()} ${name} tendril[${process.pid}] ${message}\n`;
    if (file === 1) process.stdout.write(line);
    else if (file === 2) process.stderr.write(line);
    else write(file, line, () => {});
  }
}
