import { deepStrictEqual, ok, rejects, strictEqual } from 'node:assert/strict';
import fs from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Segment } from '../../src/shm/segment.ts';
import { SharedMemoryUnavailable } from '../../src/shm/types.ts';
import { attach, bytes, ManualTime, skip, snapshotFiles, temporaryParent, text } from './helpers.ts';

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
