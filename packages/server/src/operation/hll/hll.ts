// Operations on HyperLogLogs (docs/protocol/hyperloglog.md): what flags and shapes allow, what is stored, and what is
// answered.

import { HLL_FLAG, HLL_OP, PARTICLE, packInteger, packListHeader, Writer } from 'tendril/wire';
import { hllBytes, isShape } from '../../particles/hll.ts';
import { floatParticle, integerParticle, type Particle } from '../../particles/particle.ts';
import { ParticleError } from '../../particles/particle-error.ts';
import { RESULT } from '../../result-code.ts';
import { OperationPayload } from '../payload.ts';
import type { ValueChange, ValueOperations } from '../value-operations.ts';
import type { WorkMeter } from '../work-meter.ts';
import { HLL_MODIFIES, HLL_READS, type HllCall, parseHllCall, signatureOf, spendOn } from './call.ts';
import { commonShape, count, intersectCount, similarity, unionCount, unionOf } from './estimate.ts';
import { type Shape, Sketch } from './sketch.ts';

const UNCHANGED: ValueChange = {};

export const HLL: ValueOperations = {
  read(value, payload, meter) {
    const parsed = new OperationPayload(payload);
    const signature = signatureOf(HLL_READS, parsed.code);
    const sketch = sketchOf(value);
    const call = parseHllCall(signature, parsed, meter);
    spendOn(sketch, meter);
    return look(parsed.code, sketch, call);
  },

  modify(value, payload, meter) {
    const parsed = new OperationPayload(payload);
    const signature = signatureOf(HLL_MODIFIES, parsed.code);
    const sketch = value === undefined ? undefined : sketchOf(value);
    const call = parseHllCall(signature, parsed, meter);
    if (sketch !== undefined) spendOn(sketch, meter);
    const refused = refusal(sketch, call);
    if (refused === undefined) return change(parsed.code, sketch, call, meter);
    if (call.has(HLL_FLAG.NO_FAIL)) return UNCHANGED;
    throw refused;
  },
};

function sketchOf({ type, value }: Particle): Sketch {
  if (type !== PARTICLE.HLL)
    throw new ParticleError(RESULT.INCOMPATIBLE_TYPE, `Particle type ${type} is not a HyperLogLog`);
  return new Sketch(value);
}

/** What the flags say to a bin that is there, or is not; NO_FAIL silences it. */
function refusal(sketch: Sketch | undefined, call: HllCall): ParticleError | undefined {
  if (sketch === undefined)
    return call.has(HLL_FLAG.UPDATE_ONLY) ? new ParticleError(RESULT.BIN_NOT_FOUND, 'There is no bin') : undefined;
  return call.has(HLL_FLAG.CREATE_ONLY) ? new ParticleError(RESULT.BIN_EXISTS, 'The bin exists') : undefined;
}

function look(code: number, sketch: Sketch, call: HllCall): Particle {
  // The server puts the operands first; for the estimates of three the order matters.
  const all = [...call.sketches, sketch];
  switch (code) {
    case HLL_OP.COUNT:
      return integerParticle(count(sketch));
    case HLL_OP.GET_UNION:
      return stored(unionOf(all, commonShape(all)));
    case HLL_OP.UNION_COUNT:
      return integerParticle(unionCount(all));
    case HLL_OP.INTERSECT_COUNT:
      checkComparable(sketch, call);
      return integerParticle(intersectCount(all));
    case HLL_OP.SIMILARITY:
      checkComparable(sketch, call);
      return likeness(all);
    case HLL_OP.DESCRIBE:
      return { type: PARTICLE.LIST, value: description(sketch) };
    default:
      return integerParticle(call.elements.every((element) => sketch.mayContain(element)) ? 1 : 0);
  }
}

function checkComparable(sketch: Sketch, { sketches }: HllCall): void {
  const bits = sketches[0]?.minhashBits;
  if (sketches.length > 2 && sketch.minhashBits !== bits)
    throw notApplicable('more than two operands need as many minhash bits as the bin has');
}

