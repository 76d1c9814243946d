import { deepStrictEqual, ok, strictEqual, throws } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { directoryName, parseFileName } from '../../src/shm/layout.ts';
import { Segment } from '../../src/shm/segment.ts';
import { SharedMemoryBusy, SharedMemoryUnavailable } from '../../src/shm/types.ts';
import { attach, bytes, fsWith, ManualTime, skip, temporaryParent, text } from './helpers.ts';

const uid = process.geteuid?.() ?? 0;

/** A directory as an earlier user, friendly or not, has left it. */
function leftBehind(parent: string, mode = 0o700): string {
  const path = join(parent, directoryName(uid, 'a'));
  fs.mkdirSync(path, { mode });
  fs.chmodSync(path, mode);
  return path;
}

function refuses(directory: string, reason: RegExp): void {
  throws(
    () => Segment.attach({ identity: 'a', directory }, new ManualTime().environment()),
    (error: Error) => error instanceof SharedMemoryUnavailable && reason.test(error.message),
  );
}

test('directory and files are private to the user', { skip }, (t) => {
  const segment = attach(t, { identity: 'a', directory: temporaryParent(t) });
  segment.publish(bytes('map'));
  strictEqual(fs.statSync(segment.path).mode & 0o777, 0o700);
  for (const name of fs.readdirSync(segment.path)) {
    strictEqual(fs.statSync(join(segment.path, name)).mode & 0o777, 0o600, name);
  }
});

test('a directory that others may enter is refused', { skip }, (t) => {
  for (const mode of [0o777, 0o750, 0o701]) {
    const parent = temporaryParent(t);
    leftBehind(parent, mode);
    refuses(parent, /cannot be trusted: its mode/);
  }
});

test('a directory of another user is refused', { skip }, (t) => {
  const parent = temporaryParent(t);
  const environment = new ManualTime().environment({ uid: uid + 1 });
  fs.mkdirSync(join(parent, directoryName(uid + 1, 'a')), { mode: 0o700 });
  throws(() => Segment.attach({ identity: 'a', directory: parent }, environment), /belongs to user/);
});

test('a link or a file in place of the directory is refused', { skip }, (t) => {
  const parent = temporaryParent(t);
  const elsewhere = join(parent, 'elsewhere');
  fs.mkdirSync(elsewhere, { mode: 0o700 });
  fs.symlinkSync(elsewhere, join(parent, directoryName(uid, 'a')));
  refuses(parent, /wrong type/);
  deepStrictEqual(fs.readdirSync(elsewhere), []);
  const other = temporaryParent(t);
  fs.writeFileSync(join(other, directoryName(uid, 'a')), '');
  refuses(other, /wrong type/);
});

test('a control file that is a link, a directory, a pipe, or open to others is refused', { skip }, (t) => {
  const makers: [(path: string) => void, RegExp][] = [
    [(path) => fs.symlinkSync('/etc/hostname', path), /ELOOP/],
    [(path) => fs.mkdirSync(path), /EISDIR/],
    [(path) => execFileSync('mkfifo', ['-m', '600', path]), /wrong type/],
    [(path) => fs.closeSync(fs.openSync(path, 'w', 0o644)), /mode 644/],
  ];
  for (const [make, reason] of makers) {
    const parent = temporaryParent(t);
    make(join(leftBehind(parent), 'ctl'));
    refuses(parent, reason);
  }
});

test('leftovers that make no sense are replaced', { skip }, (t) => {
  for (const garbage of [Buffer.alloc(0), Buffer.alloc(4096, 0xa5), Buffer.alloc(100), Buffer.alloc(5000, 1)]) {
    const parent = temporaryParent(t);
    const path = leftBehind(parent);
    fs.writeFileSync(join(path, 'ctl'), garbage, { mode: 0o600 });
    fs.writeFileSync(join(path, 's.00000001.1'), 'garbage');
    fs.writeFileSync(join(path, 'p.00000001.2'), 'garbage');
    const segment = attach(t, { identity: 'a', directory: parent });
    strictEqual(segment.isOwner, true);
    strictEqual(fs.statSync(join(path, 'ctl')).size, 4096);
    strictEqual(fs.existsSync(join(path, 's.00000001.1')), false);
    strictEqual(fs.existsSync(join(path, 'p.00000001.2')), false);
  }
});

