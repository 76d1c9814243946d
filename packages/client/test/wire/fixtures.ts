// Bytes from foreign sources: requests captured from the vendor's client 6.7.1 and replies of a Community Edition
// 8.1.0.3 server. Blanks separate proto header, message header, fields and operations.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export function hex(text: string): Buffer {
  return Buffer.from(text.replace(/\s+/g, ''), 'hex');
}

/** Namespace test, set demo, digest of the key "k1". */
export const K1_FIELDS = '000000050074657374 000000050164656d6f 0000001504b747f5854d0b33259928d0cfab7fad81d6abfbf6';

export const FRAMES = {
  put: {
    request: `020300000000005d 1600010000000000000000000000000003e800030002 ${K1_FIELDS} 0000000d02010001690000000000000007 0000000702030001736869`,
    reply: '0203000000000016 16000000000000000001000000000000000000000000',
  },
  get: {
    request: `0203000000000041 1603000000000000000000000000000003e800030000 ${K1_FIELDS}`,
    reply:
      '0203000000000032 16000000000000000001000000000000000000000002 0000000d01010001690000000000000007 0000000701030001736869',
  },
  select: {
    request: `0203000000000054 1601000000000000000000000000000003e800030002 ${K1_FIELDS} 000000050100000169 00000006010000027a7a`,
    reply: '0203000000000027 16000000000000000001000000000000000000000001 0000000d01010001690000000000000007',
  },
  putWithPolicies: {
    request: `020300000000005a 1600050a000000000001ffffffff00000bb800040001 ${K1_FIELDS} 0000000402036b31 0000000d02010001690000000000000008`,
    reply: '0203000000000016 16000000000000000002000000000000000000000000',
  },
  getTypes: {
    reply:
      '0203000000000096 16000000000000000001000000000000000000000006 000000080104000162010203 0000000d01020001663ff8000000000000 00000006011100017401 0000000b011400016c9301a20361c0 0000000e011300016d82c70001c0a2037801 00000034011700016700000110036e17ca9fb7097b2274797065223a22506f696e74222c22636f6f7264696e61746573223a5b312c325d7d',
  },
  remove: {
    request: `0203000000000041 1600030000000000000000000000000003e800030000 ${K1_FIELDS}`,
    reply: '0203000000000016 16000000000000000000000000000000000000000000',
  },
} as const;

export interface VendorParticle {
  readonly name: string;
  /** A JavaScript expression; `Double` and `GeoJSON` are in scope. */
  readonly value: string;
  readonly particle: number;
  readonly hex?: string;
  /** Instead of very long bytes. */
  readonly sha256?: string;
  readonly bytes?: number;
}

/** What the vendor's client sent for each value of a put. */
export const vendorParticles: readonly VendorParticle[] = JSON.parse(
  readFileSync(join(__dirname, '../../../test/wire/vendor-particles.json'), 'utf8'),
);
