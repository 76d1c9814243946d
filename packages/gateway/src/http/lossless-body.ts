// The lossless form of a record, as `lossless-text.ts` writes it, back to particles. The limits of `record-body.ts` hold
// as well; a fault says where it is.
import {
  compareValues,
  ElementReader,
  KIND,
  LIST_ORDER,
  MAP_ORDER,
  MAX_CDT_DEPTH,
  PARTICLE,
  Particle,
  packBigInt,
  packBool,
  packDouble,
  packInteger,
  packListHeader,
  packMapHeader,
  packNil,
  packStringHeader,
  skipValue,
  WireError,
  Writer,
} from 'tendril/wire';
import { type Place, parseBins, refuse } from './record-body.ts';

/** Stands for a number that was written with a fraction or an exponent and has no fraction. */
class WholeDouble {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

type Tagged = Readonly<Record<string, unknown>>;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const FLAGS_MAX = 0xff;

/** @throws Problem for anything but the lossless form of a record. */
export function parseLossless(body: Uint8Array | undefined): Record<string, unknown> {
  const bins = parseBins(body, (value) => new WholeDouble(value));
  const place: Place = [];
  for (const name of Object.keys(bins)) {
    place.push(name);
    // Of its own by now, even `__proto__`.
    bins[name] = toBin(bins[name], place);
    place.pop();
  }
  return bins;
}

function toBin(value: unknown, place: Place): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? value : double(value);
  if (value instanceof WholeDouble) return double(value.value);
  if (typeof value !== 'object' || value === null) return value;
  const leaf = isTagged(value) ? readLeaf(value, place) : undefined;
  if (leaf !== undefined) {
    if (leaf.type !== PARTICLE.GEOJSON || '$particle' in value) return leaf;
    // Without cells: the server computes them.
    return new Particle(leaf.type, Buffer.concat([Buffer.alloc(3), leaf.bytes]));
  }
  const w = new Writer();
  const type = pack(w, value, place, 0);
  return new Particle(type, w.take());
}

function double(value: number): Particle {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return new Particle(PARTICLE.FLOAT, bytes);
}

const isTagged = (value: object): value is Tagged =>
  !Array.isArray(value) && Object.keys(value).some((name) => name.startsWith('$'));

/** What an object with `$` stands for, unless it is a list or a map. */
function readLeaf(value: Tagged, place: Place): Particle | undefined {
  const names = Object.keys(value).sort().join();
  switch (names) {
    case '$bytes':
      return new Particle(PARTICLE.BLOB, base64(value.$bytes, place));
    case '$hll':
      return new Particle(PARTICLE.HLL, base64(value.$hll, place));
    case '$geojson':
      if (typeof value.$geojson !== 'string') throw refuse(place, '$geojson must be a string');
      return new Particle(PARTICLE.GEOJSON, Buffer.from(value.$geojson));
    case '$double':
      if (value.$double === 'Infinity') return double(Number.POSITIVE_INFINITY);
      if (value.$double === '-Infinity') return double(Number.NEGATIVE_INFINITY);
      if (value.$double === 'NaN') return double(Number.NaN);
      throw refuse(place, '$double must be "NaN", "Infinity" or "-Infinity"');
    case '$bits,$double':
      if (typeof value.$bits === 'string' && /^[0-9a-f]{16}$/i.test(value.$bits)) {
        return new Particle(PARTICLE.FLOAT, Buffer.from(value.$bits, 'hex'));
      }
      throw refuse(place, '$bits must be 16 hexadecimal digits');
    case '$bytes,$particle':
      if (isByte(value.$particle) && value.$particle > 0) {
        return checkRaw(new Particle(value.$particle, base64(value.$bytes, place)), place);
      }
      throw refuse(place, '$particle must be a number from 1 to 255');
    case '$list':
    case '$list,$order':
    case '$map':
    case '$map,$order':
      return undefined;
    default:
      throw refuse(
        place,
        'names that start with $ are for $bytes, $double, $geojson, $hll, $list, $map and $particle; a map that has such keys is a $map',
      );
  }
}

/** A server says of a collection that is none no more than that something is wrong. */
function checkRaw(particle: Particle, place: Place): Particle {
  const { type, bytes } = particle;
  if (type !== PARTICLE.LIST && type !== PARTICLE.MAP) return particle;
  try {
    if (skipValue(bytes, 0, bytes.length) === bytes.length) return particle;
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
  }
  throw refuse(place, 'the bytes of a list or map are not one value of msgpack');
}

const isByte = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= FLAGS_MAX;

function base64(text: unknown, place: Place): Buffer {
  if (typeof text === 'string' && BASE64.test(text)) return Buffer.from(text, 'base64');
  throw refuse(place, 'must be base64, with padding');
}

/** Writes a value as it stands inside of lists and maps, and returns the type of the particle that it would be alone. */
function pack(w: Writer, value: unknown, place: Place, depth: number): number {
  switch (typeof value) {
    case 'string':
      packTyped(w, PARTICLE.STRING, Buffer.from(value));
      return PARTICLE.STRING;
    case 'boolean':
      packBool(w, value);
      return PARTICLE.BOOL;
    case 'bigint':
      packBigInt(w, value);
      return PARTICLE.INTEGER;
    case 'number':
      if (Number.isInteger(value)) packInteger(w, value);
      else packDouble(w, value);
      return PARTICLE.FLOAT;
  }
  if (value === null) packNil(w);
  else if (value instanceof WholeDouble) packDouble(w, value.value);
  else return packObject(w, value as object, place, depth);
  return PARTICLE.NULL;
}

