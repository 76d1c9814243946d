// Two pages for whoever keeps the gateway running: whether a worker lives, and whether it can serve records.
import type { Page } from '../http/page.ts';
import type { WorkerStatus } from '../store/database-status.ts';

const TYPE = 'text/plain; charset=utf-8';

/** Always well: whoever answers lives. It says nothing of the database, whose absence no restart mends. */
export function healthPage(path: string): Page {
  return { path, isOpen: true, read: () => ({ isServing: true, type: TYPE, text: 'ok\n' }) };
}

/** Well while the worker that was asked reaches a database with its namespace, and is not about to end. */
export function readyPage(path: string, status: () => WorkerStatus, isEnding: () => boolean): Page {
  return {
    path,
    isOpen: true,
    read: () => {
      const { connected, warning } = status();
      const isServing = connected && warning === undefined && !isEnding();
      return { isServing, type: TYPE, text: isServing ? 'ok\n' : 'unavailable\n' };
    },
  };
}
