// The real process around a command: its clock, signals and terminal. No decisions here.

import { systemClock } from '../time/system-clock.ts';
import type { CliSystem } from './cli-types.ts';

const END_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const DEFAULT_COLUMNS = 80;
const DEFAULT_ROWS = 24;

/** Signals and the size of the terminal come from this process. */
export function processSystem(): CliSystem {
  const { stdout } = process;
  return {
    clock: systemClock,
    onEnd(callback) {
      for (const signal of END_SIGNALS) process.on(signal, callback);
      // Stays for good: what was already written may fail after the command has ended.
      stdout.on('error', callback);
      return () => {
        for (const signal of END_SIGNALS) process.off(signal, callback);
      };
    },
    terminalSize() {
      if (!stdout.isTTY) return undefined;
      return { columns: stdout.columns || DEFAULT_COLUMNS, rows: stdout.rows || DEFAULT_ROWS };
    },
    isBackedUp: () => stdout.writableNeedDrain,
  };
}
