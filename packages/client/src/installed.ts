// Packages that a program may or may not have installed beside this one. Node.js itself looks for them while the program
// runs: a `require` with a name that is computed is made unusable by bundlers (webpack, Rollup, ncc), which then
// find nothing although it is there, and one with a fixed name makes them take the package along.

import { createRequire } from 'node:module';
import { isAbsolute, join } from 'node:path';

/** Throws an error with the code `MODULE_NOT_FOUND` when it is nowhere. */
export function requireInstalled(name: string): unknown {
  let missing: unknown;
  for (const origin of origins()) {
    try {
      return createRequire(origin)(name);
    } catch (error) {
      if (!isMissing(error, name)) throw error;
      missing ??= error;
    }
  }
  throw missing;
}

/**
 * Where to look from: this file; the program, as a bundle that is an ES module has no `__filename`, and another bundler's
 * is where the file once was; the executable, which may be a program in one piece. The working directory counts for code
 * that is in no file alone, as it does with Node.js: anybody may have put a package where a program is started.
 */
function origins(): string[] {
  const here = typeof __filename === 'string' ? __filename : '';
  const program = process.argv[1] ?? join(process.cwd(), 'program');
  return [here, program, process.execPath].filter(isAbsolute);
}

function isMissing(error: unknown, name: string): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'MODULE_NOT_FOUND' && message.includes(`'${name}'`);
}
