// The families of operations on values, by the system that a call in an expression names, and as commands use them on
// bins. Paths belong to the operations on collections, and the filters of a path may call again.

import { EXP_SYSTEM } from 'tendril/wire';
import { type Calls, Scope } from '../expression/scope.ts';
import type { Particle } from '../particles/particle.ts';
import { BITS } from './bits/bits.ts';
import { COLLECTIONS } from './cdt/collections.ts';
import { HLL } from './hll/hll.ts';
import { isPath } from './path/path.ts';
import { modifyPath, readPath } from './path/path-operations.ts';
import type { ValueOperations } from './value-operations.ts';
import type { WorkMeter } from './work-meter.ts';

export const COLLECTIONS_AND_PATHS: ValueOperations = {
  read(value, payload, meter) {
    return isPath(payload) ? readPath(value, payload, scopeOf(meter), meter) : COLLECTIONS.read(value, payload, meter);
  },
  modify(value, payload, meter) {
    return isPath(payload)
      ? modifyPath(value, payload, scopeOf(meter), meter)
      : COLLECTIONS.modify(value, payload, meter);
  },
};

function scopeOf(meter: WorkMeter): Scope {
  return new Scope(new OperationCalls(meter), meter);
}

const FAMILIES: Readonly<Record<number, ValueOperations>> = {
  [EXP_SYSTEM.CDT]: COLLECTIONS_AND_PATHS,
  [EXP_SYSTEM.BITS]: BITS,
  [EXP_SYSTEM.HLL]: HLL,
};

/** What expressions call, at the cost of one command. Whoever builds them knows the systems. */
export class OperationCalls implements Calls {
  readonly meter: WorkMeter;

  constructor(meter: WorkMeter) {
    this.meter = meter;
  }

  read(system: number, value: Particle, payload: Buffer): Particle | undefined {
    return (FAMILIES[system] as ValueOperations).read(value, payload, this.meter);
  }

  modify(system: number, value: Particle | undefined, payload: Buffer): Particle | undefined {
    return (FAMILIES[system] as ValueOperations).modify(value, payload, this.meter).stored ?? value;
  }
}
