// Snapshot files: written whole under a new name, read whole into private memory, checked, never changed.
// Only the control page is mapped. Mapping snapshots too would save little: reading and checking 32 KiB costs 18 us
// (x86-64, /dev/shm) once per change of the cluster, and a mapped file that somebody truncates ends the process.
// Layout: layout.ts.

import { constants } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { SegmentFs } from './environment.ts';
import {
  FLAG_HAS_BODY,
  LAYOUT_VERSION,
  MAX_BODY_BYTES,
  SNAPSHOT,
  SNAPSHOT_HEADER_BYTES,
  SNAPSHOT_MAGIC,
} from './layout.ts';

/** What stands in a snapshot file beside the body. */
export interface SnapshotHeader {
  readonly nonce: number;
  readonly id: number;
  readonly generation: number;
  readonly epoch: number;
  readonly participantId: number;
  readonly ownerPid: number;
  readonly writtenAtMs: number;
}

export interface StoredSnapshot extends SnapshotHeader {
  /** Undefined: an owner has taken the segment before anybody published. */
  readonly body: Uint8Array | undefined;
}

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;

function encodeHeader(header: SnapshotHeader, body: Uint8Array | undefined): Buffer {
  const bytes = Buffer.alloc(SNAPSHOT_HEADER_BYTES);
  bytes.writeUInt32LE(SNAPSHOT_MAGIC, SNAPSHOT.MAGIC);
  bytes.writeUInt32LE(LAYOUT_VERSION, SNAPSHOT.LAYOUT);
  bytes.writeUInt32LE(header.nonce, SNAPSHOT.NONCE);
  bytes.writeUInt32LE(header.id, SNAPSHOT.ID);
  bytes.writeUInt32LE(header.generation, SNAPSHOT.GENERATION);
  bytes.writeUInt32LE(header.epoch, SNAPSHOT.EPOCH);
  bytes.writeUInt32LE(header.participantId, SNAPSHOT.PARTICIPANT);
  bytes.writeUInt32LE(header.ownerPid, SNAPSHOT.OWNER_PID);
  bytes.writeUInt32LE(body?.length ?? 0, SNAPSHOT.BODY_BYTES);
  bytes.writeUInt32LE(body === undefined ? 0 : crc32(body), SNAPSHOT.BODY_CRC);
  bytes.writeDoubleLE(header.writtenAtMs, SNAPSHOT.WRITTEN_AT);
  bytes.writeUInt32LE(body === undefined ? 0 : FLAG_HAS_BODY, SNAPSHOT.FLAGS);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, SNAPSHOT.HEADER_CRC)), SNAPSHOT.HEADER_CRC);
  return bytes;
}

/** Writes a new file in full; space that is missing shows here, as an exception, not later in a reader. */
export function writeSnapshotFile(
  fs: SegmentFs,
  path: string,
  header: SnapshotHeader,
  body: Uint8Array | undefined,
): void {
  if (body !== undefined && body.length > MAX_BODY_BYTES) {
    throw new RangeError(`A snapshot of ${body.length} bytes exceeds the limit of ${MAX_BODY_BYTES}`);
  }
  const fd = fs.openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  try {
    writeFully(fs, fd, encodeHeader(header, body));
    if (body !== undefined) writeFully(fs, fd, body);
  } catch (cause) {
    removeFile(fs, path);
    throw cause;
  } finally {
    fs.closeSync(fd);
  }
}

/** Writes all of it from the current position; a short write that makes no progress is an error. */
export function writeFully(fs: SegmentFs, fd: number, bytes: Uint8Array): void {
  let at = 0;
  while (at < bytes.length) {
    const written = fs.writeSync(fd, bytes, at, bytes.length - at);
    if (written === 0) throw new Error(`Only ${at} of ${bytes.length} bytes could be written`);
    at += written;
  }
}

/** Reads up to `bytes.length` from that position of the file on; the count it got, less only at the file's end. */
export function readFully(fs: SegmentFs, fd: number, bytes: Uint8Array, position: number): number {
  let at = 0;
  while (at < bytes.length) {
    const got = fs.readSync(fd, bytes, at, bytes.length - at, position + at);
    if (got === 0) break;
    at += got;
  }
  return at;
}

/** The snapshot, or why it is none: a text for a warning. Throws only what the file system throws. */
export function readSnapshotFile(fs: SegmentFs, path: string): StoredSnapshot | string {
  const fd = fs.openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const head = Buffer.alloc(SNAPSHOT_HEADER_BYTES);
    if (readFully(fs, fd, head, 0) < SNAPSHOT_HEADER_BYTES) return 'its header is cut off';
    if (head.readUInt32LE(SNAPSHOT.MAGIC) !== SNAPSHOT_MAGIC) return 'it is not a snapshot';
    if (head.readUInt32LE(SNAPSHOT.LAYOUT) !== LAYOUT_VERSION) return 'it has another layout';
    if (head.readUInt32LE(SNAPSHOT.HEADER_CRC) !== crc32(head.subarray(0, SNAPSHOT.HEADER_CRC))) {
      return 'its header is damaged';
    }
    const header = decodeHeader(head);
    if ((head.readUInt32LE(SNAPSHOT.FLAGS) & FLAG_HAS_BODY) === 0) return { ...header, body: undefined };
    const length = head.readUInt32LE(SNAPSHOT.BODY_BYTES);
    if (length > MAX_BODY_BYTES) return `its body of ${length} bytes exceeds the limit`;
    if (fs.fstatSync(fd).size < SNAPSHOT_HEADER_BYTES + length) return 'its body is cut off';
    const body = new Uint8Array(length);
    if (readFully(fs, fd, body, SNAPSHOT_HEADER_BYTES) < length) return 'its body is cut off';
    if (crc32(body) !== head.readUInt32LE(SNAPSHOT.BODY_CRC)) return 'its body is damaged';
    return { ...header, body };
  } finally {
    fs.closeSync(fd);
  }
}

function decodeHeader(head: Buffer): SnapshotHeader {
  return {
    nonce: head.readUInt32LE(SNAPSHOT.NONCE),
    id: head.readUInt32LE(SNAPSHOT.ID),
    generation: head.readUInt32LE(SNAPSHOT.GENERATION),
    epoch: head.readUInt32LE(SNAPSHOT.EPOCH),
    participantId: head.readUInt32LE(SNAPSHOT.PARTICIPANT),
    ownerPid: head.readUInt32LE(SNAPSHOT.OWNER_PID),
    writtenAtMs: head.readDoubleLE(SNAPSHOT.WRITTEN_AT),
  };
}

/** Removes a file that may be gone already; a file that cannot be removed is left for the next sweep. */
export function removeFile(fs: SegmentFs, path: string): void {
  try {
    fs.unlinkSync(path);
  } catch {
    // Swept by the next owner, or by the last participant to leave.
  }
}
