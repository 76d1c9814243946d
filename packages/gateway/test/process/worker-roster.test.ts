import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from 'tendril-testing/fake-clock';
import type { FromWorker, ToWorker } from '../../src/process/messages.ts';
import { type Fork, Supervisor } from '../../src/process/supervisor.ts';
import { announceWorkers } from '../../src/process/worker-roster.ts';

test('every worker is told once of changes that come together, and again of later ones', () => {
  const timers = new FakeClock();
  const says: ((message: FromWorker) => void)[] = [];
  const ends: ((reason: string) => void)[] = [];
  const told: [number, ToWorker][] = [];
  const fork: Fork = (slot, { onMessage, onExit }) => {
    says.push(onMessage);
    ends.push(onExit);
    return { pid: 100 + slot, shutdown: () => {}, tell: (message) => told.push([slot, message]), kill: () => {} };
  };
  const supervisor = new Supervisor(2, fork, timers);
  announceWorkers(supervisor, timers);
  supervisor.start();
  for (const say of says) say({ type: 'listening' });
  says[0]?.({ type: 'status', connected: true, role: 'owner' });
  says[1]?.({ type: 'status', connected: false, role: undefined, error: 'refused' });
  assert.deepStrictEqual(told, []);
  timers.advance(50);
  const first = { worker: 1, pid: 101, listening: true, connected: true, role: 'owner', error: null };
  const second = { worker: 2, pid: 102, listening: true, connected: false, role: null, error: 'refused' };
  const message = { type: 'workers', workers: [first, second] };
  assert.deepStrictEqual(told.splice(0), [
    [1, message],
    [2, message],
  ]);

  ends[1]?.('SIGKILL');
  timers.advance(50);
  const gone = { ...second, pid: null, listening: false, error: null };
  assert.deepStrictEqual(told, [[1, { type: 'workers', workers: [first, gone] }]]);
});