/** Without minhash bits, nothing divided by nothing is the machine's "not a number", whose sign is set. */
function likeness(sketches: readonly Sketch[]): Particle {
  const value = similarity(sketches);
  const particle = floatParticle(value);
  if (Number.isNaN(value) && commonShape(sketches).minhashBits === 0) particle.value[0] = 0xff;
  return particle;
}

const scratch = new Writer(16);

function description({ indexBits, minhashBits }: Sketch): Buffer {
  scratch.reset();
  packListHeader(scratch, 2);
  packInteger(scratch, indexBits);
  packInteger(scratch, minhashBits);
  return scratch.take();
}

function change(code: number, sketch: Sketch | undefined, call: HllCall, meter: WorkMeter): ValueChange {
  switch (code) {
    case HLL_OP.INIT:
      return { stored: stored(Sketch.empty(checked(initialShape(sketch, call), meter))) };
    case HLL_OP.ADD: {
      const target = sketch?.copy() ?? Sketch.empty(checked(newShape(call), meter));
      let added = 0;
      for (const element of call.elements) if (target.add(element)) added++;
      return { stored: stored(target), result: integerParticle(added) };
    }
    case HLL_OP.SET_UNION: {
      const all = sketch === undefined ? call.sketches : [...call.sketches, sketch];
      if (sketch !== undefined && !call.has(HLL_FLAG.ALLOW_FOLD)) checkKeepsShape(sketch, call.sketches);
      return { stored: stored(unionOf(all, checked(commonShape(all), meter))) };
    }
    case HLL_OP.REFRESH_COUNT: {
      const target = required(sketch).copy();
      target.cachedCount = count(target);
      return { stored: stored(target), result: integerParticle(target.cachedCount) };
    }
    default:
      return { stored: stored(folded(required(sketch), call)) };
  }
}

/** What is not given is as it was. */
function initialShape(sketch: Sketch | undefined, call: HllCall): Shape {
  if (sketch === undefined) return newShape(call);
  const { indexBits = sketch.indexBits, minhashBits = sketch.minhashBits } = call;
  if (!isShape(indexBits, minhashBits)) throw notApplicable(`${indexBits} index bits and ${minhashBits} minhash bits`);
  return { indexBits, minhashBits };
}

function newShape({ indexBits, minhashBits = 0 }: HllCall): Shape {
  if (indexBits === undefined) throw notApplicable('a new HyperLogLog without index bits');
  return { indexBits, minhashBits };
}

function checkKeepsShape(sketch: Sketch, sketches: readonly Sketch[]): void {
  const { indexBits, minhashBits } = commonShape(sketches);
  if (sketch.indexBits > indexBits) throw notApplicable('the union has fewer index bits');
  if (sketch.minhashBits !== 0 && sketch.minhashBits !== minhashBits)
    throw notApplicable('the union has no minhash bits');
}

function folded(sketch: Sketch, { indexBits }: HllCall): Sketch {
  if (sketch.minhashBits > 0) throw notApplicable('one with minhash bits cannot be folded');
  if (indexBits === undefined || indexBits > sketch.indexBits) throw notApplicable('it has not so many index bits');
  return indexBits === sketch.indexBits ? sketch : unionOf([sketch], { indexBits, minhashBits: 0 });
}

/** @throws ParticleError with result code 13 for a shape that no record has room for. */
function checked(shape: Shape, meter: WorkMeter): Shape {
  meter.checkSize(hllBytes(shape.indexBits, shape.minhashBits));
  return shape;
}

function required(sketch: Sketch | undefined): Sketch {
  if (sketch === undefined) throw new ParticleError(RESULT.BIN_NOT_FOUND, 'There is no bin');
  return sketch;
}

function stored({ bytes }: Sketch): Particle {
  return { type: PARTICLE.HLL, value: bytes };
}

function notApplicable(what: string): ParticleError {
  return new ParticleError(RESULT.OP_NOT_APPLICABLE, `Not applicable: ${what}`);
}
