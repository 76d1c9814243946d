// Makes a clone ready to run: installs the dependencies when the lock file is newer than what is installed, and
// compiles. Uses nothing but Node.js and npm, because a fresh clone has nothing else.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { shipDeclarations } from './declarations.mjs';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Runs a command in `cwd`, its output passed through, and ends this process with its exit code when it fails. */
export function run(command, args, { cwd = root, env = process.env, quiet = false } = {}) {
  const result = spawnSync(command, args, { cwd, env, stdio: quiet ? ['ignore', 'ignore', 'inherit'] : 'inherit' });
  if (result.error) throw result.error;
  if (result.status !== 0) process.exit(result.status ?? 1);
}

/** Installs the packages of `cwd` from its lock file, unless exactly that lock file is what is installed. */
export function install(cwd = root) {
  const lock = readFileSync(join(cwd, 'package-lock.json'), 'utf8');
  const stamp = join(cwd, 'node_modules', '.installed-lock.json');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  run(process.platform === 'win32' ? 'npm.cmd' : 'npm', ['ci', '--no-progress', '--loglevel=error'], {
    cwd,
    quiet: true,
  });
  writeFileSync(stamp, lock);
}

function compile(...args) {
  run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b', ...args]);
}

/** Compiles what changed: first the declarations that the client ships, which the other packages see. */
export function build() {
  const client = join(root, 'packages/client');
  const declarations = join(client, 'src/tsconfig.types.json');
  compile(declarations);
  shipDeclarations(client, () => compile(declarations, '--force'));
  compile();
}
