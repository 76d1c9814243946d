import assert from 'node:assert/strict';
import { test } from 'node:test';
import { announceWorkers } from '../../src/process/worker-roster.ts';
import { twoWorkers } from './two-workers.ts';

test('every worker is told once of changes that come together, and again of later ones', () => {
  const { timers, says, ends, told } = twoWorkers(announceWorkers);
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
