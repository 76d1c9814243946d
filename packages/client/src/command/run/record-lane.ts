// The lane of a record: bits of its digest that are not those of its partition, so that the records of one node spread
// over all lanes.

import { LANES } from '../../net/lanes.ts';

export function laneOf(digest: Buffer): number {
  return ((digest[2] as number) | ((digest[3] as number) << 8)) & (LANES - 1);
}
