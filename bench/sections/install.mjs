// What an application takes on: packages, megabytes and seconds of `npm install` into an empty folder.
import { execFileSync, spawnSync } from 'node:child_process';
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { heading, number, progress, spread, Table } from '../lib/format.mjs';
import { TENDRIL } from '../lib/paths.mjs';
import { median, summary } from '../lib/statistics.mjs';

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
const INSTALL_LIMIT_MS = 300_000;
const QUIET = ['--no-audit', '--no-fund', '--no-progress', '--loglevel=error'];

export function install(options) {
  heading(
    'Installation',
    'Into an empty folder with npm’s default settings, install scripts included. The packages are in npm’s cache after ' +
      'the first round, so the seconds are mostly unpacking.',
  );
  const folder = mkdtempSync(join(tmpdir(), 'tendril-bench-'));
  try {
    const tarball = pack(folder);
    const kinds = [
      { name: 'aerospike 6.7.1', what: 'aerospike@6.7.1' },
      { name: 'tendril, packed', what: tarball },
      { name: 'tendril without optional dependencies', what: tarball, args: ['--omit=optional'] },
    ].map((kind) => ({ ...kind, rounds: [] }));
    for (let round = 0; round < Math.min(options.rounds, 3); round++) {
      for (const kind of kinds) {
        progress(`install · ${kind.name} · round ${round + 1}`);
        kind.rounds.push(installOnce(folder, kind));
      }
    }
    return print(kinds);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function pack(folder) {
  const text = execFileSync(npm, ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: TENDRIL,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return join(folder, JSON.parse(text)[0].filename);
}

function installOnce(folder, { what, args = [] }) {
  const app = join(folder, 'app');
  rmSync(app, { recursive: true, force: true });
  mkdirSync(app);
  writeFileSync(join(app, 'package.json'), '{ "name": "app", "version": "1.0.0", "private": true }\n');
  const started = performance.now();
  const { status, stderr } = spawnSync(npm, ['install', what, ...QUIET, ...args], {
    cwd: app,
    encoding: 'utf8',
    env: userEnvironment(),
    timeout: INSTALL_LIMIT_MS,
  });
  const seconds = (performance.now() - started) / 1000;
  if (status !== 0) return { failure: stderr.trim().split('\n').slice(0, 3).join(' | ') };
  return { seconds, ...measureTree(join(app, 'node_modules')) };
}

/** Without what `npm run` adds to the environment: the settings of this repository are not those of a user. */
function userEnvironment() {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(config|package|lifecycle)_/i.test(name)),
  );
}

function measureTree(root) {
  let bytes = 0;
  let packages = 0;
  for (const entry of readdirSync(root, { recursive: true })) {
    const { size } = lstatSync(join(root, entry));
    bytes += size;
    if (/(^|[\\/])node_modules[\\/](@[^\\/]+[\\/])?[^\\/]+[\\/]package\.json$/.test(`node_modules/${entry}`))
      packages++;
  }
  return { bytes, packages };
}

function print(kinds) {
  const table = new Table(['package', 'packages', 'MB', 'seconds']);
  for (const { name, rounds } of kinds) {
    const good = rounds.filter(({ failure }) => failure === undefined);
    if (good.length === 0) {
      table.add([name, 'failed', '', rounds[0]?.failure]);
      continue;
    }
    const bytes = median(good.map((round) => round.bytes));
    const seconds = spread(summary(good.map((round) => round.seconds)));
    table.add([name, number(good[0].packages), number(bytes / 1e6), seconds]);
  }
  return kinds.map(({ name, rounds }) => ({ name, rounds }));
}
