// What test tools and wrappers do to a client works as with the vendor's package: each case runs with both. The vendor's
// is there to show that a case means what it says; where it fails one, that stands below, so that the list stays true.
import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const folder = dirname(dirname(fileURLToPath(import.meta.url)));
const TENDRIL = require.resolve('../../../packages/client');
const VENDOR = require.resolve('../../node_modules/aerospike');

let server;
before(async () => {
  server = await require('../../../packages/server').EmbeddedServer.start({ port: 0, log: () => {} });
});
after(() => server.stop());

function execute(args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: folder, env: { ...process.env, ...env } });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, text }));
  });
}

/** Outcomes of the cases of a file, by name; and what else was printed. */
async function outcomes(file, module, ...rest) {
  const { text } = await execute([join('cases', file), module, server.hosts, ...rest]);
  const lines = text.split('\n').filter((line) => line.startsWith('['));
  return Object.fromEntries(lines.map((line) => JSON.parse(line)));
}

const passed = (all) => Object.fromEntries(Object.keys(all).map((name) => [name, 'ok']));
const failed = (all) => Object.keys(all).filter((name) => all[name] !== 'ok');

for (const [file, vendorFails] of Object.entries({
  'sinon.cjs': [],
  'promisify.cjs': [],
})) {
  test(`${file} passes`, async () => {
    const all = await outcomes(file, TENDRIL);
    deepStrictEqual(all, passed(all));
    const vendor = await outcomes(file, VENDOR);
    deepStrictEqual(failed(vendor), vendorFails);
    deepStrictEqual(Object.keys(all), Object.keys(vendor));
  });
}

for (const how of ['sinon', 'sinon with nextTick and all', 'sinon at the year 2000', 'node:test']) {
  for (const when of ['before', 'after']) {
    test(`time stopped by ${how} ${when} the module is loaded stops no client`, async () => {
      const all = await outcomes('fake-timers.cjs', TENDRIL, how, when);
      deepStrictEqual(all, passed(all));
      strictEqual(Object.keys(all).length, 3);
    });
  }
}

test('a bundled and minified client works and keeps the names of its errors', async (t) => {
  const out = mkdtempSync(join(tmpdir(), 'tendril-bundle-'));
  t.after(() => rmSync(out, { recursive: true }));
  const bundle = join(out, 'bundle.cjs');
  const { build } = require('esbuild');
  const options = { bundle: true, minify: true, platform: 'node', logLevel: 'error' };
  await build({ ...options, entryPoints: [TENDRIL], outfile: bundle, format: 'cjs' });
  const all = await outcomes('bundle.cjs', bundle);
  deepStrictEqual(all, passed(all));
});

const jest = join(dirname(require.resolve('jest/package.json')), 'bin', 'jest.js');

async function runJest(file, { flags = [], env = {}, module = TENDRIL } = {}) {
  const args = [jest, '--rootDir', join(folder, 'jest'), '--ci', '--silent=false', ...flags, file];
  return await execute(args, { CLIENT: module, HOSTS: server.hosts, ...env });
}

for (const module of [TENDRIL, VENDOR]) {
  for (const file of ['module.test.js', 'jsdom.test.js']) {
    test(`jest: ${file} passes with ${module === TENDRIL ? 'tendril' : "the vendor's"}`, async () => {
      const { code, text } = await runJest(file, { module });
      strictEqual(code, 0, text);
    });
  }
}

for (const timers of ['modern before', 'modern after', 'legacy before', 'legacy after']) {
  test(`jest: fake timers, ${timers} the module is loaded, stop no client`, async () => {
    const { code, text } = await runJest('timers.test.js', { env: { TIMERS: timers } });
    strictEqual(code, 0, text);
  });
}

test('jest finds no open handle after close', async () => {
  const { code, text } = await runJest('handles.test.js', { flags: ['--detectOpenHandles', '--testTimeout=30000'] });
  strictEqual(code, 0, text);
  strictEqual(/open handle/.test(text), false, text);
});

test('vitest: spies and fake timers', async () => {
  const vitest = join(dirname(require.resolve('vitest/package.json')), 'vitest.mjs');
  const args = [vitest, 'run', '--pool=threads', '--root', join(folder, 'vitest')];
  const { code, text } = await execute(args, { CLIENT: TENDRIL, HOSTS: server.hosts });
  strictEqual(code, 0, text);
});
