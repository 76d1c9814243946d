// A field of a policy as a value: what it may hold, and its default. Checks a value given by a user.
// Never knows which fields there are; table.ts does.

import { AerospikeError } from '../error.ts';

/** Names of numbers, as constants.ts holds them. */
interface Constants {
  readonly [name: string]: number;
}

/** An integer and its range. */
export interface IntegerField {
  readonly type: 'integer';
  readonly default: number;
  readonly min: number;
  readonly max: number;
  /** For the values of a constant: where a user finds it, and its names. */
  readonly constant?: { readonly name: string; readonly values: Constants };
}

/** @internal */
export type Field =
  | IntegerField
  | { readonly type: 'milliseconds'; readonly default: number }
  | { readonly type: 'flag'; readonly default: boolean }
  | { readonly type: 'expression' | 'object' | 'text'; readonly default: undefined };

/** @internal The kind of field that can describe a value of this type. */
export type FieldFor<Value> = [Value] extends [boolean]
  ? Extract<Field, { default: boolean }>
  : [Value] extends [number]
    ? Extract<Field, { default: number }>
    : Extract<Field, { default: undefined }>;

/** @internal Fields by name. */
export interface Fields {
  readonly [name: string]: Field;
}

/** @internal The largest number of 32 bits, in which the wire carries limits and lifetimes. */
export const MAX_UINT32 = 0xffff_ffff;

/** @internal What `field` may hold, for messages and the reference. */
export function allowed(field: Field): string {
  switch (field.type) {
    case 'milliseconds':
      return 'a number of milliseconds, 0 or more';
    case 'integer':
      return field.constant
        ? `a value of ${field.constant.name}: ${named(field.constant.values)}`
        : `an integer from ${field.min} to ${field.max}`;
    case 'flag':
      return 'true or false';
    case 'expression':
      return 'an expression or base64 text';
    case 'object':
      return 'an object';
    case 'text':
      return 'a string';
  }
}

/**
 * @internal A value as commands use it.
 * @throws AerospikeError `ERR_PARAM` if the field cannot hold it.
 */
export function checked(field: Field, value: unknown, name: string, policyName: string): unknown {
  switch (field.type) {
    case 'milliseconds':
      if (typeof value !== 'number' || !(value >= 0)) break;
      // No timer is longer. A fraction is cut off; less than a millisecond is still a limit.
      return value > MAX_UINT32 ? 0 : value < 1 ? Math.ceil(value) : Math.trunc(value);
    case 'integer':
      if (!Number.isInteger(value) || (value as number) < field.min || (value as number) > field.max) break;
      return value;
    case 'flag':
      if (typeof value !== 'boolean') break;
      return value;
    case 'expression':
      if (typeof value !== 'string' && !Array.isArray(value)) break;
      return value;
    case 'object':
      if (typeof value !== 'object') break;
      return value;
    case 'text':
      if (typeof value !== 'string') break;
      return value;
  }
  throw AerospikeError.param(
    `Policy object invalid: ${name} of ${policyName} is ${shown(value)}, should be ${allowed(field)}`,
  );
}

function named(values: Constants): string {
  return Object.entries(values)
    .map(([name, value]) => `${value} (${name})`)
    .join(', ');
}

const MAX_SHOWN_CHARS = 40;

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, MAX_SHOWN_CHARS));
  if (typeof value === 'object') return Array.isArray(value) ? 'an array' : 'an object';
  return typeof value === 'function' ? 'a function' : String(value);
}
