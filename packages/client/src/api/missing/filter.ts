// Filters of queries on secondary indexes. Not there yet; see missing.ts.

import type { AerospikeBinValue } from '../../model/bin-value.ts';
import type { GeoJSON, GeoJSONType } from '../../model/geojson.ts';
import type { CdtContext } from '../../model/operations/context.ts';
import type { AerospikeExp } from '../../model/policies/fields.ts';

/** The type of `filter`. */
export interface Filters {
  /** Class of all filters; made by the functions. */
  readonly SindexFilterPredicate: {
    new (...args: never): SindexFilterPredicate;
    readonly prototype: SindexFilterPredicate;
  };
  contains(bin: string | null, value: AerospikeBinValue, indexType?: number, context?: CdtContext): EqualPredicate;
  equal(bin: string | null, value: AerospikeBinValue, context?: CdtContext): EqualPredicate;
  geoWithinGeoJSONRegion(
    bin: string | null,
    value: GeoJSON | GeoJSONType,
    indexType?: number,
    context?: CdtContext,
  ): GeoPredicate;
  geoContainsGeoJSONPoint(
    bin: string | null,
    value: GeoJSON | GeoJSONType,
    indexType?: number,
    context?: CdtContext,
  ): GeoPredicate;
  geoWithinRadius(
    bin: string | null,
    lng: number,
    lat: number,
    radius: number,
    indexType?: number,
    context?: CdtContext,
  ): GeoPredicate;
  geoContainsPoint(
    bin: string | null,
    lng: number,
    lat: number,
    indexType?: number,
    context?: CdtContext,
  ): GeoPredicate;
  range(bin: string | null, min: number, max: number, indexType?: number, context?: CdtContext): RangePredicate;
}

/** What a query asks of a secondary index. */
export interface SindexFilterPredicate {
  predicate: number;
  bin?: string | undefined;
  datatype: number;
  type: number;
  indexName?: string | undefined;
  exp?: AerospikeExp | string | undefined;
}
export interface EqualPredicate extends SindexFilterPredicate {
  val: string | number;
}
export interface RangePredicate extends SindexFilterPredicate {
  min: number;
  max: number;
}
export interface GeoPredicate extends SindexFilterPredicate {
  val: GeoJSON;
}
