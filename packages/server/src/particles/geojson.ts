// GeoJSON values: checked for being a shape that the server stores. No cells are stored, so a reply carries none;
// clients ignore them anyway and read the text.
//
//   particle := u8 flags · u16 cells · cells × u64 · JSON text

import { GEOJSON_CELL_BYTES, GEOJSON_HEADER_BYTES } from 'tendril/wire';
import { invalid, parseShape } from './geo/shape.ts';

/**
 * The stored form of a GeoJSON value: the text behind an empty header.
 *
 * @throws {@link ParticleError} with result code 160 when it is not JSON or not a supported shape.
 */
export function storedGeoJson(source: Buffer, start: number, end: number): Buffer {
  if (end - start < GEOJSON_HEADER_BYTES) throw invalid('value is shorter than its header');
  const textAt = start + GEOJSON_HEADER_BYTES + source.readUInt16BE(start + 1) * GEOJSON_CELL_BYTES;
  if (textAt > end) throw invalid('cells do not fit the value');
  parseShape(source.toString('utf8', textAt, end));
  const stored = Buffer.allocUnsafe(GEOJSON_HEADER_BYTES + end - textAt);
  stored.fill(0, 0, GEOJSON_HEADER_BYTES);
  source.copy(stored, GEOJSON_HEADER_BYTES, textAt, end);
  return stored;
}

/** The text of a GeoJSON particle. */
export function geoText(value: Buffer): string {
  return value.toString('utf8', GEOJSON_HEADER_BYTES + value.readUInt16BE(1) * GEOJSON_CELL_BYTES);
}
