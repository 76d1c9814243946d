// Reads the snapshot that STATE names at this moment, although owners replace it meanwhile. Bounded: an owner cannot
// keep a reader busy for ever.

import { errorCode } from './directory.ts';
import type { SegmentEnvironment } from './environment.ts';
import { generationOf, snapshotIdOf } from './layout.ts';
import type { Membership } from './membership.ts';
import { readSnapshotFile, type StoredSnapshot } from './snapshot-file.ts';

/** STATE can move on while its snapshot is being opened; the owner would have to publish as fast as we read. */
const MAX_ATTEMPTS = 20;

export type CurrentSnapshot =
  /** Nobody has ever owned the segment. */
  | { readonly kind: 'vacant'; readonly state: bigint }
  | { readonly kind: 'found'; readonly state: bigint; readonly snapshot: StoredSnapshot }
  /** `isFileAtFault`: another copy would help; otherwise this process lacks something, descriptors for one. */
  | { readonly kind: 'unreadable'; readonly state: bigint; readonly reason: string; readonly isFileAtFault: boolean };

export function readCurrentSnapshot(environment: SegmentEnvironment, membership: Membership): CurrentSnapshot {
  const { page } = membership;
  let state = page.state;
  let reason = '';
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const id = snapshotIdOf(state);
    if (id === 0) return { kind: 'vacant', state };
    try {
      const snapshot = readSnapshotFile(environment.fs, membership.snapshotPath(id));
      if (typeof snapshot === 'string') reason = snapshot;
      else if (snapshot.nonce === page.nonce && snapshot.id === id && snapshot.generation === generationOf(state)) {
        return { kind: 'found', state, snapshot };
      } else reason = 'it is another one than its name says';
    } catch (cause) {
      reason = cause instanceof Error ? cause.message : String(cause);
      if (errorCode(cause) !== 'ENOENT') return { kind: 'unreadable', state, reason, isFileAtFault: false };
    }
    // A file is removed only after STATE has moved on: when STATE is still the same, the file really is at fault.
    const now = page.state;
    if (now === state) break;
    state = now;
  }
  return { kind: 'unreadable', state, reason, isFileAtFault: true };
}
