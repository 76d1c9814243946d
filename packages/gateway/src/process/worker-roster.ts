// Who the workers are and how each is, as the primary sees them: told to every worker shortly after a change, so that
// any of them can answer for all. Many changes at once, as at the start, are told once.
import type { WorkerView } from './messages.ts';
import type { SlotView, Supervisor, Timers } from './supervisor.ts';

const ANNOUNCE_MS = 50;

/** Starts telling; the events of the supervisor keep it going. */
export function announceWorkers(supervisor: Supervisor, timers: Timers): void {
  let isDue = false;
  const onChange = (): void => {
    if (isDue) return;
    isDue = true;
    timers.after(ANNOUNCE_MS, () => {
      isDue = false;
      supervisor.tell({ type: 'workers', workers: supervisor.slots.map(workerView) });
    });
  };
  supervisor.on('listening', onChange).on('status', onChange).on('lost', onChange);
}

function workerView({ slot, pid, listening, status }: SlotView): WorkerView {
  return {
    worker: slot,
    pid: pid ?? null,
    listening,
    connected: status?.connected ?? false,
    role: status?.role ?? null,
    error: status?.error ?? null,
  };
}
