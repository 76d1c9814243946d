// The operations along a path, as others carry them out: on a value, by a payload. A scope without a record is what
// their expressions are evaluated in.

import { CDT_PATH, PARTICLE } from 'tendril/wire';
import type { Scope } from '../../expression/scope.ts';
import type { Particle } from '../../particles/particle.ts';
import type { ServerVersion } from '../../server-version.ts';
import type { ValueChange } from '../value-operations.ts';
import type { WorkMeter } from '../work-meter.ts';
import { modifyByPath } from './modify.ts';
import { malformedPath, type Path, parsePath } from './path.ts';
import { selectByPath } from './select.ts';
import { incompatible } from './walk.ts';

/** What a walk is done with, at what cost, by which rules. */
export interface PathWork {
  readonly scope: Scope;
  readonly meter: WorkMeter;
  readonly version: ServerVersion;
}

/** @throws ParticleError with the server's result code. */
export function readPath(value: Particle, payload: Buffer, { scope, meter, version }: PathWork): Particle {
  const path = pathFor(value, payload, meter, version);
  if (path.mode === CDT_PATH.APPLY) throw malformedPath('a read applies nothing');
  return selectByPath(value.value, path, scope, meter);
}

/** A modifying operation may also just select. @throws ParticleError with the server's result code. */
export function modifyPath(
  value: Particle | undefined,
  payload: Buffer,
  { scope, meter, version }: PathWork,
): ValueChange {
  const path = pathFor(value, payload, meter, version);
  const { value: bytes, type, persistsIndex } = value as Particle;
  if (path.mode !== CDT_PATH.APPLY) return { result: selectByPath(bytes, path, scope, meter) };
  return { stored: { type, value: modifyByPath(bytes, path, scope, meter), persistsIndex } };
}

function pathFor(value: Particle | undefined, payload: Buffer, meter: WorkMeter, version: ServerVersion): Path {
  if (value?.type !== PARTICLE.LIST && value?.type !== PARTICLE.MAP) throw incompatible('The value is no collection');
  // Its expressions are built anew for every call.
  meter.spend(payload.length >>> 2, payload.length);
  return parsePath(payload, { version, meter });
}
