// The operations along a path, as others carry them out: on a value, by a payload.

import { CDT_PATH, PARTICLE } from 'tendril/wire';
import { type Calls, Scope } from '../../expression/scope.ts';
import type { Particle } from '../../particles/particle.ts';
import type { WorkMeter } from '../work-meter.ts';
import { modifyByPath } from './modify.ts';
import { malformedPath, type Path, parsePath } from './path.ts';
import { selectByPath } from './select.ts';
import { incompatible } from './walk.ts';

/** What filters of a path may call, and what they cost. */
export interface PathContext {
  readonly calls: Calls;
  readonly meter: WorkMeter;
}

export interface PathChange {
  /** The value afterwards; undefined when the operation changed nothing. */
  readonly stored?: Particle | undefined;
  readonly result?: Particle | undefined;
}

/** @throws ParticleError with the server's result code. */
export function readPath(value: Particle, payload: Buffer, context: PathContext): Particle {
  const path = pathFor(value, payload);
  if (path.mode === CDT_PATH.APPLY) throw malformedPath('a read applies nothing');
  return selectByPath(value.value, path, new Scope(context.calls, context.meter), context.meter);
}

/** A modifying operation may also just select. @throws ParticleError with the server's result code. */
export function modifyPath(value: Particle | undefined, payload: Buffer, context: PathContext): PathChange {
  const path = pathFor(value, payload);
  const { value: bytes, type } = value as Particle;
  const scope = new Scope(context.calls, context.meter);
  if (path.mode !== CDT_PATH.APPLY) return { result: selectByPath(bytes, path, scope, context.meter) };
  return { stored: { type, value: modifyByPath(bytes, path, scope, context.meter) } };
}

function pathFor(value: Particle | undefined, payload: Buffer): Path {
  if (value?.type !== PARTICLE.LIST && value?.type !== PARTICLE.MAP) throw incompatible('The value is no collection');
  return parsePath(payload);
}