test('counters go on where a group that died stopped', { skip }, (t) => {
  const parent = temporaryParent(t);
  const path = join(parent, directoryName(uid, 'a'));
  const first = attach(t, { identity: 'a', directory: parent });
  for (let i = 0; i < 5; i++) first.publish(bytes(`body ${i}`));
  const generation = first.read()?.generation as number;
  const highestId = highestIdIn(path);
  // What a killed process leaves is what stands there while it lives.
  const dead = join(temporaryParent(t), 'dead');
  fs.cpSync(path, dead, { recursive: true });
  first.close();
  fs.cpSync(dead, path, { recursive: true });
  fs.chmodSync(path, 0o700);

  const second = attach(t, { identity: 'a', directory: parent });
  strictEqual(second.read(), undefined); // the map of the dead is history
  second.publish(bytes('new'));
  strictEqual(second.epoch, 2);
  strictEqual(second.read()?.generation, generation + 2);
  const ids = fs.readdirSync(path).flatMap((name) => parseFileName(name)?.id ?? []);
  ok(Math.min(...ids) > highestId, `${ids} after ${highestId}`);
});

function highestIdIn(path: string): number {
  return Math.max(...fs.readdirSync(path).map((name) => parseFileName(name)?.id ?? 0));
}

test('the epoch goes on even when the dead winner had no time to note it', { skip }, (t) => {
  const parent = temporaryParent(t);
  const path = join(parent, directoryName(uid, 'a'));
  const first = attach(t, { identity: 'a', directory: parent });
  const dead = join(temporaryParent(t), 'dead');
  fs.cpSync(path, dead, { recursive: true });
  first.close();
  const page = fs.readFileSync(join(dead, 'ctl'));
  page.writeUInt32LE(0, 66 * 4); // the word "epoch" of the drawing in layout.ts
  fs.writeFileSync(join(dead, 'ctl'), page);
  fs.cpSync(dead, path, { recursive: true });
  fs.chmodSync(path, 0o700);
  strictEqual(attach(t, { identity: 'a', directory: parent }).epoch, 2);
});

test('a segment in use by another boot of a kernel is refused', { skip }, (t) => {
  const parent = temporaryParent(t);
  attach(t, { identity: 'a', directory: parent });
  const readFileSync = ((path: string) =>
    path.endsWith('boot_id') ? Buffer.from('another host') : fs.readFileSync(path)) as typeof fs.readFileSync;
  throws(
    () =>
      Segment.attach(
        { identity: 'a', directory: parent },
        new ManualTime().environment({ fs: fsWith({ readFileSync }) }),
      ),
    /in use by another host/,
  );
});

test('a process stopped in the middle of initialising is not waited for forever', { skip }, (t) => {
  const parent = temporaryParent(t);
  const path = leftBehind(parent);
  const { libc } = new ManualTime().environment();
  const fd = fs.openSync(join(path, 'ctl'), 'w+', 0o600);
  t.after(() => fs.closeSync(fd));
  ok(libc.tryLock(fd, 'exclusive'));
  refuses(parent, /does not go on/);

  const time = new ManualTime();
  const startMs = time.now();
  throws(
    () => Segment.attach({ identity: 'a', directory: parent, patienceMs: 10 }, time.environment()),
    SharedMemoryBusy,
  );
  ok(time.now() - startMs <= 11, `${time.now() - startMs} ms`);
});

test('a control page that is damaged while others use it blocks a newcomer for a few moments only', { skip }, (t) => {
  const damages: [what: string, damage: (page: Buffer) => Buffer][] = [
    ['noise', (page) => page.fill(0xa5)],
    ['emptied', (page) => page.fill(0)],
    ['of another layout', (page) => page.fill(9, 4, 5)],
    ['grown', (page) => Buffer.concat([page, page])],
  ];
  for (const [what, damage] of damages) {
    const directory = temporaryParent(t);
    const { path } = attach(t, { identity: 'a', directory });
    const control = join(path, 'ctl');
    const page = fs.readFileSync(control);
    const damaged = damage(Buffer.from(page));
    overwrite(control, damaged);
    const time = new ManualTime();
    const startMs = time.now();
    throws(
      () => Segment.attach({ identity: 'a', directory }, time.environment()),
      (error: Error) => error instanceof SharedMemoryBusy && /its control page is damaged/.test(error.message),
      what,
    );
    ok(time.now() - startMs < 10, `${what}: ${time.now() - startMs} ms`);
    fs.truncateSync(control, page.length);
    overwrite(control, page);
    strictEqual(attach(t, { identity: 'a', directory }).role, 'follower', what);
  }
});

