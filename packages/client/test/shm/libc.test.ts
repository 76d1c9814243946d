// The three calls against the real C library: every return code is looked at.

import { deepStrictEqual, strictEqual, throws } from 'node:assert/strict';
import fs from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadLibc } from '../../src/shm/libc.ts';
import { skip, temporaryParent } from './helpers.ts';

const { EBADF } = constants.errno;

test('a lock that another open file holds is refused, and free again when that one lets go', { skip }, (t) => {
  const libc = loadLibc();
  const path = join(temporaryParent(t), 'lock');
  const [one, other] = ['w+', 'r+'].map((flags) => fs.openSync(path, flags)) as [number, number];
  t.after(() => fs.closeSync(one));
  t.after(() => fs.closeSync(other));
  const attempts = [
    libc.tryLock(one, 'exclusive'),
    libc.tryLock(other, 'shared'),
    libc.tryLock(one, 'shared'),
    libc.tryLock(other, 'shared'),
    libc.tryLock(one, 'exclusive'),
  ];
  deepStrictEqual(attempts, [true, false, true, true, false]);
  libc.unlock(other);
  strictEqual(libc.tryLock(one, 'exclusive'), true);
});

test('calls that fail for another reason throw with their error number', { skip }, () => {
  const libc = loadLibc();
  throws(() => libc.tryLock(-1, 'shared'), new RegExp(`flock failed with errno ${EBADF}`));
  throws(() => libc.unlock(-1), new RegExp(`flock failed with errno ${EBADF}`));
  throws(() => libc.map(-1, 4096), new RegExp(`mmap failed with errno ${EBADF}`));
});

test('what is stored through one mapping is loaded through another', { skip }, (t) => {
  const libc = loadLibc();
  const fd = fs.openSync(join(temporaryParent(t), 'page'), 'w+');
  t.after(() => fs.closeSync(fd));
  fs.writeSync(fd, Buffer.alloc(4096));
  const pages = [libc.map(fd, 4096), libc.map(fd, 4096)];
  const [one, other] = pages.map(({ buffer }) => new BigInt64Array(buffer)) as [BigInt64Array, BigInt64Array];
  strictEqual(Atomics.compareExchange(one, 8, 0n, -2n), 0n);
  strictEqual(Atomics.compareExchange(other, 8, 0n, 5n), -2n);
  strictEqual(Atomics.load(other, 8), -2n);
  for (const page of pages) page.unmap();
});
