// Whether programs compile against the declarations that Tendril ships, as their compilers see them:
//
//   programs/vendor   must compile against the vendor's declarations and against Tendril's
//   programs/ours     must compile against Tendril's
//   programs/refused  must not compile, each marked line for its reason
//                     (programs/fluent is what those of the fluent layer in both share)
//   the vendor's own tests, and every name that its declarations export
//
// Libraries are checked too (`skipLibCheck: false`), with the @types/node of the compiler's time.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, install, root } from '../scripts/install.mjs';
import { compile, folder, programs, work } from './compile.mjs';
import { problemsOf } from './refused.mjs';
import { surface } from './surface.mjs';
import { vendorTests } from './vendor-tests.mjs';

await install();
await build();
await install(folder);
await install(join(root, 'conformance'));
rmSync(work, { recursive: true, force: true });
mkdirSync(work, { recursive: true });

const started = performance.now();
let failed = 0;

function report(name, problems, note = '') {
  if (problems.length > 0) failed++;
  console.log(`${problems.length === 0 ? 'ok    ' : 'FAILED'} ${name}${note}`);
  for (const problem of problems) console.log(`         ${problem}`);
}

const ours = [...programs('vendor', '.ts'), ...programs('ours', '.ts')];
const modules = programs('ours', '.mts');

/** Compiler, its @types/node, and the resolutions that it has. */
const MATRIX = [
  ['4.9', '18', ['node', 'node16', 'nodenext']],
  ['5.0', '20', ['node', 'node16', 'nodenext', 'bundler']],
  ['5.9', '22', ['node10', 'node16', 'nodenext', 'bundler']],
  ['7', '24', ['node16', 'nodenext', 'bundler']],
];

const tasks = [
  ...MATRIX.flatMap(([typescript, types, resolutions]) =>
    resolutions.map((resolution) => async () => {
      const files = resolution.startsWith('node1') && resolution !== 'node10' ? [...ours, ...modules] : ours;
      const options = { typescript, types, resolution, files };
      report(`TypeScript ${typescript}, ${resolution}, @types/node ${types}`, (await compile(options)).lines);
    }),
  ),
  async () => {
    const options = { typescript: '7', types: '24', resolution: 'nodenext', files: [...ours, ...modules] };
    const strictest = { exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, lib: ['es2020'] };
    const { lines } = await compile({ ...options, compilerOptions: strictest });
    report('TypeScript 7, the strictest options', lines);
  },
  async () => {
    const vendor = { typescript: '5.9', types: '22', resolution: 'node10', files: programs('vendor', '.ts') };
    report("programs/vendor against the vendor's declarations", (await compile({ ...vendor, vendor: true })).lines);
  },
  ...MATRIX.map(([typescript, types]) => async () => {
    const files = programs('refused', '.ts');
    const options = { typescript, types, resolution: 'nodenext', files };
    report(
      `programs/refused, TypeScript ${typescript}`,
      problemsOf(files, await compile(options)),
      `: ${files.length}`,
    );
  }),
  async () => {
    const { problems, names } = await surface();
    report("the vendor's exported names", problems, `: ${names - problems.length} of ${names} are there`);
  },
  async () => {
    const { problems, files, compiling } = await vendorTests();
    report("the vendor's own tests", problems, `: ${compiling} of ${files} files compile`);
  },
];

/** Two at a time. */
async function worker() {
  for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) await task();
}
await Promise.all([worker(), worker()]);

const seconds = ((performance.now() - started) / 1000).toFixed(0);
console.log(failed === 0 ? `\nAll compile as they should; ${seconds} s` : `\n${failed} failed; ${seconds} s`);
process.exitCode = failed === 0 ? 0 : 1;
