// Schemas that check bins: any object with the interface of Standard Schema 1 (zod, valibot, arktype and others have
// it). The part of the interface that is needed is written down here, so that no package has to be installed for it.

import { AerospikeError } from '../public.ts';

/** A schema of any library that implements Standard Schema 1. */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}

/** What a schema says of a value. */
export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

/** What a schema finds wrong with a value. */
export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** What a schema takes. */
export type SchemaInput<Schema> = Schema extends StandardSchema<infer Input, infer _> ? Extract<Input, object> : never;
/** What a schema makes of it. */
export type SchemaOutput<Schema> =
  Schema extends StandardSchema<infer _, infer Output> ? Extract<Output, object> : never;

const MAX_ISSUES_SHOWN = 5;

/** @throws AerospikeError `ERR_PARAM` for what does not implement Standard Schema. */
export function checkSchema(option: string, schema: StandardSchema | undefined): StandardSchema | undefined {
  if (schema === undefined || typeof schema?.['~standard']?.validate === 'function') return schema;
  throw AerospikeError.param(
    `${option} has no ~standard.validate; expected a schema of zod, valibot, arktype or another library with Standard Schema`,
  );
}

/**
 * The value as the schema makes it, at once if the schema is synchronous.
 *
 * @param what - Named in the error: the set, and whether the bins were to be written or were read.
 * @throws AerospikeError `ERR_PARAM` that lists what is wrong; `cause` has all issues.
 */
export function validate<Output>(
  schema: StandardSchema<unknown, Output>,
  value: unknown,
  what: string,
): Output | Promise<Output> {
  const result = schema['~standard'].validate(value);
  return result instanceof Promise ? result.then((later) => outcome(later, what)) : outcome(result, what);
}

/** The same for bins that are part of a record: those that were given, and no others. */
export function validatePart(schema: StandardSchema, given: object, what: string): object | Promise<object> {
  const part = (bins: unknown): object =>
    Object.fromEntries(Object.entries(bins as object).filter(([name]) => name in given));
  const bins = validate(schema, given, what);
  return bins instanceof Promise ? bins.then(part) : part(bins);
}

function outcome<Output>(result: SchemaResult<Output>, what: string): Output {
  if (result.issues === undefined) return result.value;
  const shown = result.issues.slice(0, MAX_ISSUES_SHOWN).map(sentence);
  const more = result.issues.length - shown.length;
  if (more > 0) shown.push(`and ${more} more`);
  throw AerospikeError.param(`${what}: ${shown.join('; ')}`, result.issues);
}

function sentence({ message, path }: SchemaIssue): string {
  const steps = path?.map((step) => String(typeof step === 'object' ? step.key : step)) ?? [];
  return steps.length === 0 ? message : `${steps.join('.')}: ${message}`;
}
