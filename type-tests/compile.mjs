// Runs a compiler on some files.
import { spawn } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const folder = dirname(fileURLToPath(import.meta.url));
export const work = join(folder, 'programs/.work');
export const vendorDeclarations = join(folder, '../conformance/node_modules/aerospike/lib/aerospike.d.ts');

const require = createRequire(import.meta.url);
const COMPILE_LIMIT_MS = 120_000;
let projects = 0;

/** Paths of the programs of a kind, those in folders included. */
export function programs(kind, extension) {
  const path = join(folder, 'programs', kind);
  const names = readdirSync(path, { recursive: true }).filter((name) => name.endsWith(extension));
  return names.filter((name) => extension !== '.ts' || !name.endsWith('.d.ts')).map((name) => join(path, name));
}

function moduleFor(resolution) {
  if (resolution === 'bundler') return 'esnext';
  return resolution === 'node16' || resolution === 'nodenext' ? resolution : 'commonjs';
}

/**
 * @returns {Promise<{ lines: string[], errors: { file: string, line: number, code: string, text: string }[] }>} what the
 *   compiler complains about
 */
export async function compile({
  typescript,
  types,
  resolution,
  files,
  vendor = false,
  compilerOptions = {},
  also = [],
}) {
  const project = join(work, `${++projects}-${typescript}-${resolution}.json`);
  const options = {
    target: 'es2022',
    lib: ['es2022'],
    module: moduleFor(resolution),
    moduleResolution: resolution,
    strict: true,
    noEmit: true,
    esModuleInterop: true,
    skipLibCheck: vendor,
    types: ['node', ...also],
    typeRoots: [join(folder, `node_modules/@types-${types}`), join(folder, 'node_modules/@types')],
    ...(vendor ? { paths: { tendril: [vendorDeclarations] } } : {}),
    ...compilerOptions,
  };
  if (typescript !== '7') return inProcess(typescript, options, files);
  writeFileSync(project, JSON.stringify({ compilerOptions: options, files }));
  const compiler = join(folder, `node_modules/typescript-${typescript}/bin/tsc`);
  return outcome(await run([compiler, '-p', project, '--pretty', 'false']));
}

/** Parsed libraries, which take most of the time. */
const libraries = new Map();

/** Compilers before 7 are modules, and need not parse the libraries anew each time. */
function inProcess(typescript, json, files) {
  const ts = require(`typescript-${typescript}`);
  const { options, errors: wrong } = ts.convertCompilerOptionsFromJson(json, work);
  const host = ts.createCompilerHost(options);
  const parse = host.getSourceFile.bind(host);
  host.getSourceFile = (name, target, ...rest) => {
    if (!/\/(?:typescript-[\d.]+\/lib|@types-\d+)\//.test(name)) return parse(name, target, ...rest);
    const id = [typescript, name, target?.impliedNodeFormat, options.skipLibCheck].join(' ');
    if (!libraries.has(id)) libraries.set(id, parse(name, target, ...rest));
    return libraries.get(id);
  };
  const found = [...wrong, ...ts.getPreEmitDiagnostics(ts.createProgram(files, options, host))];
  const lines = ts.formatDiagnostics(found, {
    getCanonicalFileName: (name) => name,
    getCurrentDirectory: () => process.cwd(),
    getNewLine: () => '\n',
  });
  return outcome(lines);
}

function outcome(output) {
  const lines = output.split('\n').filter((line) => line !== '');
  const errors = lines.flatMap((line) => {
    const found = /^(.*)\((\d+),\d+\): error (TS\d+): (.*)$/.exec(line);
    if (found === null) return [];
    return [{ file: resolve(found[1]), line: Number(found[2]), code: found[3], text: found[4] }];
  });
  return { lines, errors };
}

function run(args) {
  return new Promise((done, reject) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], timeout: COMPILE_LIMIT_MS });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
    child.once('error', reject);
    child.once('close', (status, signal) => {
      if (signal !== null) reject(new Error(`The compiler was ended by ${signal}: ${args.join(' ')}`));
      // Without a complaint it must have ended well.
      else done(status !== 0 && output === '' ? `The compiler ended with ${status}` : output);
    });
  });
}
