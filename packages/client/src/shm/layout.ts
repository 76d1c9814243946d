// The layout of a segment, drawn and numbered: names of files, offsets of words. No I/O, no logic.
// Raise LAYOUT_VERSION with every change: the number goes into the directory's name, so that different versions of the
// client on one host never meet in one segment.
//
//   <parent>/tendril-<uid>-<hash16>/          0700   hash of layout version and identity
//     ctl                  the control page, 4096 bytes, mapped by every participant; flock SHARED while attached
//     p.<nonce>.<id>       one per participant: its pid; flock EXCLUSIVE while it lives
//     s.<nonce>.<id>       immutable snapshots; only the one that STATE names is valid
//
//   ctl: one cache line of 64 bytes per item, so that the owner's heartbeat does not slow down readers of STATE
//     0  +---------------+---------------+---------------+---------------+
//        | magic     u32 | layout    u32 | page size u32 | nonce     u32 |   written once, before anybody maps it
//        | boot      u32 |                                               |
//    64  +---------------+---------------+---------------+---------------+
//        | STATE     u64 = snapshot id u32 << 32 | generation u32        |   changed by compare-and-exchange only
//   128  +---------------+-----------------------------------------------+
//        | NEXT_ID   u32 |   last id given away; ids are never used twice
//   192  +---------------+
//        | HEARTBEAT u32 |   the owner adds one per tick while its tending makes progress
//   256  +---------------+---------------+---------------+---------------+
//        | takeovers u32 | publishes u32 | epoch     u32 | wanted    u32 |   advisory
//   320  +---------------+---------------+---------------+---------------+
//        | REQUESTS  u32 |   a follower adds one when it wants the owner to look at the cluster
//   384  +---------------+-----------------------------------------------+
//        | zero up to 4096                                               |
//
//   s.*: header of 64 bytes, then the body
//     0  | magic     u32 | layout    u32 | nonce     u32 | id        u32 |
//    16  | generation    | epoch     u32 | participant   | owner pid u32 |   participant: the owner's p.<nonce>.<id>
//    32  | body bytes    | body crc  u32 | written at, ms since 1970 f64 |
//    48  | flags     u32 | zero          | zero          | header crc u32|   flag 1: there is a body
//
// "wanted" holds the generation that some follower could not read; the owner then publishes its body once more.
// The same in every layout, so that versions can clean up after one another: the pattern of the directory's name, the name
// of the control file and the lock on it, its magic and boot.
// Numbers are little-endian: atomic words are native, and the platform check admits little-endian machines only.

import { createHash } from 'node:crypto';

export const LAYOUT_VERSION = 2;
export const CONTROL_MAGIC = 0x4c434e54;
export const SNAPSHOT_MAGIC = 0x53434e54;

export const PAGE_BYTES = 4096;
export const SNAPSHOT_HEADER_BYTES = 64;

/** No routing snapshot comes near; a damaged length must not make a reader allocate gigabytes. */
export const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** Byte offsets in the head of the control page. */
export const CONTROL = { MAGIC: 0, LAYOUT: 4, PAGE_BYTES: 8, NONCE: 12, BOOT: 16 } as const;

/** Indexes of 32-bit words in the control page; STATE_INDEX counts 64-bit words. */
export const WORD = {
  GENERATION: 16,
  NEXT_ID: 32,
  HEARTBEAT: 48,
  TAKEOVERS: 64,
  PUBLISHES: 65,
  EPOCH: 66,
  WANTED: 67,
  REQUESTS: 80,
} as const;
export const STATE_INDEX = 8;

/** Byte offsets in the header of a snapshot file. */
export const SNAPSHOT = {
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
} as const;

export const FLAG_HAS_BODY = 1;

export const CONTROL_FILE = 'ctl';
export type FileKind = 'p' | 's';

/** The parts of a file name that participants give away; undefined for every other name. */
export interface FileName {
  readonly kind: FileKind;
  readonly nonce: number;
  readonly id: number;
}

export function fileName(kind: FileKind, nonce: number, id: number): string {
  return `${kind}.${nonce.toString(16).padStart(8, '0')}.${id}`;
}

export function parseFileName(name: string): FileName | undefined {
  const match = /^([ps])\.([0-9a-f]{8})\.(\d{1,10})$/.exec(name);
  if (match === null) return undefined;
  return { kind: match[1] as FileKind, nonce: Number.parseInt(match[2] as string, 16), id: Number(match[3]) };
}

const DIRECTORY_NAME = /^tendril-(\d+)-[0-9a-f]{16}$/;

export function directoryName(uid: number, identity: string): string {
  const hash = createHash('sha256').update(`tendril segment ${LAYOUT_VERSION}\0${identity}`).digest('hex');
  return `tendril-${uid}-${hash.slice(0, 16)}`;
}

export function isDirectoryName(name: string, uid: number): boolean {
  return DIRECTORY_NAME.exec(name)?.[1] === String(uid);
}

/** STATE as its two halves. */
export function packState(snapshotId: number, generation: number): bigint {
  return BigInt.asIntN(64, (BigInt(snapshotId) << 32n) | BigInt(generation >>> 0));
}

export function snapshotIdOf(state: bigint): number {
  return Number(BigInt.asUintN(32, state >> 32n));
}

export function generationOf(state: bigint): number {
  return Number(BigInt.asUintN(32, state));
}
