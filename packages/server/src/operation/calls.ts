// The families of operations on values, by the system that a call in an expression names, and as commands use them on
// bins; each server version has its own. Paths belong to the operations on collections, and the filters of a path may
// call again.

import { EXP_SYSTEM } from 'tendril/wire';
import { type Calls, Scope } from '../expression/scope.ts';
import type { Particle } from '../particles/particle.ts';
import type { ServerVersion } from '../server-version.ts';
import { BITS_AND_BASE64 } from './bits/base64.ts';
import { BITS } from './bits/bits.ts';
import { COLLECTIONS, COLLECTIONS_8_2 } from './cdt/collections.ts';
import { HLL } from './hll/hll.ts';
import { isPath } from './path/path.ts';
import { modifyPath, type PathWork, readPath } from './path/path-operations.ts';
import { STRINGS } from './strings/strings.ts';
import type { ValueOperations } from './value-operations.ts';
import type { WorkMeter } from './work-meter.ts';

function withPaths(collections: ValueOperations, version: ServerVersion): ValueOperations {
  const work = (meter: WorkMeter): PathWork => ({ scope: new Scope(new OperationCalls(meter), meter), meter, version });
  return {
    read(value, payload, meter) {
      return isPath(payload) ? readPath(value, payload, work(meter)) : collections.read(value, payload, meter);
    },
    modify(value, payload, meter) {
      return isPath(payload) ? modifyPath(value, payload, work(meter)) : collections.modify(value, payload, meter);
    },
  };
}

export interface Families {
  readonly [EXP_SYSTEM.CDT]: ValueOperations;
  readonly [EXP_SYSTEM.BITS]: ValueOperations;
  readonly [EXP_SYSTEM.HLL]: ValueOperations;
  readonly [EXP_SYSTEM.STRING]?: ValueOperations;
}

export const FAMILIES: Readonly<Record<ServerVersion, Families>> = {
  '8.1': {
    [EXP_SYSTEM.CDT]: withPaths(COLLECTIONS, '8.1'),
    [EXP_SYSTEM.BITS]: BITS,
    [EXP_SYSTEM.HLL]: HLL,
  },
  '8.2': {
    [EXP_SYSTEM.CDT]: withPaths(COLLECTIONS_8_2, '8.2'),
    [EXP_SYSTEM.BITS]: BITS_AND_BASE64,
    [EXP_SYSTEM.HLL]: HLL,
    [EXP_SYSTEM.STRING]: STRINGS,
  },
};

/** What expressions call, at the cost of one command. Whoever builds them knows the systems. */
export class OperationCalls implements Calls {
  readonly meter: WorkMeter;

  constructor(meter: WorkMeter) {
    this.meter = meter;
  }

  read(version: ServerVersion, system: number, value: Particle, payload: Buffer): Particle | undefined {
    return familyOf(version, system).read(value, payload, this.meter);
  }

  modify(version: ServerVersion, system: number, value: Particle | undefined, payload: Buffer): Particle | undefined {
    return familyOf(version, system).modify(value, payload, this.meter).stored ?? value;
  }
}

function familyOf(version: ServerVersion, system: number): ValueOperations {
  return FAMILIES[version][system as keyof Families] as ValueOperations;
}
