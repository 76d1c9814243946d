// Looks at a file of dynamic configuration again and again, and hands on what it says when it has changed. A file that
// cannot be read, is too large, or is not valid changes nothing: the last good one stays, and is said to stay, once.

import { readFile, stat } from 'node:fs/promises';
import { type Cancel, type Clock, every } from '../../../time/clock.ts';
import { type DynamicSettings, parseSettings } from './settings.ts';

export interface ConfigFileOwner {
  readonly clock: Clock;
  /** Takes it; throws for what is impossible, and nothing has changed then. */
  apply(settings: DynamicSettings): void;
  info(message: string): void;
  warn(message: string): void;
}

/** More than any configuration needs. */
const MAX_FILE_BYTES = 1024 * 1024;

export class ConfigFile {
  readonly #path: string;
  readonly #owner: ConfigFileOwner;
  /** What the file looked like when it was read last. */
  #seen = '';
  #isLooking = false;
  #stopTimer: Cancel | undefined;

  constructor(path: string, owner: ConfigFileOwner) {
    this.#path = path;
    this.#owner = owner;
  }

  /** From now on, every so often. */
  watch(intervalMs: number): void {
    this.#stopTimer?.();
    this.#stopTimer = every(this.#owner.clock, intervalMs, () => void this.look(), false);
  }

  stop(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
  }

  /** Reads it, if it has changed. Never rejects. */
  async look(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      await this.#readIfChanged();
    } catch (error) {
      this.#owner.warn(`Dynamic configuration: ${(error as Error).message}; what was read before stays as it is`);
    } finally {
      this.#isLooking = false;
    }
  }

  async #readIfChanged(): Promise<void> {
    const look = await this.#mark();
    if (look.mark === this.#seen) return;
    this.#seen = look.mark;
    if (look.error !== undefined) throw look.error;
    const text = await readFile(this.#path, 'utf8');
    // Somebody is writing it: what was read may be half of it, and the next look finds it changed.
    if ((await this.#mark()).mark !== look.mark) {
      this.#seen = '';
      return;
    }
    let settings: DynamicSettings;
    try {
      settings = parseSettings(text);
      this.#owner.apply(settings);
    } catch (error) {
      throw new Error(`${this.#path} is not valid: ${firstLine((error as Error).message)}`);
    }
    const { remarks } = settings;
    this.#owner.info(`Dynamic configuration was read from ${this.#path}`);
    if (remarks.length > 0) this.#owner.warn(`Dynamic configuration: ${this.#path}: ${remarks.join('; ')}`);
  }

  async #mark(): Promise<{ readonly mark: string; readonly error?: Error }> {
    try {
      const stats = await stat(this.#path);
      const { size, mtimeMs, ino } = stats;
      const mark = `${ino} ${size} ${mtimeMs}`;
      // Of a pipe the end would never come.
      if (!stats.isFile()) return { mark, error: new Error(`${this.#path} is not a file`) };
      if (size <= MAX_FILE_BYTES) return { mark };
      return { mark, error: new Error(`${this.#path} has ${size} bytes, the limit is ${MAX_FILE_BYTES}`) };
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      return { mark: code ?? message, error: new Error(`${this.#path} cannot be read: ${message}`) };
    }
  }
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0] as string;
}
