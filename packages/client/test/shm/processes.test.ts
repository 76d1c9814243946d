// Real processes, real signals, real time: only what happens is asserted, never how fast.

import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { parseFileName } from '../../src/shm/layout.ts';
import { listSegments } from '../../src/shm/list-segments.ts';
import { type ChildOptions, Participant, type Report, skip, temporaryParent } from './helpers.ts';

function optionsIn(t: TestContext): ChildOptions {
  return { identity: 'a', directory: temporaryParent(t), leaseMs: 400, tickMs: 20 };
}

const attached = (report: Report) => report.event === 'attached';
const isOwner = (report: Report) => report.role === 'owner';
const has = (body: string) => (report: Report) => report.body === body;

/** Starts participants one after the other, so that the first owns the segment. */
async function start(t: TestContext, options: ChildOptions, count: number): Promise<Participant[]> {
  const participants: Participant[] = [];
  for (let i = 0; i < count; i++) {
    const participant = new Participant(t, options);
    strictEqual((await participant.until(attached)).role, i === 0 ? 'owner' : 'follower');
    participants.push(participant);
  }
  return participants;
}

async function leaveAll(participants: readonly Participant[], directory: string): Promise<void> {
  for (const participant of participants) participant.order({ do: 'close' });
  await Promise.all(participants.map((participant) => participant.until(({ event }) => event === 'closed')));
  deepStrictEqual(fs.readdirSync(directory), []);
}

test('every process sees what the owner publishes', { skip, timeout: 60_000 }, async (t) => {
  const options = optionsIn(t);
  const participants = await start(t, options, 3);
  participants[0]?.order({ do: 'publish', body: 'map' });
  await Promise.all(participants.map((participant) => participant.until(has('map'))));
  const [status] = listSegments(options.directory);
  deepStrictEqual(
    [status?.ownerPid, status?.participants],
    [participants[0]?.pid, participants.map(({ pid }) => pid).sort((a, b) => a - b)],
  );
  await leaveAll(participants, options.directory);
});

test('a killed owner is replaced by one of the others, who all read on', { skip, timeout: 60_000 }, async (t) => {
  const options = optionsIn(t);
  const [owner, ...others] = (await start(t, options, 3)) as [Participant, Participant, Participant];
  owner.order({ do: 'publish', body: 'before' });
  await Promise.all(others.map((other) => other.until(has('before'))));
  await owner.child.stop('SIGKILL');
  const heir = await Promise.race(others.map(async (other) => ({ other, report: await other.until(isOwner) })));
  deepStrictEqual([heir.report.epoch, heir.report.body], [2, 'before']);
  heir.other.order({ do: 'publish', body: 'after' });
  await Promise.all(others.map((other) => other.until(has('after'))));
  strictEqual(others.filter(({ last }) => last?.role === 'owner').length, 1);
  await leaveAll(others, options.directory);
});

test('a process killed between writing a snapshot and publishing it is as if it had written nothing', {
  skip,
  timeout: 60_000,
}, async (t) => {
  const options = optionsIn(t);
  const [owner, follower] = (await start(t, options, 2)) as [Participant, Participant];
  owner.order({ do: 'publish', body: 'before' });
  const { generation } = await follower.until(has('before'));
  owner.order({ do: 'die publishing', body: 'never seen' });
  strictEqual(await owner.child.ended, 'SIGKILL');
  const heir = await follower.until(isOwner);
  deepStrictEqual([heir.body, heir.generation, heir.epoch], ['before', generation + 1, 2]);
  const [path] = listSegments(options.directory).map((segment) => segment.path) as [string];
  // What the dead had written went with the takeover.
  strictEqual(fs.readdirSync(path).filter((name) => name.startsWith('s.')).length, 1);
  strictEqual(follower.reports.some(has('never seen')), false);
  await leaveAll([follower], options.directory);
});

test('a stopped owner is replaced after its lease, and does not publish after it goes on', {
  skip,
  timeout: 60_000,
}, async (t) => {
  const options = optionsIn(t);
  const [owner, follower] = (await start(t, options, 2)) as [Participant, Participant];
  owner.order({ do: 'publish', body: 'before' });
  await follower.until(has('before'));
  owner.child.signal('SIGSTOP');
  await follower.until(isOwner);
  owner.order({ do: 'publish', body: 'stale' }); // waits in the channel: the first thing it does when it wakes
  follower.order({ do: 'publish', body: 'after' });
  await follower.until(has('after'));
  owner.child.signal('SIGCONT');
  const published = await owner.until(({ event, body }) => event === 'published' && body !== 'before');
  deepStrictEqual([published.detail, published.role, published.body], [false, 'follower', 'after']);
  await owner.until(({ event, role }) => event === 'role' && role === 'follower');
  follower.order({ do: 'report' });
  strictEqual(follower.reports.some(has('stale')), false);
  await leaveAll([owner, follower], options.directory);
});

