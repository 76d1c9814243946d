// Who logs in at the database. The password is read from a file, again whenever that has changed, or from the environment;
// it is never a setting, an argument or part of a message.
import { closeSync, openSync, readSync } from 'node:fs';
import { ChangingFiles } from '../changing-files.ts';

export interface LoginSettings {
  readonly user?: string | undefined;
  /** Undefined where the environment has the password. */
  readonly passwordFile?: string | undefined;
}

/** Where the password is when no file has it. */
export const PASSWORD_VARIABLE = 'AEROSPIKE_PASSWORD';
/** A file that somebody names by mistake may be large, or have no end. */
const READ_BYTES = 256;

/** What a database client is configured with. */
export interface DatabaseLogin {
  readonly user?: string;
  readonly password?: string;
}

/** @throws Error when the password cannot be read */
export function databaseLogin({ user, passwordFile }: LoginSettings, environment: NodeJS.ProcessEnv): DatabaseLogin {
  if (user === undefined) return {};
  const password = passwordFile === undefined ? environment[PASSWORD_VARIABLE] : firstLine(passwordFile);
  if (password === undefined) throw new Error(`There is no ${PASSWORD_VARIABLE} in the environment`);
  return { user, password };
}

/** The login of now: another object when the file with the password has changed. */
export class CurrentLogin {
  readonly #settings: LoginSettings;
  readonly #warn: (message: string) => void;
  #files: ChangingFiles<DatabaseLogin> | undefined;

  constructor(settings: LoginSettings, warn: (message: string) => void) {
    this.#settings = settings;
    this.#warn = warn;
  }

  /** @throws Error as long as the password could not be read once */
  read(): DatabaseLogin {
    const { user, passwordFile } = this.#settings;
    const paths = user === undefined || passwordFile === undefined ? [] : [passwordFile];
    const make = (): DatabaseLogin => databaseLogin(this.#settings, process.env);
    this.#files ??= new ChangingFiles(paths, make, this.#warn);
    return this.#files.current();
  }
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
