// The client loaded as test runners such as Jest load it: in a realm of its own, with a module registry of its own,
// once per test file. Values of that realm must go in and come out.

import { deepStrictEqual } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import * as vm from 'node:vm';
import { EmbeddedServer } from 'tendril-server';

/** What jest-environment-node hands into its realm instead of making it anew. */
const SHARED_GLOBALS = [
  ...['process', 'Buffer', 'console', 'AbortController', 'AbortSignal', 'Event', 'EventTarget', 'URL', 'performance'],
  ...['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'clearImmediate', 'queueMicrotask'],
  ...['TextEncoder', 'TextDecoder', 'ArrayBuffer', 'Uint8Array', 'structuredClone'],
];

class Sandbox {
  readonly #context = vm.createContext({});
  readonly #modules = new Map<string, { exports: unknown }>();

  constructor() {
    const realm = this.run('globalThis') as { [name: string]: unknown };
    for (const name of SHARED_GLOBALS) realm[name] = (globalThis as { [name: string]: unknown })[name];
    realm.global = realm;
  }

  run(code: string, filename = 'sandbox.js'): unknown {
    return vm.runInContext(code, this.#context, { filename });
  }

  load(id: string, from: string): unknown {
    if (isBuiltin(id)) return require(id);
    const filename = createRequire(from).resolve(id);
    if (filename.endsWith('.node')) return require(filename);
    const known = this.#modules.get(filename);
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    this.#modules.set(filename, module);
    const wrapped = `(function (exports, require, module, __filename, __dirname) {${readFileSync(filename, 'utf8')}\n})`;
    const body = this.run(wrapped, filename) as (...args: unknown[]) => void;
    body(module.exports, (next: string) => this.load(next, filename), module, filename, dirname(filename));
    return module.exports;
  }
}

const PROGRAM = `(async (tendril, hosts) => {
  const client = await tendril.connect({ hosts });
  const key = new tendril.Key('test', 'sandbox', 'k');
  await client.put(key, { i: 1, l: [1, [2]], m: { a: { b: 1 } }, x: new Map([['y', 1]]), b: Buffer.from('x') });
  const { bins } = await client.get(key);
  const missing = await client.get(new tendril.Key('test', 'sandbox', 'none')).catch((error) => error);
  const refused = await client.put(key, { f: () => {} }).catch((error) => error);
  client.close();
  return JSON.stringify([
    bins,
    [bins instanceof Object, bins.l instanceof Array, Buffer.isBuffer(bins.b)],
    [missing instanceof Error, missing instanceof tendril.AerospikeError, missing.code, refused.code],
  ]);
})`;

test('the client works in a realm of its own, and in a second one after it', async (t) => {
  const server = await EmbeddedServer.start();
  t.after(() => server.stop());
  for (let round = 0; round < 2; round++) {
    const sandbox = new Sandbox();
    const tendril = sandbox.load('tendril', join(__dirname, 'sandbox.test.js'));
    const run = sandbox.run(PROGRAM) as (tendril: unknown, hosts: string) => Promise<string>;
    deepStrictEqual(JSON.parse(await run(tendril, server.hosts)), [
      { i: 1, l: [1, [2]], m: { a: { b: 1 } }, x: { y: 1 }, b: { type: 'Buffer', data: [120] } },
      [true, true, true],
      [true, true, 2, -2],
    ]);
  }
});
