// What users name in commands that travel as info text: it must not become text of another command.

import { AerospikeError } from '../../model/error.ts';

/** Characters that separate what info commands are made of. */
const SEPARATORS = /[;:=\n\r\t\0]/;

/** @throws AerospikeError `ERR_PARAM` if the name is not text, is empty, or has a separator of info commands in it. */
export function checkName(what: string, name: unknown): string {
  if (typeof name !== 'string') throw AerospikeError.param(`${what} must be a string`);
  if (name === '') throw AerospikeError.param(`${what} must not be empty`);
  const bad = SEPARATORS.exec(name);
  if (bad !== null) throw AerospikeError.param(`${what} must not contain ${JSON.stringify(bad[0])} (${name})`);
  return name;
}
