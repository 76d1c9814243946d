// Worker threads that end in every way, and what they leave mapped in the process.

import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { findMapping } from '../../src/shm/thread-mapping.ts';
import { attach, bytes, skip, temporaryParent, text } from './helpers.ts';

const CODE = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { Segment } = require(workerData.module);
  const segment = Segment.attach(workerData.options);
  parentPort.on('message', (order) => {
    if (order === 'close') segment.close();
    if (order !== 'read') return parentPort.close();
    parentPort.postMessage(Buffer.from(segment.read()?.body ?? []).toString());
  });
  parentPort.postMessage(segment.role);`;

const reason = skip || (fs.existsSync('/proc/self/maps') ? false : 'the system does not list mappings');
const mapped = (path: string): number =>
  fs
    .readFileSync('/proc/self/maps', 'latin1')
    .split('\n')
    .filter((line) => line.includes(`${path}/`)).length;

test('threads that are terminated, end, or close leave one mapping of a segment together', {
  skip: reason,
}, async (t) => {
  const options = { identity: 'a', directory: temporaryParent(t) };
  const own = attach(t, options);
  const start = async (): Promise<Worker> => {
    const workerData = { module: require.resolve('../../src/shm/segment.js'), options };
    const worker = new Worker(CODE, { eval: true, workerData });
    t.after(() => worker.terminate());
    await once(worker, 'message');
    return worker;
  };
  for (let round = 0; round < 3; round++) {
    const [killed, ended, closed] = (await Promise.all([start(), start(), start()])) as [Worker, Worker, Worker];
    await killed.terminate();
    // The others go on with the mapping that the terminated one has made or used.
    own.publish(bytes(`round ${round}`));
    for (const worker of [ended, closed]) {
      worker.postMessage('read');
      deepStrictEqual(await once(worker, 'message'), [`round ${round}`]);
    }
    for (const [worker, order] of [[ended, 'end'] as const, [closed, 'close'] as const]) {
      worker.postMessage(order);
      await once(worker, 'exit');
    }
  }
  // Three that map at the same moment may not see each other's; more do not come.
  ok(mapped(own.path) <= 1 + 3, `${mapped(own.path)} mappings`);
  const before = mapped(own.path);
  for (let n = 0; n < 5; n++) await (await start()).terminate();
  strictEqual(mapped(own.path), before);
  strictEqual(text(own.read()?.body), 'round 2');
  own.close();
  strictEqual(mapped(own.path), before - 1, 'the main thread has unmapped its own');
});

// Lines as /proc/self/maps of Linux 6.18 prints them.
const MAPS = `5581c2a3f000-5581c2a61000 r--p 00000000 fe:00 1311 /usr/bin/node
7f4a1c000000-7f4a1c001000 rw-s 00000000 00:1a 77 /dev/shm/tendril-0-a/ctl
7f4a1c002000-7f4a1c004000 rw-s 00000000 00:1a 77 /dev/shm/tendril-0-a/ctl (deleted)
7f4a1c006000-7f4a1c008000 rw-s 00000000 103:02 78 /tmp/with a space/ctl
7f4a1c00a000-7f4a1c00c000 r--p 00000000 00:1a 79 /dev/shm/other
7f4a1c00e000-7f4a1c010000 rw-s 00001000 00:1a 80 /dev/shm/second-page
ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0 [vsyscall]
`;

test('a mapping is found by file, length, offset and rights, and no other is taken for one', () => {
  strictEqual(findMapping(MAPS, 0x1a, 77), 0x7f4a1c002000n);
  strictEqual(findMapping(MAPS, 0x1a, 7), undefined);
  strictEqual(findMapping(MAPS, 0x1b, 77), undefined);
  strictEqual(findMapping(MAPS, 0x1_0302, 78), 0x7f4a1c006000n);
  strictEqual(findMapping(MAPS, 0x1a, 79), undefined);
  strictEqual(findMapping(MAPS, 0x1a, 80), undefined);
  strictEqual(findMapping('', 0x1a, 77), undefined);
});
