// `npm run examples`: runs every file of examples/, the JavaScript of the READMEs that npm shows, that of each guide as
// one program, and every @example in the sources of the client and the server, each in a process of its own against one
// embedded server. An example that fails, hangs or does not end fails the run.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, install, root } from './install.mjs';

const LIMIT_MS = 20_000;
/** A block of code in a page. */
const CODE = /^```js\n(.*?)^```$/gms;

await install();
await build();
const { EmbeddedServer } = await import('../packages/server/esm/index.mjs');
const namespaces = [{ name: 'test' }, { name: 'consistent', strongConsistency: true }];
const server = await EmbeddedServer.start({ port: 0, namespaces });
const folder = mkdtempSync(join(tmpdir(), 'tendril-examples-'));
let passed = 0;
let failed = 0;

try {
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const examples = join(root, 'examples');
  for (const file of readdirSync(examples).sort()) {
    if (!/\.[cm]js$/.test(file)) continue;
    const path = join(examples, file);
    await check(`examples/${file}`, path, file === 'cluster.cjs' ? useClusterExample : undefined);
  }
  for (const { name, code } of documentedExamples()) {
    // As whoever copies it has it in a file: a module, unless it requires others.
    const path = join(folder, `${name.replace(/\W+/g, '-')}.${/^const .* = require\(/m.test(code) ? 'cjs' : 'mjs'}`);
    writeFileSync(path, code);
    await check(name, path);
  }
} finally {
  rmSync(folder, { recursive: true });
  await server.stop();
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** Runs one file; `use` talks to a program that goes on until it is told to end. */
async function check(name, path, use) {
  const child = spawn(process.execPath, [path], {
    env: { ...process.env, AEROSPIKE_HOSTS: server.hosts, PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
  const exit = once(child, 'exit');
  let problem;
  try {
    if (use) await use(child, () => output);
  } catch (error) {
    problem = error;
    child.kill('SIGKILL');
  }
  const [code, signal] = await exit;
  clearTimeout(timer);
  if (problem === undefined && code === 0) {
    passed++;
    console.log(`ok ${name}`);
    return;
  }
  failed++;
  console.log(`FAILED ${name}: ${problem ?? (signal ? `ended by ${signal}` : `exit code ${code}`)}\n${output}`);
}

/** The exchange of the example's own comment: write a record, read it back, end by SIGINT. */
async function useClusterExample(child, output) {
  while (!/http:\S+/.test(output())) await once(child.stdout, 'data');
  const [url] = /http:\S+/.exec(output());
  const bins = { x: 1234, y: 'abcd' };
  const written = await fetch(`${url}/exampleKey`, { method: 'POST', body: JSON.stringify(bins) });
  const read = await fetch(`${url}/exampleKey`);
  const body = await read.text();
  if (written.status !== 200 || body !== JSON.stringify(bins)) throw new Error(`read back ${read.status} ${body}`);
  child.kill('SIGINT');
}

/** The code blocks of guides, READMEs and `@example` tags, named by file and line. */
function documentedExamples() {
  const packages = ['client', 'server'].flatMap((name) => [...readmeExamples(name), ...sourceExamples(name)]);
  return [...guideExamples(), ...packages];
}

/** The blocks of a guide follow each other. */
function guideExamples() {
  const folder = 'docs/guide';
  return readdirSync(join(root, folder)).map((file) => {
    const blocks = readFileSync(join(root, folder, file), 'utf8').matchAll(CODE);
    return { name: `${folder}/${file}`, code: Array.from(blocks, ([, code]) => code).join('\n') };
  });
}

function readmeExamples(name) {
  const file = `packages/${name}/README.md`;
  const text = readFileSync(join(root, file), 'utf8');
  return Array.from(text.matchAll(CODE), ({ 1: code, index }) => ({
    name: `${file}:${text.slice(0, index).split('\n').length}`,
    code,
  }));
}

function sourceExamples(name) {
  const sources = join(root, 'packages', name, 'src');
  return readdirSync(sources, { recursive: true })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => examplesOf(`packages/${name}/src/${file}`, readFileSync(join(sources, file), 'utf8')));
}

function examplesOf(file, source) {
  const lines = source.split('\n');
  return lines.flatMap((line, index) => {
    if (!/^\s*\*\s*@example/.test(line)) return [];
    const end = lines.findIndex((other, at) => at > index && /^\s*\*(\/|\s*@)/.test(other));
    const code = lines
      .slice(index + 1, end)
      .map((other) => other.replace(/^\s*\* ?/, ''))
      .filter((other) => !other.startsWith('```'));
    return code.some((other) => /\b(import|require)\b/.test(other))
      ? [{ name: `${file}:${index + 1}`, code: code.join('\n') }]
      : [];
  });
}
