// The parameters of an operation on a HyperLogLog, read and checked in the server's order (docs/protocol/hyperloglog.md).

import { HLL_FLAG, HLL_OP, KIND } from 'tendril/wire';
import { canonicalElement } from '../../particles/cdt-canonical.ts';
import { isHll, isIndexBits, isMinhashBits, isShape } from '../../particles/hll.ts';
import { asParameterError, malformed } from '../malformed.ts';
import type { OperationPayload } from '../payload.ts';
import type { WorkMeter } from '../work-meter.ts';
import { Sketch } from './sketch.ts';

const { CREATE_ONLY, UPDATE_ONLY, NO_FAIL, ALLOW_FOLD } = HLL_FLAG;
const UNSET = -1n;
/** Without minhash bits in common the server intersects no more than two with the bin's. */
const FEW_SKETCHES = 2;

/** What an operation was given. */
export class HllCall {
  elements: Buffer[] = [];
  sketches: Sketch[] = [];
  indexBits: number | undefined;
  minhashBits: number | undefined;
  flags = 0;

  has(flag: number): boolean {
    return (this.flags & flag) !== 0;
  }
}

type Parameter = (call: HllCall, payload: OperationPayload, meter: WorkMeter) => void;

interface Signature {
  readonly required: number;
  readonly parameters: readonly Parameter[];
}

const indexBits: Parameter = (call, payload) => {
  const bits = payload.int64();
  if (bits !== UNSET && !isIndexBits(Number(bits))) throw malformed(`${bits} index bits`);
  call.indexBits = bits === UNSET ? undefined : Number(bits);
};
const minhashBits: Parameter = (call, payload) => {
  const bits = payload.int64();
  const fits = call.indexBits === undefined ? isMinhashBits(Number(bits)) : isShape(call.indexBits, Number(bits));
  if (bits !== UNSET && !fits) throw malformed(`${bits} minhash bits`);
  call.minhashBits = bits === UNSET ? undefined : Number(bits);
};
const flags =
  (known: number): Parameter =>
  (call, payload) => {
    const given = payload.uint64();
    call.flags = Number(given & BigInt(known));
    if (BigInt(call.flags) !== given || (call.has(CREATE_ONLY) && call.has(UPDATE_ONLY)))
      throw malformed(`flags ${given}`);
  };
const elements: Parameter = (call, payload, meter) => {
  const count = payload.listCount();
  meter.spend(count, 0);
  for (let i = 0; i < count; i++) call.elements.push(element(payload));
};
/** A list, or one alone. */
const sketches: Parameter = (call, payload, meter) => {
  const count = payload.peek() === KIND.LIST ? payload.listCount() : 1;
  for (let i = 0; i < count; i++) {
    const bytes = payload.bytes();
    if (!isHll(bytes, 0, bytes.length)) throw malformed(`operand ${i} is not a HyperLogLog`);
    const sketch = new Sketch(bytes);
    spendOn(sketch, meter);
    call.sketches.push(sketch);
  }
};
const comparableSketches: Parameter = (call, payload, meter) => {
  sketches(call, payload, meter);
  const [first] = call.sketches;
  const areAlike = call.sketches.every((sketch) => sketch.minhashBits === first?.minhashBits);
  if (call.sketches.length > FEW_SKETCHES && (!areAlike || first?.minhashBits === 0))
    throw malformed('more than two operands need minhash bits, all as many');
};

const LOOK: Signature = { required: 0, parameters: [] };
const UNITE: Signature = { required: 1, parameters: [sketches] };
const COMPARE: Signature = { required: 1, parameters: [comparableSketches] };

export const HLL_MODIFIES: Readonly<Record<number, Signature>> = {
  [HLL_OP.INIT]: { required: 0, parameters: [indexBits, minhashBits, flags(CREATE_ONLY | UPDATE_ONLY | NO_FAIL)] },
  [HLL_OP.ADD]: { required: 1, parameters: [elements, indexBits, minhashBits, flags(CREATE_ONLY | NO_FAIL)] },
  [HLL_OP.SET_UNION]: {
    required: 1,
    parameters: [sketches, flags(CREATE_ONLY | UPDATE_ONLY | NO_FAIL | ALLOW_FOLD)],
  },
  [HLL_OP.REFRESH_COUNT]: LOOK,
  [HLL_OP.FOLD]: { required: 1, parameters: [indexBits] },
};

export const HLL_READS: Readonly<Record<number, Signature>> = {
  [HLL_OP.COUNT]: LOOK,
  [HLL_OP.GET_UNION]: UNITE,
  [HLL_OP.UNION_COUNT]: UNITE,
  [HLL_OP.INTERSECT_COUNT]: COMPARE,
  [HLL_OP.SIMILARITY]: COMPARE,
  [HLL_OP.DESCRIBE]: LOOK,
  [HLL_OP.MAY_CONTAIN]: { required: 1, parameters: [elements] },
};

/** The signature of a code in that table. @throws ParticleError with result code 4 when there is none. */
export function signatureOf(table: Readonly<Record<number, Signature>>, code: number): Signature {
  const signature = table[code];
  if (signature === undefined) throw malformed(`a HyperLogLog has no such operation ${code} here`);
  return signature;
}

/** @throws ParticleError with result code 4 for a parameter that is missing, of another type or out of its range. */
export function parseHllCall(
  { required, parameters }: Signature,
  payload: OperationPayload,
  meter: WorkMeter,
): HllCall {
  payload.requireCount(required, parameters.length);
  const call = new HllCall();
  for (let i = 0; i < payload.count; i++) parameters[i]?.(call, payload, meter);
  return call;
}

/** Every register is looked at a few times. */
export function spendOn(sketch: Sketch, meter: WorkMeter): void {
  meter.spend(sketch.registers, sketch.bytes.length);
}

/** What is hashed: a scalar in its shortest form. */
function element(payload: OperationPayload): Buffer {
  const kind = payload.peek();
  if (kind === KIND.LIST || kind === KIND.MAP) throw malformed('an element is a list or a map');
  const bytes = payload.element();
  try {
    return canonicalElement(bytes, 0, bytes.length, true);
  } catch (error) {
    throw asParameterError(error);
  }
}
