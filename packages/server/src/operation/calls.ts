// The operations as expressions call them: on what was computed, not on a bin.

import { EXP_SYSTEM } from 'tendril/wire';
import type { Calls } from '../expression/scope.ts';
import type { Particle } from '../particles/particle.ts';
import { ParticleError } from '../particles/particle-error.ts';
import { RESULT } from '../result-code.ts';
import { binValue, createBin } from '../storage/record.ts';
import { modifyBin, readBin } from './cdt/bin-operation.ts';
import { isPath } from './path/path.ts';
import { modifyPath, readPath } from './path/path-operations.ts';
import type { WorkMeter } from './work-meter.ts';

export class OperationCalls implements Calls {
  readonly meter: WorkMeter;

  constructor(meter: WorkMeter) {
    this.meter = meter;
  }

  /** For the filters of a path, which call as well. */
  get calls(): Calls {
    return this;
  }

  read(system: number, value: Particle, payload: Buffer): Particle | undefined {
    requireCollections(system);
    if (isPath(payload)) return readPath(value, payload, this);
    return readBin(createBin('', value.type, value.value), payload, this.meter);
  }

  modify(system: number, value: Particle | undefined, payload: Buffer): Particle | undefined {
    requireCollections(system);
    if (isPath(payload)) return modifyPath(value, payload, this).stored ?? value;
    const bin = value === undefined ? undefined : createBin('', value.type, value.value);
    const stored = modifyBin('', bin, payload, this.meter).bin;
    return stored === undefined ? value : { type: stored.type, value: binValue(stored) };
  }
}

function requireCollections(system: number): void {
  if (system === EXP_SYSTEM.CDT) return;
  throw new ParticleError(RESULT.UNSUPPORTED_FEATURE, 'Refused: bit and HyperLogLog operations are not supported');
}
