// Types of particles: what a bin value is (docs/protocol/particles.md). The same numbers tell text, bytes and GeoJSON
// apart inside collections.

export const PARTICLE = {
  NULL: 0,
  INTEGER: 1,
  FLOAT: 2,
  STRING: 3,
  BLOB: 4,
  JAVA_BLOB: 7,
  CSHARP_BLOB: 8,
  PYTHON_BLOB: 9,
  RUBY_BLOB: 10,
  PHP_BLOB: 11,
  ERLANG_BLOB: 12,
  VECTOR: 16,
  BOOL: 17,
  HLL: 18,
  MAP: 19,
  LIST: 20,
  GEOJSON: 23,
} as const;

/** Flags, and the number of cells that follow, in front of the text of a GeoJSON particle. */
export const GEOJSON_HEADER_BYTES = 3;
/** Each of them an S2 cell id. */
export const GEOJSON_CELL_BYTES = 8;
