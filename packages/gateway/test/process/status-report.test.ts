import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WorkerView } from '../../src/process/messages.ts';
import { StatusReporter, type StatusReporterOptions } from '../../src/process/status-report.ts';
import type { WorkerStatus } from '../../src/store/database-status.ts';

type Client = NonNullable<ReturnType<StatusReporterOptions['client']>>;

function setup() {
  const state: { nowMs: number; status: WorkerStatus; client: Client | undefined } = {
    nowMs: 0,
    status: { connected: true, role: 'private' },
    client: { stats: () => ({ commands: { inFlight: 3, queued: 1 }, nodes: [] }), segmentReport: () => undefined },
  };
  const reporter = new StatusReporter({
    path: '/status',
    worker: 2,
    pid: 12,
    startedAt: new Date(0),
    namespace: 'test',
    set: 'demo',
    nowMs: () => state.nowMs,
    status: () => state.status,
    client: () => state.client,
  });
  const report = () => JSON.parse(reporter.read().json);
  return { state, reporter, report };
}

const other: WorkerView = { worker: 1, pid: 11, listening: true, connected: true, role: 'private', error: null };
const self: WorkerView = { worker: 2, pid: 12, listening: true, connected: true, role: 'private', error: null };

test('where memory is not shared the report is complete but for the segment', () => {
  const { reporter, report } = setup();
  reporter.onWorkers([other, { ...self, connected: false }]);
  assert.strictEqual(reporter.read().isServing, true);
  assert.deepStrictEqual(report(), {
    status: 'ok',
    worker: { ...self, startedAt: '1970-01-01T00:00:00.000Z' },
    workers: [other, self],
    namespace: 'test',
    set: 'demo',
    commands: { inFlight: 3, queued: 1 },
    nodes: [],
    cluster: null,
    segment: null,
  });
});

test('without a database every name is still there, and the reason', () => {
  const { state, reporter, report } = setup();
  state.client = undefined;
  state.status = { connected: false, role: undefined, error: 'refused' };
  assert.strictEqual(reporter.read().isServing, false);
  const { status, worker, workers, commands, cluster, segment } = report();
  assert.strictEqual(status, 'unavailable');
  assert.deepStrictEqual([worker.connected, worker.role, worker.error], [false, null, 'refused']);
  assert.strictEqual(workers.length, 1);
  assert.deepStrictEqual([commands, cluster, segment], [{ inFlight: 0, queued: 0 }, null, null]);
});

test('whoever asks again within 250 ms gets the same report', () => {
  const { state, reporter } = setup();
  const first = reporter.read();
  state.status = { connected: false, role: undefined };
  state.nowMs = 250;
  assert.strictEqual(reporter.read(), first);
  state.nowMs = 251;
  assert.strictEqual(reporter.read().isServing, false);
});
