// Who a command logs in as: the user by name, the password from a file or the environment, and never from the arguments,
// which every user of a machine can read. Nothing here is printed.

import { closeSync, openSync, readSync } from 'node:fs';
import { auth } from '../model/constants.ts';
import { Credentials } from '../net/login/credentials.ts';
import { MAX_PASSWORD_BYTES, MAX_USER_NAME_BYTES } from '../wire/codes/limits.ts';
import { UsageError } from './cli-types.ts';

export interface LoginOptions {
  readonly user?: string | undefined;
  readonly 'password-file'?: string | undefined;
}

/** Undefined where nobody logs in. @throws UsageError */
export function loginOf(options: LoginOptions, environment: NodeJS.ProcessEnv): Credentials | undefined {
  const user = options.user ?? environment.AEROSPIKE_USER;
  const file = options['password-file'] ?? environment.AEROSPIKE_PASSWORD_FILE;
  if (user === undefined || user === '') {
    if (options['password-file'] !== undefined) throw new UsageError('The option --password-file needs --user');
    return undefined;
  }
  if (Buffer.byteLength(user) > MAX_USER_NAME_BYTES) {
    throw new UsageError(`The user name is longer than ${MAX_USER_NAME_BYTES} bytes`);
  }
  const password = file ? firstLine(file) : environment.AEROSPIKE_PASSWORD;
  if (password === undefined) {
    throw new UsageError('A user needs a password: give --password-file, or AEROSPIKE_PASSWORD in the environment');
  }
  if (Buffer.byteLength(password) > MAX_PASSWORD_BYTES) {
    throw new UsageError(`The password is longer than ${MAX_PASSWORD_BYTES} bytes`);
  }
  return new Credentials(auth.INTERNAL, user, password);
}

/** A file that somebody names by mistake may be large, or have no end. */
function firstLine(path: string): string {
  const bytes = Buffer.alloc(4 * MAX_PASSWORD_BYTES);
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const length = readSync(file, bytes);
    return bytes.toString('utf8', 0, length).split(/\r?\n/, 1)[0] as string;
  } catch (error) {
    throw new UsageError(`The password file cannot be read: ${(error as Error).message}`);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
