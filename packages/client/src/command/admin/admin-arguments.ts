// Checks of what users pass to the commands of administration, with the words of the vendor's client. An argument of a
// wrong type is an ArgumentTypeError, every other failure an AerospikeError. Passwords are never part of a message.

import { AerospikeError, ArgumentTypeError } from '../../model/error.ts';
import { status } from '../../model/status.ts';
import type { AdminPrivilege } from '../../wire/admin.ts';
import { FIRST_SCOPED_PRIVILEGE } from '../../wire/codes/admin.ts';
import {
  MAX_NAMESPACE_NAME_BYTES,
  MAX_PASSWORD_BYTES,
  MAX_SET_NAME_BYTES,
  MAX_USER_NAME_BYTES,
} from '../../wire/codes/limits.ts';

const MAX_QUOTA = 0xffff_ffff;
const MAX_CODE = 255;

export function checkText(what: string, value: unknown): string {
  if (typeof value !== 'string') throw new ArgumentTypeError(`${what} must be a string`);
  return value;
}

export function checkUser(what: string, value: unknown): string {
  return checkLength('user', checkText(what, value), MAX_USER_NAME_BYTES);
}

export function checkPassword(value: unknown): string {
  return checkLength('password', checkText('Password', value), MAX_PASSWORD_BYTES);
}

function checkLength(what: string, value: string, max: number): string {
  const bytes = Buffer.byteLength(value);
  if (bytes <= max) return value;
  const message = `Max ${what} length ${max} exceeded: ${bytes}`;
  throw AerospikeError.fromCode({ code: status.ERR_CLIENT, message });
}

/** Names of roles, or addresses. `invalid`: what is said of a list with something else in it. */
export function checkTexts(what: string, value: unknown, invalid: string): string[] {
  if (!Array.isArray(value)) throw new ArgumentTypeError(`${what} must be an array`);
  const texts: unknown[] = Array.from(value);
  if (!texts.every((text) => typeof text === 'string')) throw AerospikeError.param(invalid);
  return texts as string[];
}

export function checkPrivileges(what: string, value: unknown): AdminPrivilege[] {
  if (!Array.isArray(value)) throw new ArgumentTypeError(`${what} must be an array`);
  return Array.from(value, checkPrivilege);
}

function checkPrivilege(value: unknown): AdminPrivilege {
  const { code, namespace, set } = (value ?? {}) as { code?: unknown; namespace?: unknown; set?: unknown };
  if (!Number.isInteger(code) || (code as number) < 0 || (code as number) > MAX_CODE) {
    throw AerospikeError.param('Privileges array invalid');
  }
  const privilege = {
    code: code as number,
    namespace: scope('namespace', namespace, MAX_NAMESPACE_NAME_BYTES),
    set: scope('set', set, MAX_SET_NAME_BYTES),
  };
  if (privilege.code < FIRST_SCOPED_PRIVILEGE && (privilege.namespace !== '' || privilege.set !== '')) {
    throw AerospikeError.param('Admin privilege has namespace/set scope which is invalid.');
  }
  return privilege;
}

function scope(what: string, value: unknown, max: number): string {
  const text = typeof value === 'string' ? value : '';
  const bytes = Buffer.byteLength(text);
  if (bytes > max) throw AerospikeError.param(`Privilege has a ${what} of ${bytes} bytes, the limit is ${max}`);
  return text;
}

/** Records per second; none means no limit. */
export function checkQuota(what: string, value: unknown): number {
  if (value === undefined || value === null) return 0;
  if (typeof value !== 'number') throw new ArgumentTypeError(`${what} must be a number`);
  if (!Number.isInteger(value) || value < 0 || value > MAX_QUOTA) {
    throw AerospikeError.param(`${what} must be an integer from 0 to ${MAX_QUOTA}`);
  }
  return value;
}
