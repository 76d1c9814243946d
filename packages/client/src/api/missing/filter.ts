// Filters of queries on secondary indexes. Not there yet; see missing.ts.

import type { AerospikeBinValue } from '../../model/bin-value.ts';
import type { GeoJSON, GeoJSONType } from '../../model/geojson.ts';
import type { AerospikeExp } from '../../model/policies/fields.ts';
import { missingClass, missingFunctions } from '../missing.ts';
import type { cdt } from './cdt.ts';

/** The type of {@link filter}. */
export interface Filters {
  /** Class of all filters; made by the functions. */
  readonly SindexFilterPredicate: {
    new (...args: never): filter.SindexFilterPredicate;
    readonly prototype: filter.SindexFilterPredicate;
  };
  contains(
    bin: string | null,
    value: AerospikeBinValue,
    indexType?: number,
    context?: cdt.Context,
  ): filter.EqualPredicate;
  equal(bin: string | null, value: AerospikeBinValue, context?: cdt.Context): filter.EqualPredicate;
  geoWithinGeoJSONRegion(
    bin: string | null,
    value: GeoJSON | GeoJSONType,
    indexType?: number,
    context?: cdt.Context,
  ): filter.GeoPredicate;
  geoContainsGeoJSONPoint(
    bin: string | null,
    value: GeoJSON | GeoJSONType,
    indexType?: number,
    context?: cdt.Context,
  ): filter.GeoPredicate;
  geoWithinRadius(
    bin: string | null,
    lng: number,
    lat: number,
    radius: number,
    indexType?: number,
    context?: cdt.Context,
  ): filter.GeoPredicate;
  geoContainsPoint(
    bin: string | null,
    lng: number,
    lat: number,
    indexType?: number,
    context?: cdt.Context,
  ): filter.GeoPredicate;
  range(bin: string | null, min: number, max: number, indexType?: number, context?: cdt.Context): filter.RangePredicate;
}

/**
 * Filters of queries on secondary indexes. Not in this version: the functions throw an `AerospikeError`
 * `ERR_UNSUPPORTED_FEATURE`.
 *
 * @example
 * import { filter, status } from 'tendril';
 *
 * try {
 *   filter.equal('name', 'Ada');
 * } catch (error) {
 *   console.log(error.code === status.ERR_UNSUPPORTED_FEATURE); // true
 * }
 */
export const filter: Filters = {
  SindexFilterPredicate: missingClass<Filters['SindexFilterPredicate']>('filter.SindexFilterPredicate'),
  ...missingFunctions('filter'),
};

export declare namespace filter {
  type Predicates = number;
  /** What a query asks of a secondary index. */
  interface SindexFilterPredicate {
    predicate: number;
    bin?: string | undefined;
    datatype: number;
    type: number;
    indexName?: string | undefined;
    exp?: AerospikeExp | string | undefined;
  }
  interface EqualPredicate extends SindexFilterPredicate {
    val: string | number;
  }
  interface RangePredicate extends SindexFilterPredicate {
    min: number;
    max: number;
  }
  interface GeoPredicate extends SindexFilterPredicate {
    val: GeoJSON;
  }
}
