// GeoJSON shapes on the sphere, on S2's cells as the server has them: a point is the centre of its smallest cell, a
// region knows which points are within, and which ranges of cells cover it. A library does the geometry; it is loaded
// when the first shape is compared.

import type { s2 } from 's2js';
import { geoText } from '../geojson.ts';
import type { Particle } from '../particle.ts';
import { type GeoShape, type PolygonRings, type Position, parseShape } from './shape.ts';

/** The server's mean radius of the earth, in metres (`earth-radius-meters`). */
const EARTH_RADIUS = 6_371_000;
/** How finely the server covers a region (`min-level`, `max-level`, `max-cells` of `geo2dsphere-within`). */
const COVERING = { minLevel: 1, maxLevel: 20, maxCells: 12, levelMod: 1 };

type Sphere = typeof s2;
let loaded: Sphere | undefined;

function sphere(): Sphere {
  loaded ??= (require('s2js') as typeof import('s2js')).s2;
  return loaded;
}

/** The smallest cells from one to another, both included, by the numbers that the server gives them. */
export interface CellRange {
  readonly first: bigint;
  readonly last: bigint;
}

export interface Region {
  contains(point: s2.Point): boolean;
  /** Cells that together have all of the region, and as a rule more. */
  cells(): bigint[];
  /** Ranges that together have all cells of the region, and as a rule others; ascending. */
  cover(): CellRange[];
}

/** A shape: one or the other. */
export interface Geometry {
  /** The smallest cell that a point is in. */
  readonly cell: bigint | undefined;
  readonly region: Region | undefined;
}

const known = new WeakMap<Particle, Geometry>();

/** The geometry of a GeoJSON particle, made once for each. @throws ParticleError with result code 160. */
export function geometryOf(particle: Particle): Geometry {
  let geometry = known.get(particle);
  if (geometry === undefined) {
    geometry = geometryOfShape(parseShape(geoText(particle.value)));
    known.set(particle, geometry);
  }
  return geometry;
}

/** Whether one is a point and within the other, which is a region. Two points, or two regions, never are. */
export function geoCompare(a: Geometry, b: Geometry): boolean {
  if (a.cell !== undefined) return b.region?.contains(centreOf(a.cell)) ?? false;
  return b.cell !== undefined && (a.region?.contains(centreOf(b.cell)) ?? false);
}

export function geometryOfShape(shape: GeoShape): Geometry {
  if (shape.kind === 'point') return { cell: sphere().cellid.fromPoint(pointAt(shape.at)), region: undefined };
  return { cell: undefined, region: shape.kind === 'circle' ? circle(shape) : union(shape.polygons) };
}

/** The cells that a smallest one is in, of the sizes that regions are covered with. */
export function cellsAround(cell: bigint): bigint[] {
  const { cellid } = sphere();
  const { minLevel, maxLevel } = COVERING;
  return Array.from({ length: maxLevel - minLevel + 1 }, (_, i) => cellid.parent(cell, minLevel + i));
}

function centreOf(cell: bigint): s2.Point {
  return sphere().cellid.point(cell);
}

function pointAt([longitude, latitude]: Position): s2.Point {
  const { Point, LatLng } = sphere();
  return Point.fromLatLng(LatLng.fromDegrees(latitude, longitude));
}

function circle({ center, radius }: Extract<GeoShape, { kind: 'circle' }>): Region {
  const cap = sphere().Cap.fromCenterAngle(pointAt(center), radius / EARTH_RADIUS);
  return { contains: (point) => cap.containsPoint(point), cells: () => cellsOf([cap]), cover: () => rangesOf([cap]) };
}

function union(all: readonly PolygonRings[]): Region {
  const polygons = all.map(polygonOf);
  return {
    contains: (point) => polygons.some((polygon) => polygon.containsPoint(point)),
    cells: () => cellsOf(polygons),
    cover: () => rangesOf(polygons),
  };
}

/** Whichever way a ring runs, what is within is the smaller side. */
function polygonOf(rings: PolygonRings): s2.Polygon {
  const { Loop, Polygon } = sphere();
  const loops = rings.map((ring) => {
    const loop = new Loop(ring.map(pointAt));
    loop.normalize();
    return loop;
  });
  return new Polygon(loops);
}

function cellsOf(regions: readonly s2.Region[]): bigint[] {
  const coverer = new (sphere().RegionCoverer)(COVERING);
  return regions.flatMap((region) => [...coverer.covering(region)]);
}

function rangesOf(regions: readonly s2.Region[]): CellRange[] {
  const { cellid } = sphere();
  const ranges = cellsOf(regions).map((cell) => ({ first: cellid.rangeMin(cell), last: cellid.rangeMax(cell) }));
  ranges.sort((a, b) => (a.first < b.first ? -1 : 1));
  const merged: CellRange[] = [];
  for (const range of ranges) {
    const before = merged.at(-1);
    if (before === undefined || range.first > before.last + 2n) merged.push(range);
    else if (range.last > before.last) merged[merged.length - 1] = { first: before.first, last: range.last };
  }
  return merged;
}
