// Where the list of who may use the gateway is: in a file, or in the environment. Never among the arguments, which every
// user of the machine can read.
import { readFileSync, statSync } from 'node:fs';
import { ChangingFiles } from '../changing-files.ts';
import { AccessList } from './access-list.ts';

/** The list itself, when no file has it. */
export const ACCESS_VARIABLE = 'TENDRIL_GATEWAY_AUTH';
const MAX_BYTES = 1024 * 1024;

export interface AccessSettings {
  /** Undefined where the environment has the list. */
  readonly file: string | undefined;
}

/** @throws Error that says what cannot be used, and repeats no secret */
export function readAccess({ file }: AccessSettings, environment = process.env): AccessList {
  const source = file === undefined ? ACCESS_VARIABLE : `--auth-file (${file})`;
  try {
    return new AccessList(file === undefined ? (environment[ACCESS_VARIABLE] ?? '') : textOf(file));
  } catch (cause) {
    throw new Error(`${source} cannot be used: ${(cause as Error).message}`, { cause });
  }
}

function textOf(file: string): string {
  const { size } = statSync(file);
  if (size > MAX_BYTES) throw new Error(`it has ${size} bytes, the limit is ${MAX_BYTES}`);
  return readFileSync(file, 'utf8');
}

/** Lets in whom the list has at that time. */
export class AccessByList {
  readonly #list: ChangingFiles<AccessList>;
  #refused = 0;

  constructor(settings: AccessSettings, warn: (message: string) => void, nowMs?: () => number) {
    const paths = settings.file === undefined ? [] : [settings.file];
    this.#list = new ChangingFiles(paths, () => readAccess(settings), warn, nowMs);
  }

  /** Requests that were not let in. */
  get refused(): number {
    return this.#refused;
  }

  get challenge(): string {
    return this.#list.current().challenge;
  }

  admits(authorization: string | undefined): boolean {
    const isIn = this.#list.current().admits(authorization);
    if (!isIn) this.#refused += 1;
    return isIn;
  }
}
