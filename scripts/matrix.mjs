// `npm run matrix`: runs matrix/smoke.cjs on every runtime that matrix/package.json installs, and on each Node.js the
// unit tests of the layers that do no I/O; `-- --all` runs all tests there instead. docs/platforms.md has the outcome as
// a table, which must be what was run: `-- --write` writes it.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build, install, root } from './install.mjs';

const LIMIT_MS = { smoke: 60_000, tests: 900_000 };
const UNIT_FOLDERS = ['model', 'wire', 'topology', 'command'];
const NOT_RUN = ['Linux x64, musl (Alpine)', 'Linux arm64', 'macOS arm64', 'macOS x64', 'Windows x64', 'FreeBSD x64'];
const PAGE = join(root, 'docs/platforms.md');
const HEADING = '| runtime | platform | smoke program | shared memory | unit tests |\n|---|---|---|---|---|\n';

const options = new Set(process.argv.slice(2));
const folder = join(root, 'matrix');
await install();
await build();
await install(folder);

const files = testFiles();
const rows = [];
let failed = 0;
for (const runtime of runtimes()) {
  const { title, command } = runtime;
  const smoke = check(`${title}: smoke program`, smokeOn(command));
  const tests = runtime.isNode ? check(`${title}: ${files.length} files of tests`, testsOn(command)) : undefined;
  rows.push([title, here(), verdict(smoke), smoke?.roles.includes('follower') ? 'run' : 'not shared', verdict(tests)]);
}
for (const platform of NOT_RUN) rows.push(['any', platform, 'not run', 'not run', 'not run']);
compareTable(HEADING + rows.map((cells) => `| ${cells.join(' | ')} |\n`).join(''));
console.log(`${runtimes().length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** What matrix/ has installed, as far as there is a package of it for this platform. */
function runtimes() {
  const { optionalDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const bin = (name, ...path) => join(folder, 'node_modules', name, ...path);
  return Object.entries(optionalDependencies).flatMap(([name, range]) => {
    const version = range.split('@').at(-1);
    const all = {
      '@deno/linux-x64-glibc': { title: `Deno ${version}`, command: [bin(name, 'deno'), 'run', '--allow-all'] },
      '@oven/bun-linux-x64': { title: `Bun ${version}`, command: [bin(name, 'bin/bun')] },
    };
    const runtime = all[name] ?? { title: `Node.js ${version}`, command: [bin(name, 'bin/node')], isNode: true };
    return existsSync(runtime.command[0]) ? [runtime] : [];
  });
}

function smokeOn(command) {
  const whole = [...command, join(folder, 'smoke.cjs')];
  const env = { ...process.env, SMOKE_COMMAND: JSON.stringify(whole) };
  const result = spawnSync(whole[0], whole.slice(1), { cwd: root, env, encoding: 'utf8', timeout: LIMIT_MS.smoke });
  if (result.status !== 0) return problemOf(result);
  return JSON.parse(result.stdout);
}

function testsOn([node]) {
  const args = ['--test', '--test-timeout=120000', '--enable-source-maps', ...files];
  const env = { ...process.env, PATH: `${join(node, '..')}:${process.env.PATH}` };
  const result = spawnSync(node, args, { cwd: root, env, encoding: 'utf8', timeout: LIMIT_MS.tests });
  return result.status === 0 ? {} : problemOf(result);
}

function problemOf({ error, signal, stdout, stderr }) {
  return { problem: [error?.message, signal && `ended by ${signal}`, stdout, stderr].filter(Boolean).join('\n') };
}

function testFiles() {
  return ['client', 'server', 'gateway'].flatMap((name) => {
    const tests = join(root, 'packages', name, 'dist/test');
    return readdirSync(tests, { recursive: true })
      .filter((file) => file.endsWith('.test.js'))
      .filter((file) => options.has('--all') || (name === 'client' && UNIT_FOLDERS.includes(file.split(/[\\/]/)[0])))
      .map((file) => relative(root, join(tests, file)))
      .sort();
  });
}

function check(what, result) {
  console.log(result.problem === undefined ? `ok ${what}` : `FAILED ${what}\n${result.problem}`);
  if (result.problem === undefined) return result;
  failed++;
  return undefined;
}

function verdict(result) {
  return result ? 'run' : 'not run';
}

function here() {
  const libc = process.report.getReport().header.glibcVersionRuntime ? ', glibc' : '';
  return `${process.platform === 'linux' ? 'Linux' : process.platform} ${process.arch}${libc}`;
}

/** Other machines have other runtimes; the page is about the one that has all of them. */
function compareTable(table) {
  const page = readFileSync(PAGE, 'utf8');
  const [before, rest] = page.split(HEADING);
  const written = before + table + rest.replace(/^(\|.*\n)*/, '');
  if (options.has('--write')) writeFileSync(PAGE, written);
  else if (failed === 0 && written !== page) {
    console.error('docs/platforms.md says otherwise; npm run matrix -- --write writes what was run');
    failed++;
  }
}
