// Calls of the operations on lists, maps, bits and HyperLogLogs (docs/protocol/expressions.md, "Calls"), and what asks
// a collection without one. A call that fails is unknown.

import {
  ElementReader,
  EXP,
  EXP_LOOPVAR,
  EXP_MODIFY_LOCAL,
  EXP_TYPE,
  KIND,
  LIST_ORDER,
  PARTICLE,
  packListHeader,
  Writer,
} from 'tendril/wire';
import type { Particle } from '../particles/particle.ts';
import { ParticleError } from '../particles/particle-error.ts';
import type { ServerVersion } from '../server-version.ts';
import { unknownIfMalformed } from './comparison.ts';
import { Node } from './node.ts';
import type { Scope } from './scope.ts';
import {
  elementOfValue,
  PARTICLE_OF,
  type Value,
  valueOfElement,
  valueOfParticle,
  WrittenCollection,
} from './value.ts';

/** What of the payload is written down, and what is yet to be computed. */
export type PayloadPart = Buffer | Node;

export interface CallTraits {
  /** What the result must be; another one is unknown. */
  readonly type: number;
  readonly system: number;
  /** Whose operations those of the system are. */
  readonly version: ServerVersion;
  readonly parts: readonly PayloadPart[];
  readonly value: Node;
}

export class Call extends Node {
  readonly #particleType: number;
  readonly #system: number;
  readonly #version: ServerVersion;
  readonly #modifies: boolean;
  readonly #parts: readonly PayloadPart[];
  readonly #value: Node;

  constructor({ type, system, version, parts, value }: CallTraits) {
    // To the server a call on nil, "nothing there yet", has the type of nil.
    super(value.type === EXP_TYPE.NIL ? EXP_TYPE.NIL : type);
    this.#particleType = PARTICLE_OF[type] as number;
    this.#system = system & ~EXP_MODIFY_LOCAL;
    this.#modifies = (system & EXP_MODIFY_LOCAL) !== 0;
    this.#version = version;
    this.#parts = parts;
    this.#value = value;
  }

  override evaluate(scope: Scope): Value {
    const payload = this.#payload(scope);
    if (payload === undefined) return undefined;
    scope.meter.spend(1, payload.length);
    const value = this.#value.evaluate(scope);
    if (value !== null && typeof value !== 'object') return undefined;
    const stored = value instanceof WrittenCollection ? value.canonical() : (value ?? undefined);
    if (stored === undefined && value !== null) return undefined;
    const result = this.#run(stored, payload, scope);
    if (result === undefined || result.type !== this.#particleType) return undefined;
    return valueOfParticle(result);
  }

  #payload(scope: Scope): Buffer | undefined {
    const [first] = this.#parts;
    if (this.#parts.length === 1 && first instanceof Buffer) return first;
    const bytes: Buffer[] = [];
    for (const part of this.#parts) {
      if (!(part instanceof Node)) {
        bytes.push(part);
        continue;
      }
      const value = part.evaluate(scope);
      if (value === undefined) return undefined;
      const element = elementOfValue(value);
      bytes.push(element);
    }
    return Buffer.concat(bytes);
  }

  #run(value: Particle | undefined, payload: Buffer, { calls, meter }: Scope): Particle | undefined {
    try {
      if (this.#modifies) return calls.modify(this.#version, this.#system, value, payload);
      return value === undefined ? undefined : (calls.read(this.#version, this.#system, value, payload) ?? NOTHING);
    } catch (error) {
      // A call that fails is unknown; that there were too many is no matter of the call.
      if (error instanceof ParticleError && !meter.isExhausted) return undefined;
      throw error;
    }
  }
}

const NOTHING: Particle = { type: PARTICLE.NULL, value: Buffer.alloc(0) };

const scratch = new Writer(1024);

/** The keys or the values of a map, in its order. */
export class MapParts extends Node {
  readonly #wantsKeys: boolean;
  readonly #map: Node;

  constructor(code: number, map: Node) {
    super(EXP_TYPE.LIST);
    this.#wantsKeys = code === EXP.MAP_KEYS;
    this.#map = map;
  }

  override evaluate(scope: Scope): Value {
    const map = this.#map.evaluate(scope);
    if (map === null || typeof map !== 'object' || map.type !== PARTICLE.MAP) return undefined;
    try {
      const list = partsOf(map.value, this.#wantsKeys, scope);
      // Parts of a map that nobody has checked are no better than the map.
      return map instanceof WrittenCollection
        ? new WrittenCollection(PARTICLE.LIST, list)
        : { type: PARTICLE.LIST, value: list };
    } catch (error) {
      return unknownIfMalformed(error);
    }
  }
}

function partsOf(map: Buffer, wantsKeys: boolean, { meter }: Scope): Buffer {
  const reader = new ElementReader(map, 0, map.length);
  reader.next();
  let { count } = reader;
  meter.spend(count, map.length);
  if (count > 0) {
    const at = reader.pos;
    if (reader.next() === KIND.EXT) {
      reader.skip();
      count--;
    } else reader.pos = at;
  }
  scratch.reset();
  packListHeader(scratch, count, LIST_ORDER.UNORDERED);
  for (; count > 0; count--) {
    const keyAt = reader.pos;
    reader.skip();
    const valueAt = reader.pos;
    reader.skip();
    if (wantsKeys) scratch.bytes(map, keyAt, valueAt);
    else scratch.bytes(map, valueAt, reader.pos);
  }
  return scratch.take();
}

/** A variable of the path that is walked: the key, value or index of the element in question. */
export class LoopVariable extends Node {
  readonly #which: number;

  constructor(type: number, which: number) {
    super(type);
    this.#which = which;
  }

  override evaluate({ loop }: Scope): Value {
    if (loop === undefined) return undefined;
    const value = loopValue(loop, this.#which);
    return typeOf(value) === this.type ? value : undefined;
  }
}

function loopValue({ key, value, index }: NonNullable<Scope['loop']>, which: number): Value {
  if (which === EXP_LOOPVAR.INDEX) return index === undefined ? undefined : BigInt(index);
  const element = which === EXP_LOOPVAR.KEY ? key : value;
  return element === undefined ? undefined : valueOfElement(element);
}

const TYPE_OF_PARTICLE = new Map(Object.entries(PARTICLE_OF).map(([type, particle]) => [particle, Number(type)]));

function typeOf(value: Value): number | undefined {
  switch (typeof value) {
    case 'undefined':
      return undefined;
    case 'boolean':
      return EXP_TYPE.BOOL;
    case 'bigint':
      return EXP_TYPE.INT;
    case 'number':
      return EXP_TYPE.FLOAT;
    default:
      return value === null ? EXP_TYPE.NIL : TYPE_OF_PARTICLE.get(value.type);
  }
}
