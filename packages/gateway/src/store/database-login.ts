// Who logs in at the database. The password is read when it is needed, from a file or the environment, so that a new one
// counts from the next connect on; it is never a setting, an argument or part of a message.
import { closeSync, openSync, readSync } from 'node:fs';

export interface LoginSettings {
  readonly user?: string | undefined;
  /** Undefined where the environment has the password. */
  readonly passwordFile?: string | undefined;
}

/** Where the password is when no file has it. */
export const PASSWORD_VARIABLE = 'AEROSPIKE_PASSWORD';
/** A file that somebody names by mistake may be large, or have no end. */
const READ_BYTES = 256;

/** What a database client is configured with. @throws Error when the password cannot be read. */
export function databaseLogin(
  { user, passwordFile }: LoginSettings,
  environment: NodeJS.ProcessEnv,
): { readonly user?: string; readonly password?: string } {
  if (user === undefined) return {};
  const password = passwordFile === undefined ? environment[PASSWORD_VARIABLE] : firstLine(passwordFile);
  if (password === undefined) throw new Error(`There is no ${PASSWORD_VARIABLE} in the environment`);
  return { user, password };
}

function firstLine(path: string): string {
  const bytes = Buffer.alloc(READ_BYTES);
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    return bytes.toString('utf8', 0, readSync(file, bytes)).split(/\r?\n/, 1)[0] as string;
  } catch (error) {
    throw new Error(`The password file cannot be read: ${(error as Error).message}`);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
