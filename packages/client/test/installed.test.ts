// Programs in folders of their own, with packages in their node_modules, and the compiled file within a bundle.

import { strictEqual } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { requireInstalled } from '../src/installed.ts';

const compiled = readFileSync(join(__dirname, '../src/installed.js'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'tendril-installed-'));
after(() => rmSync(folder, { recursive: true }));

mkdirSync(join(folder, 'node_modules/@scope/here'), { recursive: true });
writeFileSync(join(folder, 'node_modules/@scope/here/index.js'), `module.exports = 'found';`);
mkdirSync(join(folder, 'node_modules/broken'));
writeFileSync(join(folder, 'node_modules/broken/index.js'), `require('its-own-dependency');`);

const asked = (name: string) => `
  try { console.log(exports.requireInstalled('${name}')); } catch (error) { console.log(error.code, error.message.split('\\n')[0]); }`;
const IN_A_MODULE = `import { createRequire } from 'node:module';
  const require = createRequire(import.meta.url);
  const exports = {};
  ${compiled}`;
const BUILT_ELSEWHERE = `const __filename = '/the/machine/that/builds/installed.js';
  const exports = {};
  ${compiled}`;

async function run(name: string, program: string): Promise<string> {
  writeFileSync(join(folder, name), program);
  const { stdout } = await promisify(execFile)(process.execPath, [join(folder, name)], { cwd: tmpdir() });
  return stdout.trim();
}

test('a package is found from a bundle that is an ES module', async () => {
  strictEqual(await run('found.mjs', IN_A_MODULE + asked('@scope/here')), 'found');
});

test('a package is found from a bundle that says where its parts were when it was built', async () => {
  strictEqual(await run('found.cjs', `(() => { ${BUILT_ELSEWHERE} ${asked('@scope/here')} })()`), 'found');
});

test('a package is found from the working directory by a program that is no file', async () => {
  const program = `(() => { ${BUILT_ELSEWHERE} ${asked('@scope/here')} })()`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--eval', program], { cwd: folder });
  strictEqual(stdout.trim(), 'found');
});

test('a package is found from an executable that has the program in itself', async () => {
  const executable = `Object.defineProperty(process, 'execPath', { value: ${JSON.stringify(join(folder, 'program'))} });`;
  const program = `${executable} process.argv[1] = '/$inside/program'; (() => { ${BUILT_ELSEWHERE} ${asked('@scope/here')} })()`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--eval', program], { cwd: tmpdir() });
  strictEqual(stdout.trim(), 'found');
});

test('a package in the working directory is none of a program that is a file', async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'tendril-elsewhere-'));
  after(() => rmSync(elsewhere, { recursive: true }));
  writeFileSync(join(elsewhere, 'program.cjs'), `(() => { ${BUILT_ELSEWHERE} ${asked('@scope/here')} })()`);
  const { stdout } = await promisify(execFile)(process.execPath, [join(elsewhere, 'program.cjs')], { cwd: folder });
  strictEqual(stdout.trim(), "MODULE_NOT_FOUND Cannot find module '@scope/here'");
});

test('a package that is nowhere is told by its name', async () => {
  strictEqual(
    await run('missing.mjs', IN_A_MODULE + asked('not-there')),
    "MODULE_NOT_FOUND Cannot find module 'not-there'",
  );
});

test('a package that cannot be loaded is not taken for one that is missing', async () => {
  const said = await run('broken.mjs', IN_A_MODULE + asked('broken'));
  strictEqual(said, "MODULE_NOT_FOUND Cannot find module 'its-own-dependency'");
});

test('a package beside this one is found', () => {
  strictEqual(typeof (requireInstalled('bcryptjs') as { hash: unknown }).hash, 'function');
});
