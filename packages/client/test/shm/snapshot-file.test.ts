import { deepStrictEqual, strictEqual, throws } from 'node:assert/strict';
import fs from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { MAX_BODY_BYTES } from '../../src/shm/layout.ts';
import { readSnapshotFile, type SnapshotHeader, writeSnapshotFile } from '../../src/shm/snapshot-file.ts';
import { bytes, fsWith, noSpace, temporaryParent } from './helpers.ts';

const header: SnapshotHeader = {
  nonce: 0x11223344,
  id: 7,
  generation: 0xfffffffe,
  epoch: 3,
  participantId: 5,
  ownerPid: 4242,
  writtenAtMs: 1_700_000_000_123,
};

// Made with Python's struct.pack and binascii.crc32 from the drawing in layout.ts, not with our encoder.
const GOLDEN = [
  '544e4353 02000000 44332211 07000000', // magic "TNCS", layout 2, nonce, id
  'feffffff 03000000 05000000 92100000', // generation, epoch, participant, pid
  '03000000 c2412435 00b08756 febc7842', // bytes of body, their checksum, 1 700 000 000 123 as a double
  '01000000 00000000 00000000 f9ddb9da', // flag: has a body; checksum of the header
  '616263',
]
  .join('')
  .replaceAll(' ', '');

test('a snapshot has the bytes of the drawing', (t) => {
  const path = join(temporaryParent(t), 's');
  writeSnapshotFile(fs, path, header, bytes('abc'));
  strictEqual(fs.readFileSync(path).toString('hex'), GOLDEN);
  strictEqual(fs.statSync(path).mode & 0o777, 0o600);
});

test('the bytes of the drawing are a snapshot', (t) => {
  const path = join(temporaryParent(t), 's');
  fs.writeFileSync(path, Buffer.from(GOLDEN, 'hex'));
  deepStrictEqual(readSnapshotFile(fs, path), { ...header, body: new Uint8Array([0x61, 0x62, 0x63]) });
});

test('a snapshot comes back as it was written', (t) => {
  const parent = temporaryParent(t);
  for (const body of [undefined, new Uint8Array(0), Uint8Array.from({ length: 100_000 }, (_, i) => i % 251)]) {
    const path = join(parent, `s${body?.length}`);
    writeSnapshotFile(fs, path, header, body);
    deepStrictEqual(readSnapshotFile(fs, path), { ...header, body });
  }
});

test('a snapshot cut off anywhere is refused with a reason', (t) => {
  const path = join(temporaryParent(t), 's');
  writeSnapshotFile(fs, path, header, bytes('some body'));
  const whole = fs.readFileSync(path);
  for (let length = 0; length < whole.length; length++) {
    fs.writeFileSync(path, whole.subarray(0, length));
    strictEqual(typeof readSnapshotFile(fs, path), 'string', `accepted ${length} of ${whole.length} bytes`);
  }
});

test('a snapshot with a damaged byte anywhere is refused', (t) => {
  const path = join(temporaryParent(t), 's');
  writeSnapshotFile(fs, path, header, bytes('some body'));
  const whole = fs.readFileSync(path);
  for (let at = 0; at < whole.length; at++) {
    const damaged = Buffer.from(whole);
    damaged.writeUInt8(damaged.readUInt8(at) ^ 0x10, at);
    fs.writeFileSync(path, damaged);
    strictEqual(typeof readSnapshotFile(fs, path), 'string', `accepted a damaged byte ${at}`);
  }
});

test('a body beyond the limit is not written', (t) => {
  const path = join(temporaryParent(t), 's');
  throws(() => writeSnapshotFile(fs, path, header, { length: MAX_BODY_BYTES + 1 } as Uint8Array), RangeError);
  strictEqual(fs.existsSync(path), false);
});

test('a failed write leaves no file', (t) => {
  const path = join(temporaryParent(t), 's');
  throws(() => writeSnapshotFile(fsWith({ writeSync: noSpace }), path, header, bytes('abc')), /ENOSPC/);
  const stuck = fsWith({ writeSync: (() => 0) as typeof fs.writeSync });
  throws(() => writeSnapshotFile(stuck, path, header, bytes('abc')), /Only 0 of 64 bytes/);
  strictEqual(fs.existsSync(path), false);
});

test('an existing file is never overwritten, a link never followed', (t) => {
  const parent = temporaryParent(t);
  const victim = join(parent, 'victim');
  fs.writeFileSync(victim, 'precious');
  fs.symlinkSync(victim, join(parent, 's'));
  throws(() => writeSnapshotFile(fs, join(parent, 's'), header, undefined), { code: 'EEXIST' });
  throws(() => readSnapshotFile(fs, join(parent, 's')), { code: 'ELOOP' });
  strictEqual(fs.readFileSync(victim, 'utf8'), 'precious');
});
