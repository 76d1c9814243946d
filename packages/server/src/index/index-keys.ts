// What of a record an index holds. Only values of exactly the index's type are indexed: an index of integers passes
// over floats. A point is found under the smallest cell that it is in, a region under the cells that cover it.

import { ElementReader, INDEX_TYPE, KIND, MONITOR_SET, PARTICLE } from 'tendril/wire';
import { StoredRecordView } from '../expression/record-view.ts';
import { Scope } from '../expression/scope.ts';
import { particleOfValue, WrittenCollection } from '../expression/value.ts';
import { OperationCalls } from '../operation/calls.ts';
import { decodeCollection } from '../operation/cdt/collection.ts';
import { elementAt } from '../operation/cdt/context.ts';
import { WorkMeter } from '../operation/work-meter.ts';
import { type Geometry, geometryOfShape } from '../particles/geo/geometry.ts';
import { parseShape } from '../particles/geo/shape.ts';
import { geoText } from '../particles/geojson.ts';
import type { Particle } from '../particles/particle.ts';
import { ParticleError } from '../particles/particle-error.ts';
import type { Namespace } from '../storage/namespace.ts';
import { type Bin, binValue, type StoredRecord } from '../storage/record.ts';
import { DATA_TYPES, type IndexDefinition, KINDS } from './index-definition.ts';

/** An integer, as a number where that is exact; the number of a cell; bytes of a text or blob, one character each. */
export type IndexKey = number | bigint | string;

/** What an index looks at. A bin is the same object as long as nobody writes it. */
export type IndexedValue = Bin | Particle;

const NO_KEYS: readonly IndexKey[] = [];
const meter = new WorkMeter();
const scope = new Scope(new OperationCalls(meter), meter);
const view = new StoredRecordView();

/** What the index looks at, if the record has it and is covered. */
export function indexedValue(
  index: IndexDefinition,
  namespace: Namespace,
  digest: string,
  record: StoredRecord | undefined,
): IndexedValue | undefined {
  if (record === undefined) return undefined;
  if (index.set === '' ? record.set?.name === MONITOR_SET : record.set?.name !== index.set) return undefined;
  if (index.expression !== undefined) return evaluate(index, namespace, digest, record);
  for (const bin of record.bins) if (bin.name === index.bin) return bin;
  return undefined;
}

/** What an expression gives for a record; nothing where it fails. */
function evaluate(
  { expression }: IndexDefinition,
  namespace: Namespace,
  digest: string,
  record: StoredRecord,
): Particle | undefined {
  meter.begin(namespace.config.maxRecordSize);
  scope.record = view.show(namespace, digest, record);
  try {
    const value = expression?.evaluate(scope);
    return value instanceof WrittenCollection ? value.canonical() : particleOfValue(value);
  } catch (error) {
    if (error instanceof ParticleError) return undefined;
    throw error;
  }
}

function bytesOf(value: IndexedValue): Buffer {
  return 'op' in value ? binValue(value) : value.value;
}

/** The keys of a value. What cannot be reached along the context has none. */
export function keysOf(
  index: IndexDefinition,
  value: IndexedValue | undefined,
  maxRecordBytes: number,
): readonly IndexKey[] {
  if (value === undefined) return NO_KEYS;
  const type = DATA_TYPES[index.dataType];
  if (type === PARTICLE.GEOJSON) return keysOfGeometries(geometriesOf(index, value, maxRecordBytes));
  if (isWhole(index)) return value.type === type ? [keyOfParticle(type, bytesOf(value))] : NO_KEYS;
  const keys = new Set<IndexKey>();
  for (const element of elementsOf(index, value, maxRecordBytes)) {
    const key = keyOfElement(type, element);
    if (key !== undefined) keys.add(key);
  }
  return [...keys];
}

