// Modules of user-defined functions, as info commands: registering and removing.

import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { language } from '../../model/constants.ts';
import { AerospikeError } from '../../model/error.ts';
import { status } from '../../model/status.ts';
import { checkName } from '../info/info-arguments.ts';

/** More than any server takes. */
const MAX_MODULE_BYTES = 1024 * 1024;

/** The command that registers the file of that path. @throws AerospikeError */
export async function registerCommand(path: unknown, type: unknown): Promise<string> {
  if (typeof path !== 'string') throw AerospikeError.param('Filename must be a string');
  if (type !== undefined && type !== null && typeof type !== 'number') {
    throw AerospikeError.param('Type must be an integer');
  }
  const content = await readModule(path);
  if ((type ?? language.LUA) !== language.LUA) throw AerospikeError.param(`Invalid udf type: ${type}`);
  const text = content.toString('base64');
  const name = checkName('Filename', moduleName(path));
  return `udf-put:filename=${name};content=${text};content-len=${text.length};udf-type=LUA;`;
}

/** The name under which the cluster knows the module of that path. */
export function moduleName(path: string): string {
  return basename(path);
}

export function removeCommand(module: unknown): string {
  if (typeof module !== 'string') throw AerospikeError.param('Module must be a string');
  return `udf-remove:filename=${checkName('Module', moduleName(module))};`;
}

async function readModule(path: string): Promise<Buffer> {
  let content: Buffer;
  try {
    content = await readFile(path);
  } catch (cause) {
    throw AerospikeError.fromCode({ code: status.ERR_CLIENT, message: `Cannot open file: ${path}`, cause });
  }
  if (content.length > MAX_MODULE_BYTES) {
    const message = `The module has ${content.length} bytes, the limit is ${MAX_MODULE_BYTES} (${path})`;
    throw AerospikeError.fromCode({ code: status.ERR_PARAM, message });
  }
  return content;
}

/**
 * Fails for a reply that says `error=…` instead of `ok`.
 *
 *   reply := command TAB ( "ok" | "error=" text [ ";file=" … ";line=" … ";message=" base64 ] )
 */
export function checkModuleReply(reply: string | null): void {
  const value = (reply ?? '').slice((reply ?? '').indexOf('\t') + 1).trim();
  const match = /^(?:error=)?([^;]*)(?:;file=([^;]*))?(?:;line=([^;]*))?(?:;message=([^;]*))?/.exec(value);
  if (value === 'ok' || match === null || !/^error=|^compile_error/.test(value)) return;
  const [, cause = '', file, line, encoded] = match;
  const detail = encoded === undefined ? '' : Buffer.from(encoded, 'base64').toString();
  const where = file === undefined ? '' : ` in ${file}, line ${line}`;
  throw AerospikeError.fromCode({
    code: status.ERR_UDF,
    message: `${cause}${where}${detail === '' ? '' : `: ${detail}`}`,
  });
}
