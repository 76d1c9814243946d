// Who shares a segment: everything that makes two clients tend the same cluster in the same way, and understand each
// other's snapshots. Different layouts of the segment itself stay apart without it: shm/layout.ts.

import { type TlsSettings, tlsIdentity } from '../net/tls/tls-settings.ts';
import type { SeedAddress } from '../topology/host-address.ts';
import { SNAPSHOT_LAYOUT_VERSION } from '../topology/snapshot-codec.ts';

export interface SharingOptions {
  /** Undefined without TLS. */
  readonly tls?: TlsSettings | undefined;
  readonly seeds: readonly SeedAddress[];
  readonly clusterName: string | undefined;
  /** Undefined: this process tends for itself. */
  readonly sharedMemoryKey: number | undefined;
  readonly useAlternateAccessAddress: boolean;
  readonly rackAware: boolean;
  /** Who logs in, and how: each process does so by itself, and what it proves itself with is not in here. */
  readonly login: { readonly mode: number; readonly user: string | undefined } | undefined;
}

export function segmentIdentity(options: SharingOptions, bodies: number = SNAPSHOT_LAYOUT_VERSION): string {
  const { seeds, clusterName, sharedMemoryKey, useAlternateAccessAddress, rackAware, login, tls } = options;
  const hosts = seeds.map(({ host, port, tlsName }) => [host, port, tlsName ?? '']).sort();
  const who = login === undefined ? undefined : [login.mode, login.user ?? ''];
  const tending = { hosts, clusterName, useAlternateAccessAddress, rackAware };
  const encryption = tls === undefined ? undefined : tlsIdentity(tls);
  return JSON.stringify({ bodies, key: sharedMemoryKey, ...tending, who, tls: encryption });
}
