// What nodes say of themselves in the `replicas` info command, read independently of the server.

import type { RawClient } from './raw-client.ts';

export const PARTITIONS = 4096;

export interface Replicas {
  readonly regime: number;
  /** By column, the master's first. */
  readonly claims: readonly Uint8Array[];
}

/** The answer for the first namespace. */
export async function replicasOf(client: RawClient): Promise<Replicas> {
  const [regime, , ...bitmaps] = (await client.info('replicas')).split(';')[0]?.split(':')[1]?.split(',') ?? [];
  return { regime: Number(regime), claims: bitmaps.map(claimsOf) };
}

/** One byte per partition: 1 where the bit is set. */
function claimsOf(bitmap: string): Uint8Array {
  const bits = Buffer.from(bitmap, 'base64');
  return Uint8Array.from({ length: PARTITIONS }, (_, p) => ((bits[p >> 3] as number) >> (7 - (p & 7))) & 1);
}
