// Directories of killed groups are made by real participants whose leaving is suppressed: their locks go, their files
// stay. Age is set by hand.

import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import fs from 'node:fs';
import { basename, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Child } from 'tendril-testing/child';
import { SegmentDirectory } from '../../src/shm/directory.ts';
import type { SegmentEnvironment } from '../../src/shm/environment.ts';
import { CONTROL, CONTROL_FILE, directoryName } from '../../src/shm/layout.ts';
import type { Segment } from '../../src/shm/segment.ts';
import { sweepStaleSegments } from '../../src/shm/stale-segments.ts';
import { attach, bytes, fsWith, ManualTime, skip, temporaryParent } from './helpers.ts';

const HOUR_MS = 3_600_000;
const uid = process.geteuid?.() ?? 0;

function makeOld(path: string, ageMs = HOUR_MS): void {
  const then = (Date.now() - ageMs) / 1000;
  fs.utimesSync(path, then, then);
}

/** The files of a group that was killed; its directory. */
function killedGroup(t: TestContext, identity: string, directory: string): string {
  let isKilled = false;
  const unlinkSync: typeof fs.unlinkSync = (path) => {
    if (!isKilled) fs.unlinkSync(path);
  };
  const segment = attach(t, { identity, directory }, new ManualTime().environment({ fs: fsWith({ unlinkSync }) }));
  segment.publish(bytes('left behind'));
  isKilled = true;
  segment.close();
  deepStrictEqual([...new Set(fs.readdirSync(segment.path).map((name) => name.charAt(0)))].sort(), ['c', 'p', 's']);
  makeOld(segment.path);
  return segment.path;
}

/** As a participant of the identity "own" in the same parent does it. */
function sweep(directory: string, overrides: Partial<SegmentEnvironment> = {}, staleAfterMs?: number): number {
  const environment = new ManualTime().environment(overrides);
  return sweepStaleSegments(environment, SegmentDirectory.of(environment, 'own', directory), staleAfterMs);
}

test('a new owner removes the segment of a killed group', { skip }, (t) => {
  const directory = temporaryParent(t);
  killedGroup(t, 'gone', directory);
  const segment = attach(t, { identity: 'own', directory });
  deepStrictEqual(fs.readdirSync(directory), [basename(segment.path)]);
});

test('what nothing was created in for five minutes is stale, and nothing younger', { skip }, (t) => {
  const directory = temporaryParent(t);
  const path = killedGroup(t, 'gone', directory);
  makeOld(path, 4 * 60_000);
  strictEqual(sweep(directory), 0);
  makeOld(path, 6 * 60_000);
  strictEqual(sweep(directory), 1);
});

test('an owner that stays removes what became stale meanwhile', { skip }, (t) => {
  const directory = temporaryParent(t);
  const time = new ManualTime();
  const segment = attach(t, { identity: 'own', directory }, time.environment());
  killedGroup(t, 'gone', directory);
  time.tick();
  strictEqual(fs.readdirSync(directory).length, 2);
  time.tick(10 * 60_000);
  deepStrictEqual(fs.readdirSync(directory), [basename(segment.path)]);
});

test('a stale segment is found beside any number of files of others', { skip }, (t) => {
  const directory = temporaryParent(t);
  for (let n = 0; n < 1500; n++) fs.writeFileSync(join(directory, `other-${n}`), '');
  killedGroup(t, 'gone', directory);
  strictEqual(sweep(directory), 1);
  strictEqual(fs.readdirSync(directory).length, 1500);
});

test('a segment somebody is attached to stays, however old', { skip }, (t) => {
  const directory = temporaryParent(t);
  const living = attach(t, { identity: 'living', directory });
  makeOld(living.path);
  strictEqual(sweep(directory), 0);
  strictEqual(living.publish(bytes('still there')), true);
});