test('a freeze of all processes longer than the lease causes no takeover', { skip, timeout: 60_000 }, async (t) => {
  const options = { ...optionsIn(t), leaseMs: 600 };
  const group = await start(t, options, 3);
  for (const participant of group) participant.child.signal('SIGSTOP');
  await setTimeout(900); // the thing under test: time in which nobody runs
  for (const participant of group) participant.child.signal('SIGCONT');
  group[0]?.order({ do: 'publish', body: 'awake' });
  const reports = await Promise.all(group.map((participant) => participant.until(has('awake'))));
  deepStrictEqual(
    reports.map(({ epoch }) => epoch),
    [1, 1, 1],
  );
  await leaveAll(group, options.directory);
});

test('after all were killed, the next one starts afresh and no number comes back', {
  skip,
  timeout: 60_000,
}, async (t) => {
  const options = optionsIn(t);
  const group = await start(t, options, 3);
  group[0]?.order({ do: 'publish', body: 'map' });
  const last = await (group[2] as Participant).until(has('map'));
  for (const participant of group) await participant.child.stop('SIGKILL');
  const path = listSegments(options.directory)[0]?.path as string;
  const left = fs.readdirSync(path).map((name) => parseFileName(name)?.id ?? 0);
  deepStrictEqual(listSegments(options.directory)[0]?.participants, []);

  const [next] = (await start(t, options, 1)) as [Participant];
  strictEqual(next.last?.body, undefined);
  next.order({ do: 'publish', body: 'new' });
  const report = await next.until(has('new'));
  ok(report.generation > last.generation);
  ok(report.epoch > last.epoch);
  const now = fs.readdirSync(path).map((name) => parseFileName(name)?.id ?? Number.POSITIVE_INFINITY);
  ok(Math.min(...now) > Math.max(...left));
  await leaveAll([next], options.directory);
});

test('a process that exits without closing leaves nothing behind', { skip, timeout: 60_000 }, async (t) => {
  const options = optionsIn(t);
  const [owner, follower] = (await start(t, options, 2)) as [Participant, Participant];
  for (const participant of [owner, follower]) {
    participant.order({ do: 'exit' });
    strictEqual(await participant.child.ended, 'code 0');
  }
  deepStrictEqual(fs.readdirSync(options.directory), []);
});

test('a worker thread that is terminated counts as dead, one that ends by itself leaves', {
  skip,
  timeout: 60_000,
}, async (t) => {
  const options = optionsIn(t);
  const code = `
    const { parentPort, workerData } = require('node:worker_threads');
    const { Segment } = require(workerData.module);
    const segment = Segment.attach(workerData.options);
    segment.publish(Buffer.from('from a thread'));
    parentPort.on('message', () => parentPort.close());
    parentPort.postMessage(segment.role);`;
  const workerData = { module: require.resolve('../../src/shm/segment.js'), options };
  const owner = new Worker(code, { eval: true, workerData });
  t.after(() => owner.terminate());
  deepStrictEqual(await once(owner, 'message'), ['owner']);
  const follower = new Participant(t, options);
  deepStrictEqual((await follower.until(attached)).body, 'from a thread');
  await owner.terminate();
  strictEqual((await follower.until(isOwner)).body, 'from a thread');

  const second = new Worker(code, { eval: true, workerData });
  t.after(() => second.terminate());
  deepStrictEqual(await once(second, 'message'), ['follower']);
  second.postMessage('end');
  await once(second, 'exit');
  await leaveAll([follower], options.directory);
});

test('two segments in one directory do not touch each other', { skip, timeout: 60_000 }, async (t) => {
  const options = optionsIn(t);
  const [a, b] = [new Participant(t, options), new Participant(t, { ...options, identity: 'b' })];
  strictEqual((await a.until(attached)).role, 'owner');
  strictEqual((await b.until(attached)).role, 'owner');
  a.order({ do: 'publish', body: 'a' });
  await a.until(has('a'));
  await a.child.stop('SIGKILL');
  b.order({ do: 'publish', body: 'b' });
  strictEqual((await b.until(has('b'))).epoch, 1);
  b.order({ do: 'close' });
  await b.until(({ event }) => event === 'closed');
  deepStrictEqual(
    listSegments(options.directory).map(({ ownerPid, ownerAlive }) => [ownerPid, ownerAlive]),
    [[a.pid, false]],
  );
});

test('a tiny file system that is full: publishing fails, reading goes on', { skip, timeout: 60_000 }, async (t) => {
  let unmount = () => {};
  t.after(() => unmount());
  const parent = join(temporaryParent(t), 'tiny');
  fs.mkdirSync(parent);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', parent], { stdio: 'ignore' });
  } catch {
    return t.skip('no right to mount');
  }
  unmount = () => execFileSync('umount', ['-l', parent]);
  const [owner, follower] = (await start(t, { ...optionsIn(t), directory: parent }, 2)) as [Participant, Participant];
  owner.order({ do: 'publish', body: 'good' });
  await follower.until(has('good'));
  owner.order({ do: 'publish', body: 'x'.repeat(100_000) });
  const failed = await owner.until(({ event }) => event === 'error');
  ok(String(failed.detail).includes('ENOSPC'), String(failed.detail));
  strictEqual(failed.role, 'owner');
  owner.order({ do: 'publish', body: 'better' });
  await follower.until(has('better'));
  await leaveAll([owner, follower], parent);
});
