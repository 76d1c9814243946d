import { deepStrictEqual, ok, rejects, strictEqual, throws } from 'node:assert/strict';
import fs from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Segment } from '../../src/shm/segment.ts';
import { type SegmentRole, SegmentWriteError, SharedMemoryUnavailable } from '../../src/shm/types.ts';
import { attach, bytes, fsWith, ManualTime, noSpace, skip, temporaryParent, text } from './helpers.ts';

function snapshotFiles(segment: Segment): string[] {
  return fs.readdirSync(segment.path).filter((name) => name.startsWith('s.'));
}

test('the first participant owns the segment, the second follows and reads what the first publishes', { skip }, (t) => {
  const directory = temporaryParent(t);
  const owner = attach(t, { identity: 'a', directory });
  const follower = attach(t, { identity: 'a', directory });
  deepStrictEqual([owner.role, follower.role], ['owner', 'follower']);
  strictEqual(follower.read(), undefined);
  strictEqual(follower.hasChanged(), false);

  strictEqual(owner.publish(bytes('one')), true);
  strictEqual(owner.hasChanged(), false);
  strictEqual(follower.hasChanged(), true);
  const snapshot = follower.read();
  strictEqual(text(snapshot?.body), 'one');
  strictEqual(snapshot?.ownerPid, process.pid);
  strictEqual(snapshot.epoch, 1);
  strictEqual(follower.hasChanged(), false);
  strictEqual(follower.read(), snapshot);
});

test('a snapshot does not change when the publisher reuses its buffer', { skip }, (t) => {
  const owner = attach(t, { identity: 'a', directory: temporaryParent(t) });
  const body = Buffer.from('first');
  owner.publish(body);
  body.write('other');
  strictEqual(text(owner.read()?.body), 'first');
});

test('a follower does not publish', { skip }, (t) => {
  const directory = temporaryParent(t);
  const owner = attach(t, { identity: 'a', directory });
  owner.publish(bytes('mine'));
  const follower = attach(t, { identity: 'a', directory });
  strictEqual(follower.publish(bytes('not mine')), false);
  strictEqual(text(owner.read()?.body), 'mine');
});

test('only one snapshot file exists, however often the owner publishes', { skip }, (t) => {
  const owner = attach(t, { identity: 'a', directory: temporaryParent(t) });
  for (let i = 0; i < 50; i++) owner.publish(bytes(`body ${i}`));
  strictEqual(snapshotFiles(owner).length, 1);
});

test('different identities never share a segment', { skip }, (t) => {
  const directory = temporaryParent(t);
  const a = attach(t, { identity: 'a', directory });
  const b = attach(t, { identity: 'b', directory });
  ok(a.isOwner && b.isOwner);
  a.publish(bytes('a'));
  strictEqual(b.hasChanged(), true); // its own takeover
  strictEqual(b.read(), undefined);
});

test('the follower takes over at its next tick when the owner leaves, and keeps body and counters', { skip }, (t) => {
  const directory = temporaryParent(t);
  const time = new ManualTime();
  const roles: [SegmentRole, string][] = [];
  const owner = attach(t, { identity: 'a', directory });
  owner.publish(bytes('map'));
  const follower = attach(
    t,
    { identity: 'a', directory, onRoleChange: (role, reason) => roles.push([role, reason]) },
    time.environment(),
  );
  const before = follower.read();
  owner.close();
  time.tick();
  strictEqual(follower.isOwner, true);
  deepStrictEqual(roles, [['owner', 'the owner before was dead']]);
  const after = follower.read();
  strictEqual(text(after?.body), 'map');
  strictEqual(after?.epoch, 2);
  strictEqual(after.generation, (before?.generation ?? 0) + 1);
});

test('an unread snapshot is still new to a follower that takes over', { skip }, (t) => {
  const directory = temporaryParent(t);
  const time = new ManualTime();
  const owner = attach(t, { identity: 'a', directory });
  const follower = attach(t, { identity: 'a', directory }, time.environment());
  follower.read();
  owner.publish(bytes('unread'));
  owner.close();
  time.tick();
  strictEqual(follower.isOwner, true);
  strictEqual(follower.hasChanged(), true);
  strictEqual(text(follower.read()?.body), 'unread');
});

