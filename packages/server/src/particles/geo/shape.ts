// GeoJSON text as the server reads it (docs/protocol/particles.md, "Particle types"): which shapes there are, and the
// numbers in them. Nothing is said of the sphere here.

import { RESULT } from '../../result-code.ts';
import { ParticleError } from '../particle-error.ts';

/** Longitude, latitude; no altitude. */
export type Position = readonly [longitude: number, latitude: number];

/** The positions of a ring without the last, which is the first again. */
export type Ring = readonly Position[];

/** Rings: one within another is a hole. */
export type PolygonRings = readonly Ring[];

export type GeoShape =
  | { readonly kind: 'point'; readonly at: Position }
  | { readonly kind: 'polygons'; readonly polygons: readonly PolygonRings[] }
  /** A centre, and a radius in metres. */
  | { readonly kind: 'circle'; readonly center: Position; readonly radius: number };

interface GeoJsonObject {
  readonly type?: unknown;
  readonly geometry?: unknown;
  readonly coordinates?: unknown;
}

const MIN_RING_POINTS = 4;

/** @throws ParticleError with result code 160 when the text is not JSON or not a supported shape. */
export function parseShape(text: string): GeoShape {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw invalid('text is not JSON');
  }
  return isObject(json) && json.type === 'Feature' ? geometry(json.geometry) : geometry(json);
}

function geometry(shape: unknown): GeoShape {
  if (!isObject(shape)) throw invalid('it is not an object');
  const { type, coordinates } = shape;
  switch (type) {
    case 'Point':
      return { kind: 'point', at: position(coordinates) };
    case 'Polygon':
      return { kind: 'polygons', polygons: [polygon(coordinates)] };
    case 'MultiPolygon':
      return { kind: 'polygons', polygons: arrayOf(coordinates).map(polygon) };
    case 'AeroCircle':
      return circle(coordinates);
    default:
      throw invalid(`type ${JSON.stringify(type)} is not supported`);
  }
}

function polygon(rings: unknown): PolygonRings {
  return arrayOf(rings).map((points) => ring(arrayOf(points)));
}

/** Closed, with at least four points once repeated ones are dropped. */
function ring(points: unknown[]): Ring {
  const positions = points.map(position);
  const distinct = positions.filter((point, i) => i === 0 || !isSame(point, positions[i - 1] as Position));
  const [first] = distinct;
  if (first === undefined || distinct.length < MIN_RING_POINTS) throw invalid('a ring has too few points');
  if (!isSame(first, distinct.at(-1) as Position)) throw invalid('a ring is not closed');
  return distinct.slice(0, -1);
}

function circle(coordinates: unknown): GeoShape {
  const [center, radius] = arrayOf(coordinates, 2);
  const at = position(center);
  if (typeof radius !== 'number') throw invalid('a radius is not a number');
  return { kind: 'circle', center: at, radius };
}

function position(point: unknown): Position {
  const [longitude, latitude] = arrayOf(point, 2);
  if (typeof longitude !== 'number' || typeof latitude !== 'number') throw invalid('a coordinate is not a number');
  if (Math.abs(longitude) > 180 || Math.abs(latitude) > 90) throw invalid('a coordinate is out of range');
  return [longitude, latitude];
}

function isSame(a: Position, b: Position): boolean {
  return a[0] === b[0] && a[1] === b[1];
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

export function invalid(reason: string): ParticleError {
  return new ParticleError(RESULT.GEO_INVALID_GEOJSON, `Invalid GeoJSON: ${reason}`);
}
