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
}

export function segmentIdentity(options: SharingOptions, bodies: number = SNAPSHOT_LAYOUT_VERSION): string {
  const { seeds, clusterName, sharedMemoryKey, useAlternateAccessAddress, rackAware, tls } = options;
  const hosts = seeds.map(({ host, port, tlsName }) => [host, port, tlsName ?? '']).sort();
  const shared = { bodies, key: sharedMemoryKey, hosts, clusterName, useAlternateAccessAddress, rackAware };
  return JSON.stringify(tls === undefined ? shared : { ...shared, tls: tlsIdentity(tls) });
}
