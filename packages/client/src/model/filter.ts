// Filters: what a query asks of a secondary index. Plain values with the fields that programs know; their bytes are made
// by the query.

import type { AerospikeBinValue } from './bin-value.ts';
import { indexType as INDEX_TYPE, indexDataType } from './constants.ts';
import { Double } from './double.ts';
import type { AerospikeExp } from './exp/entry.ts';
import { GeoJSON, type GeoJSONType } from './geojson.ts';
import type { CdtContext } from './operations/context.ts';

/** What a filter compares with: one value, or a range. */
export const PREDICATE = Object.freeze({ EQUAL: 0, RANGE: 1 });

/** What a query asks of a secondary index; made by the functions of `filter`. */
export class SindexFilterPredicate {
  /** 0 for one value, 1 for a range or region. */
  predicate: number;
  /** Bin that the index covers; null where the query names the index or an expression. */
  bin?: string | undefined;
  /** A value of `indexDataType`. */
  datatype: number;
  /** A value of `indexType`. */
  type: number;
  /** Path to a list or map inside the bin's value. */
  declare context?: CdtContext | undefined;
  /** Name of the index, set by `query.whereWithIndexName`. */
  declare indexName?: string | undefined;
  /** Expression that is indexed, set by `query.whereWithExp`. */
  declare exp?: AerospikeExp | string | undefined;

  /**
   * @param predicate - 0 for one value, 1 for a range or region.
   * @param bin - Bin that the index covers; null where the query names the index or an expression.
   * @param datatype - A value of `indexDataType`.
   * @param type - A value of `indexType`; default `DEFAULT`.
   * @param context - Path to a list or map inside the value of the bin.
   * @param props - What else the filter has: its value or range.
   */
  constructor(
    predicate: number,
    bin: string | null | undefined,
    datatype: number,
    type?: number | null,
    context?: CdtContext | null,
    props?: object,
  ) {
    this.predicate = predicate;
    this.bin = bin as string;
    this.datatype = datatype;
    this.type = type || INDEX_TYPE.DEFAULT;
    this.context = context as CdtContext;
    if (props) Object.assign(this, props);
  }
}

/** A filter for one value. */
export class EqualPredicate extends SindexFilterPredicate {
  declare val: string | number;

  constructor(bin: string | null, value: unknown, datatype: number, type?: number | null, context?: CdtContext | null) {
    super(PREDICATE.EQUAL, bin, datatype, type, context, { val: value });
  }
}

/** A filter for the integers from `min` to `max`. */
export class RangePredicate extends SindexFilterPredicate {
  declare min: number;
  declare max: number;

  constructor(
    bin: string | null,
    min: unknown,
    max: unknown,
    datatype: number,
    type?: number | null,
    context?: CdtContext | null,
  ) {
    super(PREDICATE.RANGE, bin, datatype, type, context, { min, max });
  }
}

/** A filter for points in a region, or regions around a point. */
export class GeoPredicate extends SindexFilterPredicate {
  declare val: GeoJSON;

  constructor(bin: string | null, value: unknown, type?: number | null, context?: CdtContext | null) {
    super(PREDICATE.RANGE, bin, indexDataType.GEO2DSPHERE, type, context, { val: value });
  }
}

function dataTypeOf(value: unknown): number {
  if (typeof value === 'string') return indexDataType.STRING;
  if (typeof value === 'number' || typeof value === 'bigint' || value instanceof Double) return indexDataType.NUMERIC;
  if (ArrayBuffer.isView(value)) return indexDataType.BLOB;
  throw new TypeError('Unknown data type for filter value.');
}

/** Regions as text, as they are sent. */
function geoText(value: unknown): unknown {
  if (value instanceof GeoJSON) return value.toString();
  return typeof value === 'object' ? JSON.stringify(value) : value;
}

/** An integer of 64 bits. */
export type FilterNumber = number | bigint;

/**
 * Makes the filters of queries, each for a secondary index.
 *
 * @example
 * import { filter, indexType } from 'tendril';
 *
 * const adults = filter.range('age', 18, 150);
 * const tagged = filter.contains('tags', 'new', indexType.LIST);
 * console.log(adults.bin, adults.min, tagged.val); // age 18 new
 */
export const filter = {
  SindexFilterPredicate,

  /**
   * Integers from `min` to `max`, both included.
   *
   * @param bin - Bin that the index covers; null where the query names the index or an expression.
   * @param indexType - What of the bin is indexed; a value of `indexType`.
   * @param context - Path to a list or map inside the bin's value.
   */
  range: (
    bin: string | null,
    min: FilterNumber,
    max: FilterNumber,
    indexType?: number,
    context?: CdtContext,
  ): RangePredicate => new RangePredicate(bin, min, max, indexDataType.NUMERIC, indexType, context),

  /**
   * Bins with a value: an integer, text or bytes.
   *
   * @param bin - Bin that the index covers; null where the query names the index or an expression.
   * @param context - Path to the value inside that of the bin.
   * @throws TypeError for a value of another type.
   */
  equal: (bin: string | null, value: AerospikeBinValue, context?: CdtContext): EqualPredicate =>
    new EqualPredicate(bin, value, dataTypeOf(value), undefined, context),

  /**
   * Lists and maps that contain a value: an integer, text or bytes.
   *
   * @param bin - Bin that the index covers; null where the query names the index or an expression.
   * @param indexType - What of the bin is indexed; a value of `indexType`.
   * @param context - Path to a list or map inside the bin's value.
   * @throws TypeError for a value of another type.
   */
  contains: (bin: string | null, value: AerospikeBinValue, indexType?: number, context?: CdtContext): EqualPredicate =>
    new EqualPredicate(bin, value, dataTypeOf(value), indexType, context),

  /** Points within a region. */
  geoWithinGeoJSONRegion: (
    bin: string | null,
    value: GeoJSON | GeoJSONType,
    indexType?: number,
    context?: CdtContext,
  ): GeoPredicate => new GeoPredicate(bin, geoText(value), indexType, context),

  /** Regions that contain a point. */
  geoContainsGeoJSONPoint: (
    bin: string | null,
    value: GeoJSON | GeoJSONType,
    indexType?: number,
    context?: CdtContext,
  ): GeoPredicate => new GeoPredicate(bin, geoText(value), indexType, context),

  /** Points within a circle; degrees and metres. */
  geoWithinRadius: (
    bin: string | null,
    lng: number,
    lat: number,
    radius: number,
    indexType?: number,
    context?: CdtContext,
  ): GeoPredicate => new GeoPredicate(bin, geoText(GeoJSON.Circle(lng, lat, radius)), indexType, context),

  /** Regions that contain a point; degrees. */
  geoContainsPoint: (
    bin: string | null,
    lng: number,
    lat: number,
    indexType?: number,
    context?: CdtContext,
  ): GeoPredicate => new GeoPredicate(bin, geoText(GeoJSON.Point(lng, lat)), indexType, context),
};

export declare namespace filter {
  type Predicates = number;
  type SindexFilterPredicate = import('./filter.ts').SindexFilterPredicate;
  type EqualPredicate = import('./filter.ts').EqualPredicate;
  type RangePredicate = import('./filter.ts').RangePredicate;
  type GeoPredicate = import('./filter.ts').GeoPredicate;
}

/** @internal The filter that `query.where` is given. @throws TypeError for what is none. */
export function checkFilter(given: unknown): SindexFilterPredicate {
  if (given instanceof SindexFilterPredicate) return given;
  throw new TypeError('indexFilter should be a SindexFilterPredicate');
}
