// The sources of modules that the client runs itself: from a folder of this machine, as programs know it, or from the
// cluster, where the module must be in any case.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AerospikeError } from '../../model/error.ts';
import { POLICY_DEFAULTS, resolveInfoPolicy } from '../../model/policies/resolve.ts';
import { status } from '../../model/status.ts';
import { checkName } from '../info/info-arguments.ts';
import { anyInfo } from '../info/info-requests.ts';
import type { ClusterLink } from '../routing/cluster-link.ts';

/** Modules that one function may draw on. */
const MAX_MODULES = 64;

const REQUIRED = /\brequire\s*\(?\s*(["'])([\w.-]+)\1/g;

/**
 * The source of a module, and of those that it requires as far as they are there, by their names without extension.
 *
 * @throws AerospikeError `ERR_UDF` when there is no such module.
 */
export async function findModules(
  link: ClusterLink,
  module: string,
  userPath: string | undefined,
  timeoutMs: number,
): Promise<{ readonly [name: string]: Uint8Array }> {
  const found: { [name: string]: Uint8Array } = {};
  const wanted = new Set([checkName('Module', module)]);
  // A set is walked to its end though it grows on the way.
  for (const name of wanted) {
    const source = (await readLocal(name, userPath)) ?? (await readRegistered(link, name, timeoutMs));
    if (source === undefined) continue;
    found[name] = source;
    for (const [, , required] of source.toString('latin1').matchAll(REQUIRED)) {
      if (wanted.size < MAX_MODULES) wanted.add(required as string);
    }
  }
  if (found[module] !== undefined) return found;
  const message = `UDF: Execution Error 1: there is no module ${module}`;
  throw AerospikeError.fromCode({ code: status.ERR_UDF, message });
}

async function readLocal(name: string, userPath: string | undefined): Promise<Buffer | undefined> {
  if (userPath === undefined) return undefined;
  try {
    return await readFile(join(userPath, `${name}.lua`));
  } catch {
    return undefined;
  }
}

/** reply := command TAB "type=LUA;content=" base64 ";" | command TAB "error=" text */
async function readRegistered(link: ClusterLink, name: string, timeoutMs: number): Promise<Buffer | undefined> {
  const policy = resolveInfoPolicy(POLICY_DEFAULTS.info, { timeout: timeoutMs });
  const reply = await anyInfo(link, [`udf-get:filename=${name}.lua;`], policy);
  const content = /[\t;]content=([^;]*)/.exec(reply ?? '')?.[1];
  return content === undefined ? undefined : Buffer.from(content, 'base64');
}
