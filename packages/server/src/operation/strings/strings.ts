// Operations on a text (docs/protocol/strings.md), in a bin of its own or within a collection: where it is, what flags
// say to whether it is there, and what becomes of a failure.

import { ElementReader, KIND, PARTICLE, packStringHeader, STRING_FLAG, Writer } from 'tendril/wire';
import { TEXT_WORK_BYTES } from '../../limits.ts';
import type { Particle } from '../../particles/particle.ts';
import { ParticleError } from '../../particles/particle-error.ts';
import { RESULT } from '../../result-code.ts';
import { notApplicable } from '../cdt/answers.ts';
import { replaceAlong, valueAlong } from '../cdt/context.ts';
import { particleOf } from '../cdt/elements.ts';
import type { ContextItem } from '../cdt/operation.ts';
import type { ValueChange, ValueOperations } from '../value-operations.ts';
import type { WorkMeter } from '../work-meter.ts';
import { type Modification, parseModification } from './modifications.ts';
import { StringPayload } from './payload.ts';
import { parseReading } from './readings.ts';
import { Text, textOf, textParticle } from './text.ts';

const UNCHANGED: ValueChange = {};

const scratch = new Writer(1024);

export const STRINGS: ValueOperations = {
  read(value, bytes, meter) {
    const payload = new StringPayload(bytes);
    const look = parseReading(payload, meter);
    const { context } = payload;
    const particle = context === undefined ? value : particleOf(valueAlong(collectionIn(value), context, meter));
    meter.spend(0, particle.value.length * TEXT_WORK_BYTES);
    return look(textOf(particle));
  },

  modify(value, bytes, meter) {
    const payload = new StringPayload(bytes);
    const modification = parseModification(payload, meter);
    const { context } = payload;
    if (context === undefined) {
      const changed = changedText(value, modification, meter);
      return changed === undefined ? UNCHANGED : { stored: textParticle(changed) };
    }
    return modifyWithin(value, context, modification, meter);
  },
};

/** The text afterwards; undefined when it stays, or stays absent. */
function changedText(value: Particle | undefined, modification: Modification, meter: WorkMeter): Buffer | undefined {
  const { creates, flags } = modification;
  if (value === undefined && (!creates || (flags & STRING_FLAG.UPDATE_ONLY) !== 0)) return undefined;
  if (value !== undefined && (flags & STRING_FLAG.CREATE_ONLY) !== 0)
    return overlook(modification, new ParticleError(RESULT.BIN_EXISTS, 'The bin exists'));
  const text = value === undefined ? Text.EMPTY : textOf(value);
  meter.spend(0, text.bytes.length * TEXT_WORK_BYTES);
  try {
    return modification.change(text);
  } catch (error) {
    // That there was too much is no matter of the operation.
    if (error instanceof ParticleError && !meter.isExhausted) return overlook(modification, error);
    throw error;
  }
}

function modifyWithin(
  value: Particle | undefined,
  context: readonly ContextItem[],
  modification: Modification,
  meter: WorkMeter,
): ValueChange {
  if (value === undefined && !modification.creates) return UNCHANGED;
  const leaf = (element: Buffer): Buffer | undefined => {
    const changed = changedText(textElement(element), modification, meter);
    return changed === undefined ? undefined : elementOf(changed);
  };
  let isFound = false;
  try {
    const collection = value === undefined ? notApplicable('there is no collection') : collectionIn(value);
    const stored = replaceAlong(collection, context, meter, (element) => {
      isFound = true;
      return leaf(element);
    });
    return stored === undefined ? UNCHANGED : { stored: { ...(value as Particle), value: stored } };
  } catch (error) {
    const isAbsent = error instanceof ParticleError && error.resultCode === RESULT.OP_NOT_APPLICABLE;
    if (!isAbsent || isFound) throw error;
    overlook(modification, error);
    return UNCHANGED;
  }
}

/** Nothing is done where the flags say that a failure is none. @throws the error where they do not */
function overlook({ flags }: Modification, error: ParticleError): undefined {
  if ((flags & STRING_FLAG.NO_FAIL) === 0) throw error;
  return undefined;
}

/** @throws ParticleError with result code 12 unless the value is a list or map. */
function collectionIn({ type, value }: Particle): Buffer {
  if (type === PARTICLE.LIST || type === PARTICLE.MAP) return value;
  throw new ParticleError(RESULT.INCOMPATIBLE_TYPE, `A context leads nowhere in a value of particle type ${type}`);
}

/** What is no text has another type than a text, which is all that matters of it. */
function textElement(element: Buffer): Particle {
  const reader = new ElementReader(element, 0, element.length);
  return reader.next() === KIND.STR ? particleOf(element) : { type: PARTICLE.NULL, value: element };
}

function elementOf(text: Buffer): Buffer {
  scratch.reset();
  packStringHeader(scratch, text.length + 1);
  scratch.u8(PARTICLE.STRING);
  scratch.bytes(text);
  return scratch.take();
}
