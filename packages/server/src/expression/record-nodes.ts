// What an expression asks of its record: metadata, key and bins (docs/protocol/expressions.md, "Types and operation
// codes"). Without a record all of it is unknown; while only metadata is looked at, key and bins are.

import { CITRUSLEAF_EPOCH_SECONDS, EXP, EXP_TYPE, PARTICLE } from 'tendril/wire';
import { secondsOf } from '../clock.ts';
import { Node } from './node.ts';
import type { RecordView, Scope } from './scope.ts';
import { PARTICLE_OF, type Value, valueOfBin, valueOfParticle } from './value.ts';

const NS_PER_MS = 1_000_000n;
const NS_PER_SECOND = 1_000_000_000n;
const EPOCH_SECONDS = BigInt(CITRUSLEAF_EPOCH_SECONDS);
const NEVER = -1n;
/** The four bytes of a digest that DIGEST_MODULO takes for a number, the lowest first. */
const MODULO_AT = 16;

const METADATA: Readonly<Record<number, { readonly type: number; readonly of: (record: RecordView) => Value }>> = {
  // Deprecated: bytes on a device. Records are in memory.
  [EXP.DEVICE_SIZE]: { type: EXP_TYPE.INT, of: () => 0n },
  [EXP.MEMORY_SIZE]: { type: EXP_TYPE.INT, of: ({ size }) => BigInt(size) },
  [EXP.RECORD_SIZE]: { type: EXP_TYPE.INT, of: ({ size }) => BigInt(size) },
  [EXP.LAST_UPDATE]: {
    type: EXP_TYPE.INT,
    of: ({ lastUpdateMs }) => BigInt(lastUpdateMs) * NS_PER_MS + EPOCH_SECONDS * NS_PER_SECOND,
  },
  [EXP.SINCE_UPDATE]: {
    type: EXP_TYPE.INT,
    of: (record) => BigInt(Math.max(record.nowMs() - record.lastUpdateMs, 0)),
  },
  [EXP.VOID_TIME]: {
    type: EXP_TYPE.INT,
    of: ({ voidTime }) => (voidTime === 0 ? NEVER : (BigInt(voidTime) + EPOCH_SECONDS) * NS_PER_SECOND),
  },
  [EXP.TTL]: {
    type: EXP_TYPE.INT,
    of: (record) => (record.voidTime === 0 ? NEVER : BigInt(Math.max(record.voidTime - secondsOf(record.nowMs()), 0))),
  },
  [EXP.SET_NAME]: {
    type: EXP_TYPE.STR,
    of: ({ setName }) => ({ type: PARTICLE.STRING, value: Buffer.from(setName, 'latin1') }),
  },
  [EXP.KEY_EXIST]: { type: EXP_TYPE.BOOL, of: ({ key }) => key !== undefined },
  // Tombstones are an Enterprise feature: a record that is there is alive.
  [EXP.IS_TOMBSTONE]: { type: EXP_TYPE.BOOL, of: () => false },
};

export function isMetadata(code: number): boolean {
  return METADATA[code] !== undefined;
}

export class Metadata extends Node {
  readonly #of: (record: RecordView) => Value;

  constructor(code: number) {
    const { type, of } = METADATA[code] as { type: number; of: (record: RecordView) => Value };
    super(type);
    this.#of = of;
  }

  override evaluate({ record }: Scope): Value {
    return record === undefined ? undefined : this.#of(record);
  }
}

export class DigestModulo extends Node {
  readonly #modulus: bigint;

  /** `modulus` has 32 bits and is not zero. */
  constructor(modulus: number) {
    super(EXP_TYPE.INT);
    this.#modulus = BigInt(modulus);
  }

  override evaluate({ record }: Scope): Value {
    if (record === undefined) return undefined;
    let value = 0;
    for (let i = 3; i >= 0; i--) value = value * 256 + record.digest.charCodeAt(MODULO_AT + i);
    return BigInt(value) % this.#modulus;
  }
}

export class Key extends Node {
  readonly #particleType: number;

  constructor(type: number) {
    super(type);
    this.#particleType = PARTICLE_OF[type] as number;
  }

  override evaluate({ record }: Scope): Value {
    const key = record?.bins === undefined ? undefined : record.key;
    if (key === undefined || key[0] !== this.#particleType) return undefined;
    return valueOfParticle({ type: this.#particleType, value: key.subarray(1) });
  }
}

export class BinValue extends Node {
  readonly #particleType: number;
  readonly #name: string;

  constructor(type: number, name: string) {
    super(type);
    this.#particleType = PARTICLE_OF[type] as number;
    this.#name = name;
  }

  override evaluate({ record }: Scope): Value {
    const bin = record?.bins?.get(this.#name);
    return bin === undefined || bin.type !== this.#particleType ? undefined : valueOfBin(bin);
  }
}

/** Whether there is a bin, of whatever type. */
export class BinExists extends Node {
  readonly #name: string;

  constructor(name: string) {
    super(EXP_TYPE.BOOL);
    this.#name = name;
  }

  override evaluate({ record }: Scope): Value {
    const bins = record?.bins;
    return bins === undefined ? undefined : bins.get(this.#name) !== undefined;
  }
}

/** The particle type of a bin, 0 when it is not there. */
export class BinType extends Node {
  readonly #name: string;

  constructor(name: string) {
    super(EXP_TYPE.INT);
    this.#name = name;
  }

  override evaluate({ record }: Scope): Value {
    const bins = record?.bins;
    return bins === undefined ? undefined : BigInt(bins.get(this.#name)?.type ?? PARTICLE.NULL);
  }
}
