// GeoJSON values: checked for being a shape that the server stores. No cells are computed, so a reply carries none;
// clients ignore them anyway and read the text.
//
//   particle := u8 flags · u16 cells · cells × u64 · JSON text

import { GEOJSON_CELL_BYTES, GEOJSON_HEADER_BYTES } from 'tendril/wire';
import { RESULT } from '../result-code.ts';
import { ParticleError } from './particle-error.ts';

interface GeoJsonObject {
  readonly type?: unknown;
  readonly geometry?: unknown;
  readonly coordinates?: unknown;
}

const MIN_RING_POINTS = 4;

/**
 * The stored form of a GeoJSON value: the text behind an empty header.
 *
 * @throws {@link ParticleError} with result code 160 when it is not JSON or not a supported shape.
 */
export function storedGeoJson(source: Buffer, start: number, end: number): Buffer {
  if (end - start < GEOJSON_HEADER_BYTES) throw invalid('value is shorter than its header');
  const textAt = start + GEOJSON_HEADER_BYTES + source.readUInt16BE(start + 1) * GEOJSON_CELL_BYTES;
  if (textAt > end) throw invalid('cells do not fit the value');
  let shape: unknown;
  try {
    shape = JSON.parse(source.toString('utf8', textAt, end));
  } catch {
    throw invalid('text is not JSON');
  }
  checkShape(shape);
  const stored = Buffer.allocUnsafe(GEOJSON_HEADER_BYTES + end - textAt);
  stored.fill(0, 0, GEOJSON_HEADER_BYTES);
  source.copy(stored, GEOJSON_HEADER_BYTES, textAt, end);
  return stored;
}

function checkShape(shape: unknown): void {
  if (isObject(shape) && shape.type === 'Feature') checkGeometry(shape.geometry);
  else checkGeometry(shape);
}

function checkGeometry(shape: unknown): void {
  if (!isObject(shape)) throw invalid('it is not an object');
  const { type, coordinates } = shape;
  switch (type) {
    case 'Point':
      return checkPoint(coordinates);
    case 'Polygon':
      return checkPolygon(coordinates);
    case 'MultiPolygon':
      return arrayOf(coordinates).forEach(checkPolygon);
    case 'AeroCircle':
      return checkCircle(coordinates);
    default:
      throw invalid(`type ${JSON.stringify(type)} is not supported`);
  }
}

function checkPolygon(rings: unknown): void {
  for (const ring of arrayOf(rings)) checkRing(arrayOf(ring));
}

/** Closed, with at least four points once repeated ones are dropped. */
function checkRing(points: unknown[]): void {
  points.forEach(checkPoint);
  const texts = points.map((point) => String(point));
  const distinct = texts.filter((text, i) => i === 0 || text !== texts[i - 1]);
  if (distinct.length < MIN_RING_POINTS) throw invalid('a ring has too few points');
  if (distinct[0] !== distinct.at(-1)) throw invalid('a ring is not closed');
}

/** A centre and a radius in metres. */
function checkCircle(coordinates: unknown): void {
  const [center, radius] = arrayOf(coordinates, 2);
  checkPoint(center);
  if (typeof radius !== 'number') throw invalid('a radius is not a number');
}

/** Longitude, latitude; no altitude. */
function checkPoint(point: unknown): void {
  const [longitude, latitude] = arrayOf(point, 2);
  if (typeof longitude !== 'number' || typeof latitude !== 'number') throw invalid('a coordinate is not a number');
  if (Math.abs(longitude) > 180 || Math.abs(latitude) > 90) throw invalid('a coordinate is out of range');
}

function arrayOf(value: unknown, length?: number): unknown[] {
  if (!Array.isArray(value) || (length !== undefined && value.length !== length)) {
    throw invalid('coordinates have the wrong form');
  }
  return value;
}

function isObject(value: unknown): value is GeoJsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(reason: string): ParticleError {
  return new ParticleError(RESULT.GEO_INVALID_GEOJSON, `Invalid GeoJSON: ${reason}`);
}
