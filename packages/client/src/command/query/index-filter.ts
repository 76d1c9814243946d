// A filter as bytes: the range of an index, and which index it is.

import { indexDataType } from '../../model/constants.ts';
import { Double } from '../../model/double.ts';
import { AerospikeError } from '../../model/error.ts';
import { type EqualPredicate, PREDICATE, type RangePredicate, SindexFilterPredicate } from '../../model/filter.ts';
import { GeoJSON } from '../../model/geojson.ts';
import { PARTICLE } from '../../wire/codes/particles.ts';
import type { IndexRange } from '../../wire/query.ts';
import { packContext, packExpression } from './packed.ts';

/** What a query asks of an index, ready to be sent. */
export interface IndexFilter {
  readonly indexType: number;
  readonly range: IndexRange;
  readonly indexName: string | undefined;
  readonly context: Buffer | undefined;
  readonly expression: Buffer | undefined;
}

/** The one filter of a query; undefined if it has none. @throws AerospikeError `ERR_PARAM` */
export function indexFilter(filters: unknown): IndexFilter | undefined {
  if (filters === undefined || filters === null) return undefined;
  if (!Array.isArray(filters)) throw AerospikeError.param('filters must be an array');
  if (filters.length === 0) return undefined;
  if (filters.length > 1) throw AerospikeError.param(`A query has one filter, not ${filters.length}`);
  const [filter] = filters as [unknown];
  if (!(filter instanceof SindexFilterPredicate))
    throw AerospikeError.param('A filter must be a SindexFilterPredicate');
  const { bin, type, indexName, exp, context } = filter;
  const isNamed = typeof indexName === 'string';
  const hasBin = typeof bin === 'string';
  const isExp = typeof exp === 'string' || Array.isArray(exp);
  if (isExp && isNamed) throw AerospikeError.param('Index name must not be defined if expression is defined');
  if (isExp && hasBin) throw AerospikeError.param('Bin name must not be defined if expression is defined');
  if (isNamed && hasBin) {
    throw AerospikeError.param('Bin name must not be defined if index name is defined');
  }
  if (!isExp && !isNamed && !hasBin) {
    throw AerospikeError.param('Bin, Index Name, or Expression must have valid type');
  }
  return {
    indexType: type,
    range: { bin: hasBin ? bin : '', ...rangeOf(filter) },
    indexName: isNamed ? indexName : undefined,
    // An index that is named has its own context, as has an expression.
    context: hasBin && context !== undefined && context !== null ? packContext(context) : undefined,
    expression: isExp ? packExpression(exp) : undefined,
  };
}

function rangeOf(filter: SindexFilterPredicate): Omit<IndexRange, 'bin'> {
  const { val } = filter as EqualPredicate;
  switch (filter.datatype) {
    case indexDataType.NUMERIC:
    case indexDataType.INTEGER: {
      const isRange = filter.predicate === PREDICATE.RANGE;
      const { min, max } = isRange ? (filter as RangePredicate) : { min: val, max: val };
      return { particleType: PARTICLE.INTEGER, begin: integer(min, isRange), end: integer(max, isRange) };
    }
    case indexDataType.GEO2DSPHERE: {
      const region: unknown = val;
      const text = region instanceof GeoJSON ? region.toString() : region;
      if (typeof text !== 'string') throw AerospikeError.param('The region value passed is not a GeoJSON string');
      return same(PARTICLE.GEOJSON, Buffer.from(text));
    }
    case indexDataType.BLOB:
      if (!ArrayBuffer.isView(val)) throw AerospikeError.param('Querying a blob index - value is not a buffer');
      return same(PARTICLE.BLOB, Buffer.from(val as unknown as Uint8Array));
    default:
      if (typeof val !== 'string') {
        throw AerospikeError.param('Querying a string index with equal predicate - value is not a string');
      }
      return same(PARTICLE.STRING, Buffer.from(val));
  }
}

function same(particleType: number, value: Buffer): Omit<IndexRange, 'bin'> {
  return { particleType, begin: value, end: value };
}

function integer(given: unknown, isRange: boolean): Buffer {
  const value = given instanceof Double ? given.Double : given;
  const isNumber = typeof value === 'number' && Number.isFinite(value);
  if (!isNumber && typeof value !== 'bigint') {
    throw AerospikeError.param(
      isRange
        ? 'The min/max of the range value passed must both be integers.'
        : 'Querying an numeric index with equal predicate - value is not a number',
    );
  }
  const whole = typeof value === 'bigint' ? value : BigInt(Math.trunc(value));
  if (BigInt.asIntN(64, whole) !== whole) throw AerospikeError.param(`${whole} is not an integer of 64 bits`);
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(whole);
  return bytes;
}