function packTyped(w: Writer, type: number, bytes: Uint8Array): void {
  packStringHeader(w, 1 + bytes.length);
  w.u8(type);
  w.bytes(bytes);
}

function packObject(w: Writer, value: object, place: Place, depth: number): number {
  if (depth >= MAX_CDT_DEPTH) throw refuse(place, `lists and maps are nested more than ${MAX_CDT_DEPTH} deep`);
  if (Array.isArray(value)) return packList(w, value, 0, place, depth);
  if (!isTagged(value)) {
    return packPlainMap(w, value as Readonly<Record<string, unknown>>, place, depth);
  }
  const leaf = readLeaf(value, place);
  if (leaf === undefined) return packOrdered(w, value, place, depth);
  if (leaf.type === PARTICLE.FLOAT && leaf.bytes.length === 8) {
    // Not by way of a number, which may change the bits of a NaN.
    w.u8(0xcb);
    w.bytes(leaf.bytes);
  } else {
    packTyped(w, leaf.type, leaf.bytes);
  }
  return leaf.type;
}

function packOrdered(w: Writer, value: Tagged, place: Place, depth: number): number {
  const { $list: list, $map: map, $order: order = 0 } = value;
  if (!isByte(order)) throw refuse(place, `$order must be a number from 0 to ${FLAGS_MAX}`);
  if (Array.isArray(list)) return packList(w, list, order, place, depth);
  if (Array.isArray(map) && map.every((entry) => Array.isArray(entry) && entry.length === 2)) {
    return packMap(w, map as [unknown, unknown][], order, place, depth);
  }
  throw refuse(place, '$list must be a list, and $map a list of pairs of key and value');
}

/** A list with order flags is sorted, as a map is. */
function packList(w: Writer, items: readonly unknown[], flags: number, place: Place, depth: number): number {
  packListHeader(w, items.length, flags);
  const isSorted = (flags & LIST_ORDER.ORDERED) !== 0;
  const own = isSorted ? new Writer() : w;
  const starts: number[] = [];
  for (const [index, item] of items.entries()) {
    starts.push(own.pos);
    place.push(String(index));
    pack(own, item, place, depth + 1);
    place.pop();
  }
  if (!isSorted) return PARTICLE.LIST;
  const packed = starts.map((start, index) => own.buffer.subarray(start, starts[index + 1] ?? own.pos));
  for (const bytes of packed.sort(compareValues)) w.bytes(bytes);
  return PARTICLE.LIST;
}

/** An object is a map whose keys are text, and sorted. */
function packPlainMap(w: Writer, value: Readonly<Record<string, unknown>>, place: Place, depth: number): number {
  const entries = Object.keys(value).map((name) => ({ name, bytes: Buffer.from(name) }));
  packMapHeader(w, entries.length, MAP_ORDER.KEY_ORDERED);
  for (const { name, bytes } of entries.sort((a, b) => a.bytes.compare(b.bytes))) {
    packTyped(w, PARTICLE.STRING, bytes);
    place.push(name);
    pack(w, value[name], place, depth + 1);
    place.pop();
  }
  return PARTICLE.MAP;
}

/** A map with order flags is sorted by its keys, as servers expect it. Of a key that is none they tell nothing. */
function packMap(
  w: Writer,
  entries: readonly (readonly [unknown, unknown])[],
  flags: number,
  place: Place,
  depth: number,
): number {
  packMapHeader(w, entries.length, flags);
  const own = new Writer();
  const packed = entries.map(([key, item], index) => {
    place.push(typeof key === 'string' ? key : String(index));
    const start = own.pos;
    pack(own, key, place, depth + 1);
    const keyEnd = own.pos;
    if (!isKey(new ElementReader(own.buffer, start, keyEnd)))
      throw refuse(place, 'the key of a map is an integer, text or bytes');
    pack(own, item, place, depth + 1);
    place.pop();
    return { index, start, keyEnd, end: own.pos };
  });
  const { buffer } = own;
  const keyOf = ({ start, keyEnd }: { start: number; keyEnd: number }): Buffer => buffer.subarray(start, keyEnd);
  const sorted = [...packed].sort((a, b) => compareValues(keyOf(a), keyOf(b)));
  for (const [at, entry] of sorted.entries()) {
    const before = sorted[at - 1];
    if (before === undefined || compareValues(keyOf(before), keyOf(entry)) !== 0) continue;
    throw refuse([...place, String(entry.index)], `the map has the key of its entry ${before.index} again`);
  }
  const isSorted = (flags & MAP_ORDER.KEY_ORDERED) !== 0;
  for (const { start, end } of isSorted ? sorted : packed) w.bytes(buffer.subarray(start, end));
  return PARTICLE.MAP;
}

function isKey(reader: ElementReader): boolean {
  const kind = reader.next();
  if (kind === KIND.INT) return true;
  const type = reader.buffer[reader.payloadAt];
  return kind === KIND.STR && (type === PARTICLE.STRING || type === PARTICLE.BLOB);
}