test('a segment that was abandoned a moment ago stays', { skip }, (t) => {
  const directory = temporaryParent(t);
  const path = killedGroup(t, 'gone', directory);
  fs.utimesSync(path, new Date(), new Date());
  strictEqual(sweep(directory), 0);
  strictEqual(fs.existsSync(join(path, CONTROL_FILE)), true);
});

test('an empty directory and an empty control file of killed creators go', { skip }, (t) => {
  const directory = temporaryParent(t);
  for (const identity of ['a', 'b']) fs.mkdirSync(join(directory, directoryName(uid, identity)), { mode: 0o700 });
  fs.writeFileSync(join(directory, directoryName(uid, 'b'), CONTROL_FILE), '', { mode: 0o600 });
  for (const identity of ['a', 'b']) makeOld(join(directory, directoryName(uid, identity)));
  strictEqual(sweep(directory), 2);
  deepStrictEqual(fs.readdirSync(directory), []);
});

test('what the sweep did not make, or cannot judge, stays', { skip }, (t) => {
  const directory = temporaryParent(t);
  const elsewhere = temporaryParent(t);
  const names = ['open', 'link', 'garbage', 'boot', 'linked control'].map((identity) => directoryName(uid, identity));
  const [open, link, garbage, , linked] = names.map((name) => join(directory, name)) as [
    string,
    string,
    string,
    string,
    string,
  ];
  fs.mkdirSync(open, { mode: 0o700 });
  fs.chmodSync(open, 0o755);
  fs.symlinkSync(elsewhere, link);
  fs.mkdirSync(garbage, { mode: 0o700 });
  fs.writeFileSync(join(garbage, CONTROL_FILE), Buffer.alloc(4096, 'garbage'), { mode: 0o600 });
  const boot = killedGroup(t, 'boot', directory);
  const fd = fs.openSync(join(boot, CONTROL_FILE), 'r+');
  fs.writeSync(fd, Buffer.from([1, 2, 3, 4]), 0, 4, CONTROL.BOOT);
  fs.closeSync(fd);
  fs.mkdirSync(linked, { mode: 0o700 });
  fs.symlinkSync('/dev/null', join(linked, CONTROL_FILE));
  fs.mkdirSync(join(directory, `tendril-${uid + 1}-0123456789abcdef`), { mode: 0o700 });
  fs.mkdirSync(join(directory, 'tendril-notes'), { mode: 0o700 });
  for (const name of fs.readdirSync(directory)) if (join(directory, name) !== link) makeOld(join(directory, name));
  const before = fs.readdirSync(directory);
  strictEqual(before.length, 7, 'the newcomer that made one of them has removed none of the others');
  strictEqual(sweep(directory), 0);
  deepStrictEqual(fs.readdirSync(directory), before);
});

/** A stale segment that is not removed, and not counted as if it had been. */
function stays(
  t: TestContext,
  change: (controlPath: string) => void,
  overrides: Partial<SegmentEnvironment> = {},
): void {
  const directory = temporaryParent(t);
  const path = killedGroup(t, 'gone', directory);
  change(join(path, CONTROL_FILE));
  makeOld(path);
  const before = fs.readdirSync(path);
  strictEqual(sweep(directory, overrides), 0);
  deepStrictEqual(fs.readdirSync(path), before);
}

test('a segment whose control file somebody holds stays', { skip }, (t) => {
  const { libc } = new ManualTime().environment();
  stays(t, (path) => {
    const fd = fs.openSync(path, 'r');
    t.after(() => fs.closeSync(fd));
    strictEqual(libc.tryLock(fd, 'shared'), true);
  });
});

test('a segment whose control file is open to others stays', { skip }, (t) => {
  stays(t, (path) => fs.chmodSync(path, 0o620));
});

test('a segment whose control file cannot be opened stays', { skip }, (t) => {
  const openSync = (): never => {
    throw Object.assign(new Error('EMFILE: too many open files'), { code: 'EMFILE' });
  };
  stays(t, () => {}, { fs: fsWith({ openSync }) });
});

