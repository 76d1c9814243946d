// List and map operations on one value: from the payload of an operation to the value afterwards and the answer.

import { PARTICLE } from 'tendril/wire';
import type { Particle } from '../../particles/particle.ts';
import { RESULT } from '../../result-code.ts';
import { asParameterError } from '../malformed.ts';
import type { ValueOperations } from '../value-operations.ts';
import { modifyNested, readNested } from './context.ts';
import { cdtError, particleOf } from './elements.ts';
import { type CdtOperation, parseOperation } from './operation.ts';

export const COLLECTIONS: ValueOperations = {
  read(value, payload, meter) {
    return orParameterError(() => {
      const op = parseOperation(payload, meter);
      requireCollection(value, op);
      return asParticle(readNested(value.value, op));
    });
  },

  modify(value, payload, meter) {
    return orParameterError(() => {
      const op = parseOperation(payload, meter);
      if (value !== undefined) requireCollection(value, op);
      const { stored, result } = modifyNested(value?.value, op);
      meter.checkSize(stored?.length ?? 0);
      return { stored: asParticle(stored), result: asParticle(result) };
    });
  },
};

function asParticle(element: Buffer | undefined): Particle | undefined {
  return element === undefined ? undefined : particleOf(element);
}

function requireCollection({ type }: Particle, op: CdtOperation): void {
  if (type === PARTICLE.LIST || type === PARTICLE.MAP) return;
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
