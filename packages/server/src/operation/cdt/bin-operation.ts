// List and map operations on a bin: from the operation of a request to the bin afterwards and the value to answer with.

import { PARTICLE } from 'tendril/wire';
import { RESULT } from '../../result-code.ts';
import { type Bin, binValue, createBin } from '../../storage/record.ts';
import type { WorkMeter } from '../work-meter.ts';
import { modifyNested, readNested } from './context.ts';
import { cdtError, type Particle, particleOf } from './elements.ts';
import { asParameterError, type CdtOperation, parseOperation } from './operation.ts';

export interface BinChange {
  /** The bin afterwards; undefined when it stays as it was, or stays absent. */
  readonly bin?: Bin | undefined;
  /** What the operation answers; undefined when it has no result. */
  readonly result?: Particle | undefined;
}

/** @throws ParticleError with the server's result code. */
export function readBin(bin: Bin, payload: Buffer, meter: WorkMeter): Particle | undefined {
  return orParameterError(() => {
    const op = parseOperation(payload, meter);
    requireCollection(bin, op);
    const result = readNested(binValue(bin), op);
    return result === undefined ? undefined : particleOf(result);
  });
}

/** @throws ParticleError with the server's result code. */
export function modifyBin(name: string, bin: Bin | undefined, payload: Buffer, meter: WorkMeter): BinChange {
  return orParameterError(() => {
    const op = parseOperation(payload, meter);
    if (bin !== undefined) requireCollection(bin, op);
    const { stored, result } = modifyNested(bin === undefined ? undefined : binValue(bin), op);
    meter.checkSize(stored?.length ?? 0);
    return {
      bin: stored === undefined ? undefined : createBin(name, particleOf(stored).type, stored),
      result: result === undefined ? undefined : particleOf(result),
    };
  });
}

function requireCollection(bin: Bin, op: CdtOperation): void {
  if (bin.type === PARTICLE.LIST || bin.type === PARTICLE.MAP) return;
  // Without a collection a context has nothing to start from.
  const code = op.context.length > 0 ? RESULT.PARAMETER : RESULT.INCOMPATIBLE_TYPE;
  throw cdtError(code, 'The bin holds no collection');
}

function orParameterError<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw asParameterError(error);
  }
}