/** In place, as damage is: the file is mapped. */
function overwrite(path: string, bytes: Uint8Array): void {
  const fd = fs.openSync(path, 'r+');
  fs.writeSync(fd, bytes, 0, bytes.length, 0);
  fs.closeSync(fd);
}

test('a participant that loses its segment while another one holds the next blocks only for moments', { skip }, (t) => {
  const directory = temporaryParent(t);
  const time = new ManualTime();
  const segment = attach(t, { identity: 'a', directory, progressMs: 1e9 }, time.environment());
  segment.publish(bytes('kept'));
  const { generation } = segment;
  fs.rmSync(segment.path, { recursive: true });
  fs.mkdirSync(segment.path, { mode: 0o700 });
  const fd = fs.openSync(join(segment.path, 'ctl'), 'w+', 0o600);
  ok(time.environment().libc.tryLock(fd, 'exclusive'));
  for (let look = 0; look < 5; look++) {
    const startMs = time.now();
    time.tick(100);
    ok(time.now() - startMs <= 100 + 6, `${time.now() - startMs - 100} ms`);
    ok(!segment.publish(bytes('nowhere')));
    deepStrictEqual([segment.role, text(segment.read()?.body)], ['follower', 'kept']);
  }
  fs.closeSync(fd);
  time.ticks(10);
  deepStrictEqual([segment.role, text(segment.read()?.body)], ['owner', 'kept']);
  ok(segment.generation > generation);
});

test('an attempt that meets the last participant leaving starts again', { skip }, (t) => {
  const parent = temporaryParent(t);
  const first = attach(t, { identity: 'a', directory: parent });
  let isArmed = true;
  const racing = fsWith({
    openSync: ((path: string, flags: number, mode?: number) => {
      const fd = fs.openSync(path, flags, mode);
      if (isArmed && path.endsWith('ctl')) {
        isArmed = false;
        first.close(); // removes the file just opened, and its directory
      }
      return fd;
    }) as typeof fs.openSync,
  });
  const second = attach(t, { identity: 'a', directory: parent }, new ManualTime().environment({ fs: racing }));
  strictEqual(second.isOwner, true);
  second.publish(bytes('map'));
  second.close();
  deepStrictEqual(fs.readdirSync(parent), []);
});

test('locks that have no effect are noticed', { skip }, (t) => {
  const real = new ManualTime().environment();
  const environment = { ...real, libc: { ...real.libc, tryLock: () => true, unlock: () => {} } };
  const directory = temporaryParent(t);
  throws(() => Segment.attach({ identity: 'a', directory }, environment), /File locks have no effect/);
});

test('locks that fail are reported with their error', { skip }, (t) => {
  const real = new ManualTime().environment();
  const tryLock = (): boolean => {
    throw new Error('flock failed with errno 37');
  };
  const environment = { ...real, libc: { ...real.libc, tryLock } };
  const directory = temporaryParent(t);
  throws(() => Segment.attach({ identity: 'a', directory }, environment), /errno 37/);
});

test('attaching leaves no descriptor open, whether it succeeds or fails', { skip }, (t) => {
  const count = () => fs.readdirSync('/proc/self/fd').length;
  if (!fs.existsSync('/proc/self/fd')) return;
  const parent = temporaryParent(t);
  const full = temporaryParent(t);
  leftBehind(full, 0o777);
  Segment.attach({ identity: 'a', directory: parent }).close();
  const before = count();
  for (let i = 0; i < 20; i++) {
    const owner = Segment.attach({ identity: 'a', directory: parent });
    const follower = Segment.attach({ identity: 'a', directory: parent });
    owner.publish(bytes('map'));
    follower.read();
    owner.close();
    follower.close();
    refuses(full, /mode/);
  }
  strictEqual(count(), before);
});