/** The key of a value that is indexed as a whole; undefined if it has none, or if keys are in it. */
export function wholeKeyOf(index: IndexDefinition, value: IndexedValue): IndexKey | undefined {
  const type = DATA_TYPES[index.dataType];
  return type === value.type && type !== PARTICLE.GEOJSON && isWhole(index)
    ? keyOfParticle(type, bytesOf(value))
    : undefined;
}

/** The points and regions in a value; what is none is passed over. */
export function geometriesOf(
  index: IndexDefinition,
  value: IndexedValue | undefined,
  maxRecordBytes: number,
): Geometry[] {
  if (value === undefined) return [];
  const texts = isWhole(index)
    ? [value.type === PARTICLE.GEOJSON ? geoText(bytesOf(value)) : undefined]
    : elementsOf(index, value, maxRecordBytes).map((element) => payloadOf(PARTICLE.GEOJSON, element)?.toString());
  return texts
    .map((text) => (text === undefined ? undefined : geometryOfText(text)))
    .filter((one) => one !== undefined);
}

/** Whether the value itself is indexed, and nothing within it. */
function isWhole({ kind, context }: IndexDefinition): boolean {
  return KINDS[kind] === INDEX_TYPE.DEFAULT && context.length === 0;
}

/** What is indexed within a list or map. */
function elementsOf(index: IndexDefinition, value: IndexedValue, maxRecordBytes: number): readonly Buffer[] {
  const kind = KINDS[index.kind];
  if (value.type !== PARTICLE.LIST && value.type !== PARTICLE.MAP) return [];
  meter.begin(maxRecordBytes);
  const element = elementAt(bytesOf(value), index.context, meter);
  if (element === undefined) return [];
  if (kind === INDEX_TYPE.DEFAULT) return [element];
  const collection = decodeCollection(element, meter);
  if (collection === undefined) return [];
  if (kind === INDEX_TYPE.LIST) return collection.kind === 'list' ? collection.items : [];
  if (collection.kind !== 'map') return [];
  return kind === INDEX_TYPE.MAPKEYS ? collection.keys : collection.values;
}

function keyOfParticle(type: number, value: Buffer): IndexKey {
  return type === PARTICLE.INTEGER ? keyOfInteger(value) : value.toString('latin1');
}

function keyOfInteger(value: Buffer): IndexKey {
  const number = value.readInt32BE(0) * 2 ** 32 + value.readUInt32BE(4);
  return Number.isSafeInteger(number) ? number : exact(value.readBigInt64BE(0));
}

/** A key as a number where that is exact, so that equal integers are one key. */
export function exact(value: bigint): IndexKey {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function keyOfElement(type: number, element: Buffer): IndexKey | undefined {
  if (type !== PARTICLE.INTEGER) return payloadOf(type, element)?.toString('latin1');
  const reader = new ElementReader(element, 0, element.length);
  if (reader.next() !== KIND.INT) return undefined;
  if (reader.high === 0 && !reader.negative) return reader.low;
  return exact(BigInt.asIntN(64, (BigInt(reader.high) << 32n) | BigInt(reader.low)));
}

/** The bytes of an element of that type: a text, a blob or GeoJSON begins with its particle type. */
function payloadOf(type: number, element: Buffer): Buffer | undefined {
  const reader = new ElementReader(element, 0, element.length);
  if (reader.next() !== KIND.STR || reader.payloadBytes === 0 || element[reader.payloadAt] !== type) return undefined;
  return element.subarray(reader.payloadAt + 1, reader.payloadAt + reader.payloadBytes);
}

function keysOfGeometries(geometries: readonly Geometry[]): readonly IndexKey[] {
  return [
    ...new Set(geometries.flatMap(({ cell, region }) => (cell === undefined ? (region?.cells() ?? []) : [cell]))),
  ];
}

/** Undefined for what is no GeoJSON that the server knows: elements of collections may be anything. */
export function geometryOfText(text: string): Geometry | undefined {
  try {
    return geometryOfShape(parseShape(text));
  } catch (error) {
    if (error instanceof ParticleError) return undefined;
    throw error;
  }
}
