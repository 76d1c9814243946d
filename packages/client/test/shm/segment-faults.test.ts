// A segment when space, files, snapshots or its whole directory are lost.

import { deepStrictEqual, ok, strictEqual, throws } from 'node:assert/strict';
import fs from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type SegmentRole, SegmentWriteError } from '../../src/shm/types.ts';
import { attach, bytes, fsWith, ManualTime, noSpace, skip, snapshotFiles, temporaryParent, text } from './helpers.ts';

test('without space publishing fails, the snapshot before stays, and the next attempt succeeds', { skip }, (t) => {
  const directory = temporaryParent(t);
  let isFull = false;
  const full = fsWith({
    writeSync: ((...args: Parameters<typeof fs.writeSync>) =>
      isFull ? noSpace() : fs.writeSync(...args)) as typeof fs.writeSync,
  });
  const owner = attach(t, { identity: 'a', directory }, new ManualTime().environment({ fs: full }));
  const follower = attach(t, { identity: 'a', directory });
  owner.publish(bytes('good'));
  isFull = true;
  throws(
    () => owner.publish(bytes('lost')),
    (error: Error) => error instanceof SegmentWriteError && /ENOSPC/.test(error.message),
  );
  strictEqual(owner.isOwner, true);
  strictEqual(text(follower.read()?.body), 'good');
  strictEqual(snapshotFiles(owner).length, 1);
  isFull = false;
  strictEqual(owner.publish(bytes('better')), true);
  strictEqual(text(follower.read()?.body), 'better');
});

test('a write that stops short is an error, not a short snapshot', { skip }, (t) => {
  let isFull = false;
  const full = fsWith({
    writeSync: ((fd: number, body: Uint8Array, offset: number, length: number) =>
      fs.writeSync(
        fd,
        body,
        offset,
        isFull ? Math.min(length, Math.max(0, 80 - offset - 64)) : length,
      )) as typeof fs.writeSync,
  });
  const owner = attach(t, { identity: 'a', directory: temporaryParent(t) }, new ManualTime().environment({ fs: full }));
  isFull = true;
  throws(() => owner.publish(Buffer.alloc(500)), SegmentWriteError);
  strictEqual(snapshotFiles(owner).length, 1);
});

test('a follower that cannot write a takeover tries again, and then stops sharing', { skip }, (t) => {
  const directory = temporaryParent(t);
  const time = new ManualTime();
  let isFull = false;
  let attempts = 0;
  const full = fsWith({
    writeSync: ((...args: Parameters<typeof fs.writeSync>) => {
      if (!isFull) return fs.writeSync(...args);
      attempts++;
      return noSpace();
    }) as typeof fs.writeSync,
  });
  const roles: SegmentRole[] = [];
  const warnings: string[] = [];
  const owner = attach(t, { identity: 'a', directory });
  owner.publish(bytes('map'));
  const follower = attach(
    t,
    { identity: 'a', directory, onRoleChange: (role) => roles.push(role), onWarning: (text) => warnings.push(text) },
    time.environment({ fs: full }),
  );
  isFull = true;
  owner.close();
  time.ticks(200);
  strictEqual(attempts, 5);
  strictEqual(warnings.length, 5);
  deepStrictEqual(roles, ['detached']);
  strictEqual(text(follower.read()?.body), 'map');
  strictEqual(follower.hasChanged(), false);
  deepStrictEqual(fs.readdirSync(directory), []);
});

for (const [damage, spoil] of [
  ['truncated', (path: string) => fs.truncateSync(path, 70)],
  ['emptied', (path: string) => fs.truncateSync(path, 0)],
  ['removed', (path: string) => fs.unlinkSync(path)],
  ['overwritten', (path: string) => fs.writeFileSync(path, Buffer.alloc(200, 0x5a))],
] as const) {
  test(`a follower keeps the last good snapshot when the newest is ${damage}, and the owner repairs it`, {
    skip,
  }, (t) => {
    const directory = temporaryParent(t);
    const time = new ManualTime();
    const warnings: string[] = [];
    const owner = attach(t, { identity: 'a', directory }, time.environment());
    const follower = attach(
      t,
      { identity: 'a', directory, onWarning: (text) => warnings.push(text) },
      time.environment(),
    );
    owner.publish(bytes('good'));
    follower.read();
    owner.publish(bytes('spoilt soon'));
    spoil(join(owner.path, snapshotFiles(owner)[0] as string));
    strictEqual(text(follower.read()?.body), 'good');
    strictEqual(follower.hasChanged(), false); // commands are not held up by trying again each time
    strictEqual(warnings.length, 1);
    time.ticks(2);
    strictEqual(text(follower.read()?.body), 'spoilt soon');
    deepStrictEqual([owner.role, follower.role, follower.epoch], ['owner', 'follower', 1]);
    strictEqual(warnings.length, 1);
  });
}

test('a follower takes over from a stalled owner whose snapshot is unreadable', { skip }, (t) => {
  const directory = temporaryParent(t);
  const time = new ManualTime();
  const owner = attach(t, { identity: 'a', directory });
  const follower = attach(t, { identity: 'a', directory }, time.environment());
  owner.publish(bytes('good'));
  follower.read();
  owner.publish(bytes('gone'));
  fs.unlinkSync(join(owner.path, snapshotFiles(owner)[0] as string));
  time.ticks(25);
  strictEqual(follower.isOwner, true);
  deepStrictEqual([follower.epoch, text(follower.read()?.body)], [2, 'good']);
});

test('participants find each other again after somebody deleted the directory', { skip }, (t) => {
  const directory = temporaryParent(t);
  const time = new ManualTime();
  const owner = attach(t, { identity: 'a', directory }, time.environment());
  const follower = attach(t, { identity: 'a', directory }, time.environment());
  owner.publish(bytes('map'));
  const before = follower.read();
  fs.rmSync(owner.path, { recursive: true });
  time.tick(400);
  strictEqual(owner.isOwner, true);
  strictEqual(follower.role, 'follower');
  const after = follower.read();
  strictEqual(text(after?.body), 'map');
  ok((after?.generation ?? 0) > (before?.generation ?? 0));
  ok((after?.epoch ?? 0) > (before?.epoch ?? 0));
  owner.publish(bytes('next'));
  strictEqual(text(follower.read()?.body), 'next');
});

test('a participant stops sharing when the directory vanished and cannot be made again', { skip }, (t) => {
  const directory = temporaryParent(t);
  const time = new ManualTime();
  const roles: string[] = [];
  const segment = attach(
    t,
    { identity: 'a', directory, onRoleChange: (role, reason) => roles.push(`${role}: ${reason}`) },
    time.environment(),
  );
  segment.publish(bytes('map'));
  fs.rmSync(directory, { recursive: true });
  time.tick(400);
  strictEqual(segment.role, 'detached');
  ok(roles[0]?.startsWith('detached: the directory vanished'));
  strictEqual(segment.publish(bytes('x')), false);
  strictEqual(text(segment.read()?.body), 'map');
});
