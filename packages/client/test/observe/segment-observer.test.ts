import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { SegmentObserver } from '../../src/observe/segment-observer.ts';
import { attach, bytes, ManualTime, skip, temporaryParent } from '../shm/helpers.ts';

test('an observer reports one segment of several, and how long its heartbeat has rested', { skip }, (t) => {
  const directory = temporaryParent(t);
  const time = new ManualTime();
  const owner = attach(t, { identity: 'a', directory }, time.environment());
  attach(t, { identity: 'b', directory }, new ManualTime().environment());
  owner.publish(bytes('no snapshot'));
  const observer = new SegmentObserver();
  const first = observer.look(owner.path, 1_000);
  deepStrictEqual([first?.path, first?.ownerPid, first?.ownerAlive], [owner.path, process.pid, true]);
  strictEqual(observer.look(owner.path, 1_700)?.heartbeatAgeMs, 700);
  owner.noteProgress();
  time.tick();
  strictEqual(observer.look(owner.path, 1_800)?.heartbeatAgeMs, 0);
});

test('a segment that is gone has no report', { skip }, (t) => {
  const directory = temporaryParent(t);
  const owner = attach(t, { identity: 'a', directory });
  const observer = new SegmentObserver();
  strictEqual(observer.look(owner.path)?.path, owner.path);
  owner.close();
  strictEqual(observer.look(owner.path), undefined);
  strictEqual(observer.look(join(directory, 'no-segment')), undefined);
});
