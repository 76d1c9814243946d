// A data set: the records of one Aerospike set, with the types of their bins and keys. A value; it knows no client.

import { AerospikeError, Key, type UserKey } from '../public.ts';
import { type Expiry, ttlOf } from './duration.ts';
import {
  checkSchema,
  type SchemaInput,
  type SchemaOutput,
  type StandardSchema,
  validate,
  validatePart,
} from './schema.ts';

/** Options of {@link dataSet}. */
export interface DataSetOptions {
  /** Whether the key is stored with the record, so that queries return it; default true. */
  readonly sendKey?: boolean;
  /** Lifetime of records that are written without one of their own; default that of the namespace. */
  readonly expiresIn?: Expiry;
}

/** Options of a data set whose bins a schema checks. */
export interface SchemaOptions<Schema extends StandardSchema<object, object>> extends DataSetOptions {
  /** Checks, and may complete or transform, the bins that `insert` and `replace` write. */
  readonly schema: Schema;
  /**
   * Checks bins that are part of a record: those that `upsert` and `update` are given and that `select` reads. Such as
   * `schema.partial()` of zod. What it adds that was not given is left out.
   */
  readonly partial?: StandardSchema<object, object>;
  /** Whether records that are read are checked too; default false. A schema is given what it once returned. */
  readonly checkReads?: boolean;
}

/** The records of a set, of bins `Bins`, with keys `Id`; `Input` is what a schema makes bins of. */
export class DataSet<Bins extends object, Id extends UserKey = UserKey, Input extends object = Bins> {
  readonly namespace: string;
  readonly set: string;
  /** @internal */
  readonly sendKey: boolean;
  /** @internal Seconds, or a constant of `ttl`; undefined for the client's default. */
  readonly ttl: number | undefined;
  readonly #schema: StandardSchema | undefined;
  readonly #partial: StandardSchema | undefined;
  readonly #checksReads: boolean;
  /** Carries the types; never there. */
  declare readonly types?: { readonly bins: Bins; readonly id: Id; readonly input: Input };

  /** @internal */
  constructor(
    namespace: string,
    set: string,
    options: DataSetOptions & Partial<SchemaOptions<StandardSchema<object>>>,
  ) {
    this.namespace = namespace;
    this.set = set;
    this.sendKey = options.sendKey ?? true;
    this.ttl = options.expiresIn === undefined ? undefined : ttlOf(options.expiresIn);
    this.#schema = checkSchema('schema', options.schema);
    this.#partial = checkSchema('partial', options.partial);
    this.#checksReads = options.checkReads ?? false;
    // Refuses impossible names here, not with the first command.
    this.key(0 as Id);
  }

  /** The key of one record, for the commands of the client. */
  key(id: Id): Key {
    return new Key(this.namespace, this.set, id as Exclude<UserKey, bigint>);
  }

  /** @internal Bins that are to be written, as the schema makes them; throws or rejects for those that it refuses. */
  toWrite(bins: object, areWhole: boolean): object | Promise<object> {
    return this.#judge(bins, areWhole, `bins for set ${this.set}`);
  }

  /** @internal Bins that were read, likewise. */
  asRead(bins: object, areWhole: boolean): object | Promise<object> {
    return this.#checksReads ? this.#judge(bins, areWhole, `record read from set ${this.set}`) : bins;
  }

  #judge(bins: object, areWhole: boolean, what: string): object | Promise<object> {
    if (areWhole) return this.#schema === undefined ? bins : (validate(this.#schema, bins, what) as object);
    return this.#partial === undefined ? bins : validatePart(this.#partial, bins, what);
  }
}

/** What an error of a chain is: where its data set is none, that. */
export function faultOf(dataSet: unknown, error: unknown): unknown {
  if (dataSet instanceof DataSet) return error;
  const given = typeof dataSet === 'string' ? `"${dataSet}"` : String(dataSet);
  return AerospikeError.param(`data set is ${given}; expected what dataSet(namespace, set) returns`);
}

/**
 * Declares a data set.
 *
 * @throws TypeError for names that no namespace or set can have.
 * @throws AerospikeError `ERR_PARAM` for anything but a schema, and for a lifetime that no record can have.
 *
 * @example
 * import { dataSet } from 'tendril/fluent';
 *
 * // In TypeScript: dataSet<User, string>('test', 'users').
 * const users = dataSet('test', 'users', { expiresIn: '30d' });
 * console.log(users.key('ann').set); // users
 */
export function dataSet<Schema extends StandardSchema<object, object>, Id extends UserKey = UserKey>(
  namespace: string,
  set: string,
  options: SchemaOptions<Schema>,
): DataSet<SchemaOutput<Schema>, Id, SchemaInput<Schema>>;
export function dataSet<Bins extends object, Id extends UserKey = UserKey>(
  namespace: string,
  set: string,
  options?: DataSetOptions,
): DataSet<Bins, Id>;
export function dataSet(namespace: string, set: string, options: DataSetOptions = {}): DataSet<object> {
  return new DataSet(namespace, set, options);
}
