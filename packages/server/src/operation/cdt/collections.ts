// List and map operations on one value: from the payload of an operation to the value afterwards and the answer.

import { PARTICLE } from 'tendril/wire';
import type { Particle } from '../../particles/particle.ts';
import { RESULT } from '../../result-code.ts';
import { asParameterError } from '../malformed.ts';
import type { ValueOperations } from '../value-operations.ts';
import type { WorkMeter } from '../work-meter.ts';
import type { Answer } from './answers.ts';
import { type Collection, encodeCollection } from './collection.ts';
import { type ReadLeaf, Walk } from './context.ts';
import { cdtError, particleOf } from './elements.ts';
import { readOrJoin } from './later-reads.ts';
import { type Call, parseCall } from './operation.ts';
import { quickAppend } from './quick-append.ts';

export const COLLECTIONS: ValueOperations = {
  read: (value, payload, meter) => read(value, payload, meter),

  modify(value, payload, meter) {
    return orParameterError(() => {
      const call = parseCall(payload, meter);
      if (value !== undefined) requireCollection(value, call);
      if (value?.type === PARTICLE.LIST && call.context === undefined) {
        const quick = quickAppend(value.value, call.operation(), meter);
        if (quick !== undefined) return quick;
      }
      const walk = new Walk(call, value !== undefined, meter);
      const { stored, result } = walk.modify(value?.value, value?.persistsIndex === true);
      return { stored: stored === undefined ? undefined : asStored(stored, meter), result: asParticle(result) };
    });
  },
};

/** The same with what server 8.2 adds. */
export const COLLECTIONS_8_2: ValueOperations = {
  read: (value, payload, meter) => read(value, payload, meter, readOrJoin),
  modify: COLLECTIONS.modify,
};

function read(value: Particle, payload: Buffer, meter: WorkMeter, readLeaf?: ReadLeaf): Particle | undefined {
  return orParameterError(() => {
    const call = parseCall(payload, meter);
    requireCollection(value, call);
    return asParticle(new Walk(call, true, meter, readLeaf).read(value.value, value.persistsIndex === true));
  });
}

function asParticle(element: Answer): Particle | undefined {
  return element === undefined ? undefined : particleOf(element);
}

function asStored(collection: Collection, meter: WorkMeter): Particle {
  const value = encodeCollection(collection);
  meter.checkSize(value.length);
  if (collection.kind === 'list') return { type: PARTICLE.LIST, value };
  return { type: PARTICLE.MAP, value, persistsIndex: collection.persistsIndex };
}

function requireCollection({ type }: Particle, { context }: Call): void {
  if (type === PARTICLE.LIST || type === PARTICLE.MAP) return;
  // Without a collection a context has nothing to start from.
  const code = context !== undefined ? RESULT.PARAMETER : RESULT.INCOMPATIBLE_TYPE;
  throw cdtError(code, 'The bin holds no collection');
}

function orParameterError<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw asParameterError(error);
  }
}
