// Makes a clone ready to run: installs the dependencies when the lock file is newer than what is installed, and
// compiles. Uses nothing but Node.js and npm, because a fresh clone has nothing else.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { shipDeclarations } from './declarations.mjs';
import { withProgress } from './progress.mjs';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Runs a command in `cwd`, its output passed through, and ends this process with its exit code when it fails. */
export async function run(command, args, { cwd = root, env = process.env, quiet = false } = {}) {
  const child = spawn(command, args, {
    cwd,
    env,
    stdio: quiet ? ['ignore', 'ignore', 'inherit'] : 'inherit',
    // On Windows npm is a batch file, which only a shell can run.
    shell: process.platform === 'win32' && command === 'npm',
  });
  // Ctrl+C reaches the command, too, as part of the terminal's group; its last words and its exit code count.
  const wait = () => {};
  const end = () => child.kill('SIGTERM');
  process.on('SIGINT', wait).on('SIGTERM', end);
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (status, signal) => resolve(status ?? 128 + constants.signals[signal]));
  });
  process.off('SIGINT', wait).off('SIGTERM', end);
  if (code !== 0) process.exit(code);
}

/** What a command prints; its complaints are passed through, and its failure ends this process. */
export function output(command, args, { cwd = root } = {}) {
  const shell = process.platform === 'win32' && command === 'npm';
  const result = spawnSync(command, args, { cwd, shell, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (result.error) throw result.error;
  if (result.status !== 0) process.exit(result.status ?? 1);
  return result.stdout;
}

/** Installs the packages of `cwd` from its lock file, unless exactly that lock file is what is installed. */
export async function install(cwd = root) {
  const lock = readFileSync(join(cwd, 'package-lock.json'), 'utf8');
  const stamp = join(cwd, 'node_modules', '.installed-lock.json');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  const paths = Object.keys(JSON.parse(lock).packages).filter((path) => path.startsWith('node_modules/'));
  // As npm ci would do: what is there from before is not to be counted.
  rmSync(join(cwd, 'node_modules'), { recursive: true, force: true });
  await withProgress(
    `Installing the packages of ${relative(root, cwd) || 'the workspace'} with npm ci`,
    () => run('npm', ['ci', '--no-progress', '--loglevel=error'], { cwd, quiet: true }),
    () => `${paths.filter((path) => existsSync(join(cwd, path, 'package.json'))).length} packages`,
  );
  writeFileSync(stamp, lock);
}

function compile(...args) {
  return run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b', ...args]);
}

/** Compiles what changed, and makes the declarations that the client ships; the other packages see them all. */
export function build() {
  const client = join(root, 'packages/client');
  const declarations = join(client, 'src/tsconfig.types.json');
  return withProgress('Compiling', async () => {
    await compile();
    await compile(declarations);
    await shipDeclarations(client, () => compile(declarations, '--force'));
  });
}
