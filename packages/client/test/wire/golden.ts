// The golden vectors of collection, bit and HyperLogLog operations: what the vendor's client sends, and requests built
// by hand with what a real server answers to them.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface GoldenVector {
  readonly name: string;
  readonly kind: 'op' | 'path' | 'ctx' | 'edge';
  readonly description: string;
  readonly opType?: number;
  readonly binName?: string;
  readonly opsHex?: string;
  readonly opWireHex?: string;
  readonly info2?: number;
}

export const goldenVectors: readonly GoldenVector[] = JSON.parse(
  readFileSync(join(__dirname, '../../../test/wire/golden-operations.json'), 'utf8'),
);
