// The commonest operation, an append to a list without order: nothing is asked of the elements that are there, so they
// are not taken apart.

import { ElementReader, KIND, LIST_OP, LIST_WRITE_FLAG, PARTICLE, packListHeader, Writer } from 'tendril/wire';
import { integerParticle } from '../../particles/particle.ts';
import type { ValueChange } from '../value-operations.ts';
import type { WorkMeter } from '../work-meter.ts';
import type { CdtOperation } from './operation.ts';

const scratch = new Writer(64 * 1024);

/** What an append makes of a stored list; undefined when it takes more than this. */
export function quickAppend(list: Buffer, op: CdtOperation, meter: WorkMeter): ValueChange | undefined {
  if (op.code !== LIST_OP.APPEND) return undefined;
  const reader = new ElementReader(list, 0, list.length);
  reader.next();
  const { count, pos } = reader;
  if (count > 0 && reader.next() === KIND.EXT) return undefined;
  op.requireCount(1, 3);
  op.flags(1);
  if ((op.flags(2) & LIST_WRITE_FLAG.ADD_UNIQUE) !== 0) return undefined;
  const value = op.value(0);
  meter.checkSize(list.length + value.length);
  meter.spend(1, list.length);
  scratch.reset();
  packListHeader(scratch, count + 1);
  scratch.bytes(list, pos, list.length);
  scratch.bytes(value);
  return { stored: { type: PARTICLE.LIST, value: scratch.take() }, result: integerParticle(count + 1) };
}
