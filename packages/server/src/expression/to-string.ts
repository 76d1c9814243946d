// The text of a value, from server 8.2 on; unknown where it has none.

import { EXP_TYPE, PARTICLE } from 'tendril/wire';
import { asText } from '../particles/as-text.ts';
import { ParticleError } from '../particles/particle-error.ts';
import { Node } from './node.ts';
import type { Scope } from './scope.ts';
import { particleOfValue, type Value } from './value.ts';

export class ToString extends Node {
  readonly #value: Node;

  constructor(value: Node) {
    super(EXP_TYPE.STR);
    this.#value = value;
  }

  override evaluate(scope: Scope): Value {
    const particle = particleOfValue(this.#value.evaluate(scope));
    if (particle === undefined) return undefined;
    scope.meter.spend(0, particle.value.length);
    try {
      return { type: PARTICLE.STRING, value: asText(particle) };
    } catch (error) {
      if (error instanceof ParticleError) return undefined;
      throw error;
    }
  }
}
