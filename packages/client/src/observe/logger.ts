// Log lines of one client: level and file descriptor, both changeable while it runs.
// A line that cannot be written is dropped: logging never fails a command and never throws.

import { write } from 'node:fs';
import { log } from '../model/constants.ts';
import { systemClock } from '../time/system-clock.ts';

/** Logging of a client. */
export interface Log {
  /** A level of `log`; default `WARN`. */
  level?: number | undefined;
  /** File descriptor; default that of standard error. */
  file?: number | undefined;
}

const NAMES: readonly string[] = ['ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE'];

const defaults: Required<{ level: number; file: number }> = { level: log.WARN, file: 2 };

/** @internal Sets level and file of clients made from now on, where their own configuration says nothing. */
export function setDefaultLog(settings: Log | null | undefined): void {
  apply(defaults, settings);
}

function apply(target: { level: number; file: number }, settings: unknown): void {
  if (typeof settings !== 'object' || settings === null) return;
  const { level, file } = settings as Log;
  if (typeof level === 'number' && Number.isInteger(level)) target.level = level;
  if (typeof file === 'number' && Number.isInteger(file) && file >= 0) target.file = file;
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
    return level <= this.#settings.level;
  }

  error(message: string): void {
    this.#write(log.ERROR, message);
  }

  warn(message: string): void {
    this.#write(log.WARN, message);
  }

  info(message: string): void {
    this.#write(log.INFO, message);
  }

  debug(message: string): void {
    this.#write(log.DEBUG, message);
  }

  #write(level: number, message: string): void {
    if (!this.enabled(level)) return;
    const line = `${new Date(systemClock.wallMs()).toISOString()} ${NAMES[level]} tendril[${process.pid}] ${message}\n`;
    const { file } = this.#settings;
    if (file === 1) process.stdout.write(line);
    else if (file === 2) process.stderr.write(line);
    else write(file, line, () => {});
  }
}
