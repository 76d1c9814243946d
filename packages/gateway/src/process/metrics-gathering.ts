// In the primary: asks every worker for its metrics when one of them wants those of all, and hands on what has come in
// time. What it hands on it does not read.
import type { MetricsPart } from './messages.ts';
import type { Supervisor, Timers } from './supervisor.ts';

/** A worker that is blocked for longer is left out: its numbers are missing from the sums then. */
const GATHER_MS = 1_000;
/** Requests for the metrics of all that may be under way; further ones are not answered. */
const MAX_GATHERINGS = 16;

interface Gathering {
  readonly slot: number;
  readonly id: number;
  readonly parts: Map<number, MetricsPart>;
  readonly cancelTimer: () => void;
}

/** Starts to answer; the events of the supervisor keep it going. */
export function gatherMetrics(supervisor: Supervisor, timers: Timers): void {
  const gatherings = new Map<number, Gathering>();
  let lastId = 0;

  const end = (gatheringId: number): void => {
    const gathering = gatherings.get(gatheringId);
    if (gathering === undefined) return;
    gatherings.delete(gatheringId);
    gathering.cancelTimer();
    const { slot, id, parts } = gathering;
    supervisor.tellOne(slot, { type: 'metrics', id, parts: [...parts.values()] });
  };

  supervisor.on('metricsWanted', ({ slot }, id) => {
    if (gatherings.size >= MAX_GATHERINGS) return;
    lastId += 1;
    const gatheringId = lastId;
    const cancelTimer = timers.after(GATHER_MS, () => end(gatheringId));
    gatherings.set(gatheringId, { slot, id, parts: new Map(), cancelTimer });
    supervisor.tell({ type: 'metrics-asked', id: gatheringId });
  });
  supervisor.on('metricsPart', ({ slot }, gatheringId, part) => {
    const gathering = gatherings.get(gatheringId);
    if (gathering === undefined) return;
    gathering.parts.set(slot, part);
    const running = supervisor.slots.filter(({ listening }) => listening);
    if (running.every((one) => gathering.parts.has(one.slot))) end(gatheringId);
  });
}
