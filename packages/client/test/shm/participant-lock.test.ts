import { deepStrictEqual, notStrictEqual, ok, strictEqual } from 'node:assert/strict';
import fs from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ControlPage, formatControlPage, NO_COUNTERS } from '../../src/shm/control-page.ts';
import { SegmentDirectory } from '../../src/shm/directory.ts';
import type { SegmentEnvironment } from '../../src/shm/environment.ts';
import { LivenessProbe, ParticipantLock, probeOnce, sweepParticipant } from '../../src/shm/participant-lock.ts';
import { fsWith, ManualTime, skip, temporaryParent } from './helpers.ts';

/** A page in ordinary memory: enough for ids. */
function pageInMemory(): ControlPage {
  const bytes = formatControlPage(9, 0, NO_COUNTERS);
  return new ControlPage({ buffer: Uint8Array.from(bytes).buffer, unmap: () => {} });
}

function only(path: string): string {
  const names = fs.readdirSync(path);
  strictEqual(names.length, 1);
  return join(path, names[0] as string);
}

function take(environment: SegmentEnvironment, path: string): ParticipantLock {
  return ParticipantLock.take(environment, new SegmentDirectory(environment, path), pageInMemory());
}

test('a participant is alive as long as it holds its lock', { skip }, (t) => {
  const environment = new ManualTime().environment();
  const path = temporaryParent(t);
  const lock = take(environment, path);
  const file = only(path);
  deepStrictEqual(probeOnce(environment, file), { liveness: 'alive', pid: process.pid });
  const probe = new LivenessProbe(environment);
  strictEqual(probe.probe(file), 'alive');
  lock.release();
  strictEqual(probe.probe(file), 'dead');
  probe.close();
  strictEqual(probeOnce(environment, file).liveness, 'dead');
});

test('a file without a holder is swept, one with a holder is not', { skip }, (t) => {
  const environment = new ManualTime().environment();
  const path = temporaryParent(t);
  const lock = take(environment, path);
  sweepParticipant(environment, only(path));
  ok(fs.existsSync(only(path)));
  lock.release();
  fs.writeFileSync(join(path, 'p.00000009.5'), '123\n');
  sweepParticipant(environment, only(path));
  deepStrictEqual(fs.readdirSync(path), []);
});

test('a newcomer whose file is swept before it is locked takes another', { skip }, (t) => {
  const path = temporaryParent(t);
  const sweeper = new ManualTime().environment();
  let swept: string | undefined;
  const openSync = ((file: string, flags: number, mode?: number) => {
    const fd = fs.openSync(file, flags, mode);
    if (swept === undefined) {
      swept = file;
      sweepParticipant(sweeper, file);
    }
    return fd;
  }) as typeof fs.openSync;
  const lock = take(new ManualTime().environment({ fs: fsWith({ openSync }) }), path);
  notStrictEqual(only(path), swept);
  strictEqual(probeOnce(sweeper, only(path)).liveness, 'alive');
  lock.release();
});

test('running out of descriptors proves nobody dead', { skip }, (t) => {
  const path = temporaryParent(t);
  const lock = take(new ManualTime().environment(), path);
  const openSync = (): never => {
    throw Object.assign(new Error('EMFILE: too many open files'), { code: 'EMFILE' });
  };
  const environment = new ManualTime().environment({ fs: fsWith({ openSync }) });
  strictEqual(new LivenessProbe(environment).probe(only(path)), 'unknown');
  lock.release();
});