test('an owner that stalls is replaced after the lease, and never publishes after waking', { skip }, (t) => {
  const directory = temporaryParent(t);
  const frozen = new ManualTime();
  const time = new ManualTime();
  const roles: string[] = [];
  const owner = attach(
    t,
    { identity: 'a', directory, onRoleChange: (role, reason) => roles.push(`${role}: ${reason}`) },
    frozen.environment(),
  );
  owner.publish(bytes('old'));
  const follower = attach(t, { identity: 'a', directory, leaseMs: 1000 }, time.environment());
  time.ticks(19);
  strictEqual(follower.isOwner, false);
  time.ticks(2);
  strictEqual(follower.isOwner, true);
  follower.publish(bytes('new'));

  strictEqual(owner.isOwner, true); // it does not know yet
  strictEqual(owner.publish(bytes('stale')), false);
  strictEqual(owner.isOwner, false);
  strictEqual(text(owner.read()?.body), 'new');
  strictEqual(text(follower.read()?.body), 'new');
  frozen.tick();
  deepStrictEqual(roles, [`follower: process ${process.pid} owns the segment since epoch 2`]);
  strictEqual(snapshotFiles(follower).length, 1);
});

test('an owner stopped between writing and publishing loses the exchange', { skip }, (t) => {
  const directory = temporaryParent(t);
  const time = new ManualTime();
  const follower = { segment: undefined as Segment | undefined };
  let isArmed = false;
  const stopped = fsWith({
    closeSync(fd) {
      fs.closeSync(fd);
      if (!isArmed) return;
      isArmed = false; // the snapshot is complete: here the process sleeps while the other takes its place
      time.ticks(25);
    },
  });
  const owner = attach(t, { identity: 'a', directory }, new ManualTime().environment({ fs: stopped }));
  follower.segment = attach(t, { identity: 'a', directory }, time.environment());
  isArmed = true;
  strictEqual(owner.publish(bytes('stale')), false);
  strictEqual(follower.segment.isOwner, true);
  deepStrictEqual([owner.role, owner.epoch], ['follower', 2]);
  strictEqual(owner.read(), undefined);
  strictEqual(snapshotFiles(owner).length, 1);
});

test('heartbeats keep an owner that publishes nothing', { skip }, (t) => {
  const directory = temporaryParent(t);
  const time = new ManualTime();
  const owner = attach(t, { identity: 'a', directory, progressMs: 100_000 }, time.environment());
  const follower = attach(t, { identity: 'a', directory }, time.environment());
  time.ticks(200);
  deepStrictEqual([owner.role, follower.role, follower.epoch], ['owner', 'follower', 1]);
});

test('an owner whose tending hangs is replaced, and follows', { skip }, (t) => {
  const directory = temporaryParent(t);
  const time = new ManualTime();
  const options = { identity: 'a', directory, progressMs: 2000, leaseMs: 1000 };
  const owner = attach(t, options, time.environment());
  const follower = attach(t, options, time.environment());
  for (let i = 0; i < 100; i++) {
    owner.noteProgress();
    time.tick();
  }
  deepStrictEqual([owner.role, follower.role], ['owner', 'follower']);
  time.ticks(62); // 2000 ms of patience, 1000 ms of lease, and the ticks in between
  deepStrictEqual([owner.role, follower.role], ['follower', 'owner']);
});

test('a freeze of the whole host causes no takeover', { skip }, (t) => {
  const directory = temporaryParent(t);
  const time = new ManualTime();
  const owner = attach(t, { identity: 'a', directory, progressMs: 100_000_000 }, time.environment());
  const follower = attach(t, { identity: 'a', directory }, time.environment());
  time.ticks(5);
  time.tick(3_600_000);
  time.ticks(5);
  deepStrictEqual([owner.role, follower.role], ['owner', 'follower']);
});

