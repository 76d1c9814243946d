// Particles as JSON text from which the same particles can be made again: the lossless form of a record. What JSON says
// exactly is plain JSON, everything else is an object with one name that starts with `$`. `lossless-body.ts` reads it.
// Table: docs/gateway.md, "The lossless form".
import {
  DecodeBudget,
  ElementReader,
  KIND,
  MAP_ORDER,
  PARTICLE,
  type Particle,
  UNMEASURED_BYTES,
  WireError,
} from 'tendril/wire';

export const LOSSLESS_TYPE = 'application/vnd.tendril.record+json';

const GEOJSON_HEADER_BYTES = 3;
const GEOJSON_CELL_BYTES = 8;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function renderLossless(bins: Readonly<Record<string, Particle>>): string {
  const members = Object.entries(bins).map(([name, particle]) => `${JSON.stringify(name)}:${renderBin(particle)}`);
  return `{${members.join()}}`;
}

function renderBin({ type, bytes }: Particle): string {
  switch (type) {
    case PARTICLE.INTEGER:
      return bytes.length === 8 ? bytes.readBigInt64BE(0).toString() : raw(type, bytes);
    case PARTICLE.FLOAT:
      return bytes.length === 8 ? renderDouble(bytes.readDoubleBE(0), bytes) : raw(type, bytes);
    case PARTICLE.BOOL:
      return bytes.length === 1 && (bytes[0] as number) <= 1 ? String(bytes[0] === 1) : raw(type, bytes);
    case PARTICLE.GEOJSON: {
      const textAt =
        bytes.length < GEOJSON_HEADER_BYTES
          ? bytes.length + 1
          : GEOJSON_HEADER_BYTES + GEOJSON_CELL_BYTES * bytes.readUInt16BE(1);
      return textAt > bytes.length ? raw(type, bytes) : renderBytes(type, bytes.subarray(textAt));
    }
    case PARTICLE.LIST:
    case PARTICLE.MAP:
      return renderCollection(type, bytes);
    default:
      return renderBytes(type, bytes);
  }
}

/** What has no form of its own: as it is stored. */
const raw = (type: number, bytes: Buffer): string => `{"$particle":${type},"$bytes":"${bytes.toString('base64')}"}`;

function renderBytes(type: number, bytes: Buffer): string {
  switch (type) {
    case PARTICLE.STRING:
      return renderText(bytes) ?? raw(type, bytes);
    case PARTICLE.GEOJSON: {
      const text = renderText(bytes);
      return text === undefined ? raw(type, bytes) : `{"$geojson":${text}}`;
    }
    case PARTICLE.BLOB:
      return `{"$bytes":"${bytes.toString('base64')}"}`;
    case PARTICLE.HLL:
      return `{"$hll":"${bytes.toString('base64')}"}`;
    default:
      return raw(type, bytes);
  }
}

function renderText(bytes: Buffer): string | undefined {
  try {
    return JSON.stringify(utf8.decode(bytes));
  } catch {
    return undefined;
  }
}

/** Always with a fraction or an exponent, so that it is not taken for an integer. */
function renderDouble(value: number, bytes: Buffer): string {
  if (Object.is(value, -0)) return '-0.0';
  if (Number.isFinite(value)) {
    const text = String(value);
    return /[.e]/.test(text) ? text : `${text}.0`;
  }
  // Not every NaN has the same bits.
  if (Number.isNaN(value)) return `{"$double":"NaN","$bits":"${bytes.toString('hex')}"}`;
  return `{"$double":"${value > 0 ? 'Infinity' : '-Infinity'}"}`;
}

/** Bytes that no client writes, such as other spellings of a number, and nesting beyond bounds: as they are stored. */
function renderCollection(type: number, bytes: Buffer): string {
  try {
    if (bytes.length > UNMEASURED_BYTES) new DecodeBudget().spend(bytes, 0, bytes.length);
    const reader = new ElementReader(bytes, 0, bytes.length);
    const text = renderElement(reader);
    if (reader.pos === bytes.length) return text;
  } catch (error) {
    if (!(error instanceof WireError || error instanceof RangeError)) throw error;
  }
  return raw(type, bytes);
}

function renderElement(r: ElementReader): string {
  const { buffer } = r;
  switch (r.next()) {
    case KIND.NIL:
      return 'null';
    case KIND.BOOL:
      return String(r.low === 1);
    case KIND.INT:
      return renderInteger(r);
    case KIND.DOUBLE:
      if (r.payloadBytes !== 8) throw new WireError('A float of 32 bits');
      return renderDouble(buffer.readDoubleBE(r.payloadAt), buffer.subarray(r.payloadAt, r.payloadAt + 8));
    case KIND.STR: {
      const { payloadAt: at, payloadBytes } = r;
      if (payloadBytes === 0) throw new WireError('Text without a type');
      return renderBytes(buffer[at] as number, buffer.subarray(at + 1, at + payloadBytes));
    }
    case KIND.LIST:
      return renderList(r, r.count);
    case KIND.MAP:
      return renderMap(r, r.count);
    default:
      throw new WireError('An extension is no value');
  }
}

function renderInteger(r: ElementReader): string {
  const value = (BigInt(r.high) << 32n) | BigInt(r.low);
  if (!r.negative && r.high > 0x7fffffff) throw new WireError('An integer beyond 63 bits');
  return BigInt.asIntN(64, value).toString();
}

/** The order flags at the head of a container; 0 if it has none, and the reader has not moved then. */
function takeFlags(r: ElementReader, count: number): number {
  const start = r.pos;
  if (count > 0 && r.pos < r.end && r.next() === KIND.EXT) {
    if (r.payloadBytes !== 0 || r.extType === 0) throw new WireError('An extension is no value');
    return r.extType;
  }
  r.pos = start;
  return 0;
}

function renderList(r: ElementReader, count: number): string {
  const flags = takeFlags(r, count);
  const left = flags === 0 ? count : count - 1;
  const items: string[] = [];
  for (let index = 0; index < left; index += 1) items.push(renderElement(r));
  return flags === 0 ? `[${items.join()}]` : `{"$list":[${items.join()}],"$order":${flags}}`;
}

/** A map as clients write it, ordered by its keys, which are text, is an object. */
function renderMap(r: ElementReader, count: number): string {
  const flags = takeFlags(r, count);
  if (flags !== 0 && r.next() !== KIND.NIL) throw new WireError('Order flags have a value');
  const left = flags === 0 ? count : count - 1;
  const entries: [key: string, value: string][] = [];
  for (let index = 0; index < left; index += 1) entries.push([renderElement(r), renderElement(r)]);
  if (flags === MAP_ORDER.KEY_ORDERED && entries.every(([key]) => key.startsWith('"') && key[1] !== '$')) {
    return `{${entries.map(([key, value]) => `${key}:${value}`).join()}}`;
  }
  return `{"$map":[${entries.map(([key, value]) => `[${key},${value}]`).join()}],"$order":${flags}}`;
}
