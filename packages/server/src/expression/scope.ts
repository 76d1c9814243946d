// What an expression is evaluated in: the record it asks about, the variables it sets, the operations it calls, and
// what it may cost. The one who evaluates fills it in; it can be used again for the next record.

import type { Particle } from '../particles/particle.ts';
import type { ServerVersion } from '../server-version.ts';
import type { Bin } from '../storage/record.ts';
import type { Value } from './value.ts';

/** Looks bins up by name (one character per byte). */
export interface Bins {
  get(name: string): Bin | undefined;
}

/** A record as an expression sees it. */
export interface RecordView {
  /** 20 bytes, one character each. */
  readonly digest: string;
  /** Empty when the record is in none. */
  readonly setName: string;
  /** Seconds since Aerospike's epoch; 0 = never expires. */
  readonly voidTime: number;
  /** Milliseconds since Aerospike's epoch. */
  readonly lastUpdateMs: number;
  /** The user key as sent: particle type, then value. */
  readonly key: Buffer | undefined;
  /** Bytes that it takes where it is stored; one block while it is being made. */
  readonly size: number;
  /** Undefined as long as only metadata is looked at. */
  readonly bins: Bins | undefined;
  /** Milliseconds since Aerospike's epoch. */
  nowMs(): number;
}

/** The operations that a CALL carries out on a value, each by its own rules. */
export interface Calls {
  /** What the operation answers; undefined when it has no answer. @throws ParticleError when it fails. */
  read(version: ServerVersion, system: number, value: Particle, payload: Buffer): Particle | undefined;
  /** The value afterwards; undefined when nothing was there and nothing is. @throws ParticleError when it fails. */
  modify(version: ServerVersion, system: number, value: Particle | undefined, payload: Buffer): Particle | undefined;
}

/** What evaluating has cost. */
export interface Meter {
  /** It was too much: everything that follows is too. */
  readonly isExhausted: boolean;
  /** Counts elements that are taken apart, and bytes that are copied. @throws ParticleError when it was too much. */
  spend(elements: number, bytes: number): void;
}

/** What the loop variables of a path stand for, each as an element; undefined when there is no such variable. */
export interface LoopVariables {
  readonly key: Buffer | undefined;
  readonly value: Buffer | undefined;
  readonly index: number | undefined;
}

export class Scope {
  /** Undefined where an expression has no record: within a path. */
  record: RecordView | undefined;
  loop: LoopVariables | undefined;
  /** Of LET, by position. */
  readonly variables: Value[] = [];
  readonly calls: Calls;
  readonly meter: Meter;

  constructor(calls: Calls, meter: Meter) {
    this.record = undefined;
    this.loop = undefined;
    this.calls = calls;
    this.meter = meter;
  }
}
