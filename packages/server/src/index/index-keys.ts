// What of a record an index holds. Only values of exactly the index's type are indexed: an index of integers passes
// over floats.

import { ElementReader, INDEX_TYPE, KIND, MONITOR_SET, PARTICLE } from 'tendril/wire';
import { decodeCollection } from '../operation/cdt/collection.ts';
import { elementAt } from '../operation/cdt/context.ts';
import { WorkMeter } from '../operation/work-meter.ts';
import { type Bin, binValue, type StoredRecord } from '../storage/record.ts';
import { DATA_TYPES, type IndexDefinition, KINDS } from './index-definition.ts';

/** An integer, as a number where that is exact; bytes of a text or blob, one character each. */
export type IndexKey = number | bigint | string;

const NO_KEYS: readonly IndexKey[] = [];
const meter = new WorkMeter();

/** The bin that the index looks at, if the record has it and is covered. */
export function indexedBin(index: IndexDefinition, record: StoredRecord | undefined): Bin | undefined {
  if (record === undefined) return undefined;
  if (index.set === '' ? record.set?.name === MONITOR_SET : record.set?.name !== index.set) return undefined;
  for (const bin of record.bins) if (bin.name === index.bin) return bin;
  return undefined;
}

/** The keys of a bin's value. What cannot be reached along the context has none. */
export function keysOf(index: IndexDefinition, bin: Bin | undefined, maxRecordBytes: number): readonly IndexKey[] {
  if (bin === undefined) return NO_KEYS;
  const type = DATA_TYPES[index.dataType];
  const kind = KINDS[index.kind];
  if (kind === INDEX_TYPE.DEFAULT && index.context.length === 0) {
    return bin.type === type ? [keyOfParticle(type, binValue(bin))] : NO_KEYS;
  }
  if (bin.type !== PARTICLE.LIST && bin.type !== PARTICLE.MAP) return NO_KEYS;
  meter.begin(maxRecordBytes);
  const element = elementAt(binValue(bin), index.context, meter);
  if (element === undefined) return NO_KEYS;
  if (kind === INDEX_TYPE.DEFAULT) return keysOfElements(type, [element]);
  const collection = decodeCollection(element, meter);
  if (collection === undefined) return NO_KEYS;
  if (kind === INDEX_TYPE.LIST) return collection.kind === 'list' ? keysOfElements(type, collection.items) : NO_KEYS;
  if (collection.kind !== 'map') return NO_KEYS;
  return keysOfElements(type, kind === INDEX_TYPE.MAPKEYS ? collection.keys : collection.values);
}

function keyOfParticle(type: number, value: Buffer): IndexKey {
  return type === PARTICLE.INTEGER ? exact(value.readBigInt64BE(0)) : value.toString('latin1');
}

/** A key as a number where that is exact, so that equal integers are one key. */
export function exact(value: bigint): IndexKey {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function keysOfElements(type: number, elements: readonly Buffer[]): readonly IndexKey[] {
  const keys = new Set<IndexKey>();
  for (const element of elements) {
    const key = keyOfElement(type, element);
    if (key !== undefined) keys.add(key);
  }
  return [...keys];
}

function keyOfElement(type: number, element: Buffer): IndexKey | undefined {
  const reader = new ElementReader(element, 0, element.length);
  const kind = reader.next();
  if (kind === KIND.INT) {
    if (type !== PARTICLE.INTEGER) return undefined;
    if (reader.high === 0 && !reader.negative) return reader.low;
    return exact(BigInt.asIntN(64, (BigInt(reader.high) << 32n) | BigInt(reader.low)));
  }
  // A text or blob begins with its particle type.
  if (kind !== KIND.STR || reader.payloadBytes === 0 || element[reader.payloadAt] !== type) return undefined;
  return element.toString('latin1', reader.payloadAt + 1, reader.payloadAt + reader.payloadBytes);
}