test('a segment whose control file was replaced in that moment stays', { skip }, (t) => {
  let path = '';
  const openSync: typeof fs.openSync = (...args) => {
    const fd = fs.openSync(...args);
    fs.renameSync(`${path}.new`, path);
    return fd;
  };
  const lookAt = (control: string): void => {
    path = control;
    fs.copyFileSync(control, `${control}.new`);
  };
  const directory = temporaryParent(t);
  const gone = killedGroup(t, 'gone', directory);
  lookAt(join(gone, CONTROL_FILE));
  makeOld(gone);
  strictEqual(sweep(directory, { fs: fsWith({ openSync }) }), 0);
  strictEqual(fs.existsSync(path), true);
});

test('a file of somebody else in a stale directory stays', { skip }, (t) => {
  const directory = temporaryParent(t);
  const path = killedGroup(t, 'gone', directory);
  fs.writeFileSync(join(path, 'notes'), '');
  makeOld(path);
  sweep(directory);
  deepStrictEqual(fs.readdirSync(path), ['notes']);
});

test('a participant that attaches between the first look and the lock keeps its segment', { skip }, (t) => {
  const directory = temporaryParent(t);
  const path = killedGroup(t, 'gone', directory);
  let newcomer: Segment | undefined;
  const openSync: typeof fs.openSync = (...args) => {
    const fd = fs.openSync(...args);
    if (String(args[0]).startsWith(path)) newcomer ??= attach(t, { identity: 'gone', directory });
    return fd;
  };
  strictEqual(sweep(directory, { fs: fsWith({ openSync }) }), 0);
  strictEqual(newcomer?.publish(bytes('kept')), true);
});

test('a participant that attached and left in that moment has made the directory young', { skip }, (t) => {
  const directory = temporaryParent(t);
  const path = killedGroup(t, 'gone', directory);
  const openSync: typeof fs.openSync = (...args) => {
    const fd = fs.openSync(...args);
    fs.utimesSync(path, new Date(), new Date());
    return fd;
  };
  strictEqual(sweep(directory, { fs: fsWith({ openSync }) }), 0);
  strictEqual(fs.existsSync(join(path, CONTROL_FILE)), true);
});

test('a participant that attaches while the directory is being removed starts afresh in it', { skip }, (t) => {
  const directory = temporaryParent(t);
  killedGroup(t, 'gone', directory);
  let newcomer: Segment | undefined;
  const rmdirSync: typeof fs.rmdirSync = (path) => {
    newcomer ??= attach(t, { identity: 'gone', directory });
    fs.rmdirSync(path);
  };
  sweep(directory, { fs: fsWith({ rmdirSync }) });
  strictEqual(newcomer?.publish(bytes('afresh')), true);
  ok(attach(t, { identity: 'gone', directory }).read() !== undefined);
});

test('no error of the file system leaves the sweep', { skip }, (t) => {
  const directory = temporaryParent(t);
  killedGroup(t, 'gone', directory);
  const fail = (): never => {
    throw new Error('broken');
  };
  for (const call of ['opendirSync', 'lstatSync', 'openSync', 'fstatSync', 'readSync'] as const) {
    strictEqual(sweep(directory, { fs: fsWith({ [call]: fail }) }), 0, call);
  }
  strictEqual(sweep(directory), 1);
});

test('processes that come and go beside a restless sweep always get a working segment', {
  skip,
  timeout: 60_000,
}, async (t) => {
  const directory = temporaryParent(t);
  const child = Child.script(join(__dirname, 'coming-and-going-process.js'), [directory]).during(t);
  while (child.isRunning) {
    for (let i = 0; i < 200; i++) sweep(directory, {}, Number.NEGATIVE_INFINITY);
    await new Promise(setImmediate);
  }
  deepStrictEqual([await child.ended, child.reports], ['code 0', []]);
  sweep(directory, {}, Number.NEGATIVE_INFINITY);
  deepStrictEqual(fs.readdirSync(directory), []);
});
