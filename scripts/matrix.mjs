// `npm run matrix`: runs matrix/smoke.cjs on every runtime that matrix/package.json installs, and on each Node.js the
// unit tests of the layers that do no I/O; `-- --all` runs all tests there instead. docs/platforms.md has the outcome as
// a table, which must be what was run: `-- --write` writes it.
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build, install, root } from './install.mjs';

const LIMIT_MS = { smoke: 60_000, tests: 900_000 };
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;
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
const left = [...runtimes().entries()];

/** Two at a time: node:test runs one file at a time on two processors. */
async function worker() {
  for (let next = left.shift(); next !== undefined; next = left.shift()) {
    const [at, { title, command, isNode }] = next;
    const smoke = check(`${title}: smoke program`, await smokeOn(command));
    const tests = isNode ? check(`${title}: ${files.length} files of tests`, await testsOn(command)) : undefined;
    const shared = smoke?.roles.includes('follower') ? 'run' : 'not shared';
    rows[at] = [title, here(), verdict(smoke), shared, verdict(tests)];
  }
}
await Promise.all([worker(), worker()]);
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

async function smokeOn(command) {
  const whole = [...command, join(folder, 'smoke.cjs')];
  const result = await end(whole, { SMOKE_COMMAND: JSON.stringify(whole) }, LIMIT_MS.smoke);
  return result.problem === undefined ? JSON.parse(result.stdout) : result;
}

async function testsOn([node]) {
  const args = ['--test', '--test-timeout=120000', '--enable-source-maps', ...files];
  const PATH = `${join(node, '..')}:${process.env.PATH}`;
  const { problem } = await end([node, ...args], { PATH }, LIMIT_MS.tests);
  return { problem };
}

/** What a command has printed, or what was wrong. */
function end([file, ...args], more, timeout) {
  const options = { cwd: root, env: { ...process.env, ...more }, timeout, maxBuffer: MAX_OUTPUT_BYTES };
  return new Promise((resolve) => {
    execFile(file, args, options, (error, stdout, stderr) => {
      if (error === null) resolve({ stdout });
      else resolve({ problem: [error.signal && `ended by ${error.signal}`, error.message, stdout, stderr].join('\n') });
    });
  });
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
