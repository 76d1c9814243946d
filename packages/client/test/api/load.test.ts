// What `require('tendril')` alone loads: facts, not times; the times are in docs/performance.md.

import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { EmbeddedServer } from 'tendril-server';

const root = join(__dirname, '../../..');

interface Loaded {
  /** Modules of Node.js. */
  readonly builtins: readonly string[];
  /** Files of the package, by folder. */
  readonly folders: { readonly [folder: string]: readonly string[] };
  /** Other packages. */
  readonly packages: readonly string[];
}

/** Runs the program in a process of its own and says what it has loaded at the end. */
async function loadedBy(program: string): Promise<Loaded> {
  const script = `
    const before = new Set(process.moduleLoadList);
    (async () => { ${program} })().then(() => {
      const builtins = process.moduleLoadList.filter((name) => !before.has(name));
      process.stdout.write(JSON.stringify({ builtins, files: Object.keys(require.cache) }));
    });`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--eval', script], { cwd: root, timeout: 20_000 });
  const { builtins, files } = JSON.parse(stdout) as { builtins: string[]; files: string[] };
  const folders: { [folder: string]: string[] } = {};
  const packages: string[] = [];
  const entry = join(root, 'cjs/index.js');
  for (const file of files.filter((path) => path !== entry).map((path) => path.replaceAll('\\', '/'))) {
    const [, inside] = file.split('/dist/src/');
    if (inside === undefined) packages.push(file);
    else if (inside.includes('/')) {
      const folder = inside.split('/')[0] as string;
      folders[folder] = [...(folders[folder] ?? []), inside];
    }
  }
  const named = builtins.filter((name) => /^NativeModule (?!internal\/)/.test(name)).map((name) => name.split(' ')[1]);
  return { builtins: named as string[], folders, packages };
}

test('loading the module loads no socket, no shared memory, no compression and no other package', async () => {
  const { builtins, folders, packages } = await loadedBy(`require('tendril')`);
  const costly = ['net', 'tls', 'dns', 'dns/promises', 'crypto', 'zlib', 'http', 'worker_threads', 'child_process'];
  deepStrictEqual(
    costly.filter((name) => builtins.includes(name)),
    [],
  );
  deepStrictEqual(packages, []);
  deepStrictEqual(Object.keys(folders).sort(), ['api', 'command', 'model', 'observe', 'time', 'topology', 'wire']);
  strictEqual(folders.net, undefined);
  deepStrictEqual(folders.time, ['time/system-clock.js', 'time/originals.js', 'time/clock.js']);
  // Each file costs a quarter of a millisecond: a feature that needs more of them loads them when it is used.
  strictEqual(Object.values(folders).flat().length <= 101, true, `${Object.values(folders).flat().length} files`);
});

test('a client that tends for itself loads no shared memory, no compression and no cli', async (t) => {
  const server = await EmbeddedServer.start();
  t.after(() => server.stop());
  const { builtins, folders, packages } = await loadedBy(`
    const { connect, Key } = require('tendril');
    const client = await connect({ hosts: ${JSON.stringify(server.hosts)} });
    await client.put(new Key('test', 'demo', 'load'), { n: 1 });
    client.close();`);
  deepStrictEqual([folders.shm, folders.cli, packages], [undefined, undefined, []]);
  deepStrictEqual(
    ['crypto', 'zlib', 'tls'].filter((name) => builtins.includes(name)),
    [],
  );
});

test('the fluent layer is loaded by its own entry alone, and brings nothing else', async () => {
  const plain = await loadedBy(`require('tendril')`);
  const both = await loadedBy(`require('tendril/fluent')`);
  const { fluent = [], ...others } = both.folders;
  deepStrictEqual([plain.folders.fluent, both.packages], [undefined, []]);
  deepStrictEqual(others, plain.folders);
  // docs/guide/fluent.md, "What it costs", says how many there are.
  strictEqual(fluent.length, 19);
});