test('a change is announced once, by the tick, and only when nobody read it before', { skip }, (t) => {
  const directory = temporaryParent(t);
  const time = new ManualTime();
  let changes = 0;
  const owner = attach(t, { identity: 'a', directory });
  const follower = attach(t, { identity: 'a', directory, onChange: () => changes++ }, time.environment());
  follower.read();
  owner.publish(bytes('one'));
  time.ticks(3);
  strictEqual(changes, 1);
  follower.read();
  owner.publish(bytes('two'));
  strictEqual(text(follower.read()?.body), 'two');
  time.ticks(3);
  strictEqual(changes, 1);
});

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

test('the last one out leaves nothing, in whatever order they go', { skip }, (t) => {
  const directory = temporaryParent(t);
  const participants = [0, 1, 2, 3].map(() => attach(t, { identity: 'a', directory }));
  participants[0]?.publish(bytes('map'));
  for (const index of [2, 0, 3]) participants[index]?.close();
  strictEqual(fs.readdirSync(directory).length, 1);
  participants[1]?.close();
  deepStrictEqual(fs.readdirSync(directory), []);
});

test('closing twice, and using a closed segment, does no harm', { skip }, (t) => {
  const segment = attach(t, { identity: 'a', directory: temporaryParent(t) });
  segment.publish(bytes('map'));
  segment.close();
  segment.close();
  deepStrictEqual(
    [segment.role, segment.hasChanged(), segment.publish(bytes('x')), text(segment.read()?.body)],
    ['detached', false, false, 'map'],
  );
});

test('a listener that throws ends nothing', { skip }, async (t) => {
  const directory = temporaryParent(t);
  const time = new ManualTime();
  const owner = attach(t, { identity: 'a', directory });
  const follower = attach(
    t,
    {
      identity: 'a',
      directory,
      onChange: () => {
        throw new Error('listener at fault');
      },
    },
    time.environment(),
  );
  const warned = new Promise<void>((resolve) => {
    const listen = (warning: Error) => warning.message.includes('listener at fault') && resolve();
    process.on('warning', listen);
    t.after(() => process.off('warning', listen));
  });
  owner.publish(bytes('one'));
  time.tick();
  await warned;
  strictEqual(text(follower.read()?.body), 'one');
});

test('the dead are swept by the owner', { skip }, (t) => {
  const directory = temporaryParent(t);
  const time = new ManualTime();
  const owner = attach(t, { identity: 'a', directory, progressMs: 1e9 }, time.environment());
  const nonce = /^s\.(\w{8})\./.exec(snapshotFiles(owner)[0] as string)?.[1];
  const orphans = [`s.${nonce}.0`, `p.${nonce}.4000000000`];
  const foreign = ['notes.txt', `s.${nonce}.9999999999`];
  for (const name of [...orphans, ...foreign]) fs.writeFileSync(join(owner.path, name), '77\n', { mode: 0o600 });
  time.ticks(100);
  const names = fs.readdirSync(owner.path);
  deepStrictEqual(
    orphans.filter((name) => names.includes(name)),
    [],
  );
  deepStrictEqual(
    foreign.filter((name) => names.includes(name)),
    foreign,
  );
});

test('a runtime without native addons says so and shares nothing', async (t) => {
  const directory = temporaryParent(t);
  const { execFile } = await import('node:child_process');
  const { promisify } = await import('node:util');
  const script = `
    const { Segment } = require(${JSON.stringify(require.resolve('../../src/shm/segment.js'))});
    try { Segment.attach({ identity: 'a', directory: ${JSON.stringify(directory)} }); }
    catch (error) { console.log(error.name, '|', error.message); }`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--no-addons', '-e', script]);
  ok(
    /^SharedMemoryUnavailable \| Shared memory needs the optional package @koromix\/koffi-[a-z0-9-]+: /.test(stdout),
    stdout,
  );
  deepStrictEqual(fs.readdirSync(directory), []);
  await rejects(
    async () => Segment.attach({ identity: 'a', directory: join(directory, 'missing') }),
    SharedMemoryUnavailable,
  );
});
