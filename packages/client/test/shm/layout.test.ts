import { deepStrictEqual, match, notStrictEqual, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { formatControlPage, isControlPage, readCounters } from '../../src/shm/control-page.ts';
import {
  CONTROL,
  CONTROL_MAGIC,
  directoryName,
  FLAG_HAS_BODY,
  fileName,
  generationOf,
  isDirectoryName,
  LAYOUT_VERSION,
  PAGE_BYTES,
  packState,
  parseFileName,
  SNAPSHOT,
  SNAPSHOT_HEADER_BYTES,
  SNAPSHOT_MAGIC,
  STATE_INDEX,
  snapshotIdOf,
  WORD,
} from '../../src/shm/layout.ts';

test('STATE keeps both halves over their whole range', () => {
  for (const id of [0, 1, 0x7fffffff, 0x80000000, 0xffffffff]) {
    for (const generation of [0, 1, 0x7fffffff, 0x80000000, 0xffffffff]) {
      const state = packState(id, generation);
      deepStrictEqual([snapshotIdOf(state), generationOf(state)], [id, generation]);
      strictEqual(BigInt.asIntN(64, state), state);
    }
  }
});

test('a fresh control page has the bytes of the drawing', () => {
  const page = formatControlPage(0x11223344, 0x55667788, { nextId: 9, generation: 0xfffffff0, epoch: 4 });
  strictEqual(page.subarray(0, 20).toString('hex'), '544e434c02000000001000004433221188776655');
  strictEqual(page.subarray(64, 72).toString('hex'), 'f0ffffff00000000');
  strictEqual(page.subarray(128, 132).toString('hex'), '09000000');
  strictEqual(page.subarray(256, 272).toString('hex'), '00000000000000000400000000000000');
  strictEqual(isControlPage(page), true);
  deepStrictEqual(readCounters(page), { nextId: 9, generation: 0xfffffff0, epoch: 4 });
});

test('file names are read back, and nothing else is taken for one', () => {
  deepStrictEqual(parseFileName(fileName('s', 0xab, 12)), { kind: 's', nonce: 0xab, id: 12 });
  for (const name of ['ctl', 's.1', 's.000000ab.', 'x.000000ab.1', 's.000000ab.1.bak', '../s.000000ab.1']) {
    strictEqual(parseFileName(name), undefined);
  }
});

test('the name of a directory hashes the layout version with the identity', () => {
  // printf 'tendril segment 2\0a' | sha256sum
  strictEqual(directoryName(1000, 'a'), 'tendril-1000-5c425f1fd6ef2382');
});

test('directories differ by identity and user', () => {
  match(directoryName(1000, 'a'), /^tendril-1000-[0-9a-f]{16}$/);
  notStrictEqual(directoryName(1000, 'a').slice(-16), directoryName(1000, 'b').slice(-16));
  strictEqual(isDirectoryName(directoryName(1000, 'a'), 1000), true);
  strictEqual(isDirectoryName(directoryName(1000, 'a'), 1001), false);
});

/** Layouts that clients out there use. A number that changes without a new version would let them meet in one segment. */
const LAYOUTS: { readonly [version: number]: object } = {
  2: {
    names: ['p.0000002a.7', 's.0000002a.7'],
    page: [4096, 0x4c434e54],
    control: { MAGIC: 0, LAYOUT: 4, PAGE_BYTES: 8, NONCE: 12, BOOT: 16 },
    state: 8,
    words: {
      GENERATION: 16,
      NEXT_ID: 32,
      HEARTBEAT: 48,
      TAKEOVERS: 64,
      PUBLISHES: 65,
      EPOCH: 66,
      WANTED: 67,
      REQUESTS: 80,
    },
    snapshot: {
      MAGIC: 0,
      LAYOUT: 4,
      NONCE: 8,
      ID: 12,
      GENERATION: 16,
      EPOCH: 20,
      PARTICIPANT: 24,
      OWNER_PID: 28,
      BODY_BYTES: 32,
      BODY_CRC: 36,
      WRITTEN_AT: 40,
      FLAGS: 48,
      HEADER_CRC: 60,
    },
    file: [64, 0x53434e54, 1],
  },
};

test('a layout is what was recorded of its version: a change needs another version', () => {
  deepStrictEqual(
    {
      names: [fileName('p', 42, 7), fileName('s', 42, 7)],
      page: [PAGE_BYTES, CONTROL_MAGIC],
      control: CONTROL,
      state: STATE_INDEX,
      words: WORD,
      snapshot: SNAPSHOT,
      file: [SNAPSHOT_HEADER_BYTES, SNAPSHOT_MAGIC, FLAG_HAS_BODY],
    },
    LAYOUTS[LAYOUT_VERSION],
  );
});
