import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import fs from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { listSegments } from '../../src/shm/list-segments.ts';
import { attach, bytes, skip, temporaryParent, text } from './helpers.ts';

test('segments are listed with their owner and all participants', { skip }, (t) => {
  const directory = temporaryParent(t);
  const owner = attach(t, { identity: 'a', directory });
  attach(t, { identity: 'a', directory });
  attach(t, { identity: 'b', directory });
  owner.publish(bytes('map'));
  const listed = listSegments(directory);
  strictEqual(listed.length, 2);
  const a = listed.find(({ path }) => path === owner.path);
  strictEqual(text(a?.body), 'map');
  strictEqual(typeof a?.writtenAtMs, 'number');
  const { writtenAtMs: _, body: __, ...rest } = a ?? {};
  deepStrictEqual(rest, {
    path: owner.path,
    ownerPid: process.pid,
    ownerAlive: true,
    epoch: 1,
    generation: 2,
    participants: [process.pid, process.pid],
    takeovers: 1,
    publishes: 1,
  });
});

test('a segment whose participants all died shows nobody alive', { skip }, (t) => {
  const directory = temporaryParent(t);
  const segment = attach(t, { identity: 'a', directory });
  segment.publish(bytes('map'));
  const dead = temporaryParent(t);
  const copy = join(dead, segment.path.slice(directory.length + 1));
  fs.cpSync(segment.path, copy, { recursive: true });
  const [status] = listSegments(dead);
  deepStrictEqual([status?.ownerPid, status?.ownerAlive, status?.participants], [process.pid, false, []]);
});

test('listing changes nothing and skips what is no segment', { skip }, (t) => {
  const directory = temporaryParent(t);
  const segment = attach(t, { identity: 'a', directory });
  fs.mkdirSync(join(directory, 'tendril-0-0000000000000000'));
  fs.mkdirSync(join(directory, 'something else'));
  fs.writeFileSync(join(directory, 'tendril-0-0000000000000001'), '');
  const before = fs.readdirSync(segment.path);
  strictEqual(listSegments(directory).length, 1);
  deepStrictEqual(fs.readdirSync(segment.path), before);
  deepStrictEqual(listSegments(join(directory, 'missing')), []);
  strictEqual(segment.publish(bytes('still mine')), true);
});
