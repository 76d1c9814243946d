// Types of the values that bins hold: `BinValue` inside Tendril, the looser `AerospikeBinValue` towards users.
// Integers beyond the safe range are BigInt; what is read as a map is a plain object, GeoJSON is read as text.
// Never holds code; conversion to and from bytes is in wire/.

import type { Double } from './double.ts';
import type { GeoJSON } from './geojson.ts';
import type { HyperLogLog } from './hyperloglog.ts';

/** A key of a map that Tendril can write. */
export type MapKey = string | number | bigint | Uint8Array;

/** A value that a bin, a list or a map can hold. */
export type BinValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | Double
  | GeoJSON
  | HyperLogLog
  | readonly BinValue[]
  | ReadonlyMap<MapKey, BinValue>
  | { readonly [key: string]: BinValue };

/** A key of a map. */
export type AerospikeMapKey = number | string | Buffer;

/** A basic value of a bin. */
export type PartialAerospikeBinValue =
  | null
  | undefined
  | boolean
  | string
  | number
  | Double
  | bigint
  | Buffer
  | GeoJSON
  | PartialAerospikeBinValue[]
  | object;

/**
 * A value of a bin, lists and maps included. An object becomes a map with text keys; a `Map` may have integers, text
 * or bytes as keys.
 */
export type AerospikeBinValue =
  | PartialAerospikeBinValue
  | PartialAerospikeBinValue[]
  | Record<string, PartialAerospikeBinValue>;

/** Bins by name; names have at most 15 bytes. */
export type AerospikeBins = { [name: string]: AerospikeBinValue };
