// `npm test`: installs, compiles and runs every test of the workspace with node:test. Arguments filter by file path:
// `npm test -- wire` runs the test files whose path contains "wire". Prints a summary; with `--verbose` every test.
import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, install, root, run } from './install.mjs';

await install();
await build();

const filters = process.argv.slice(2).filter((argument) => argument !== '--verbose');
const isVerbose = process.argv.includes('--verbose');
const files = ['client', 'server', 'gateway', 'testing']
  .flatMap((name) => {
    const folder = join(root, 'packages', name, 'dist', 'test');
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { recursive: true }).map((file) => join(folder, file));
  })
  // Compiled files of tests that were moved or removed stay in dist/.
  .filter((file) => file.endsWith('.test.js') && existsSync(sourceOf(file)))
  .map((file) => relative(root, file))
  .filter((file) => filters.length === 0 || filters.some((filter) => matches(file, filter)))
  .sort((a, b) => compare(dirname(a), dirname(b)) || compare(a, b));

/** Where a compiled test was written. */
function sourceOf(file) {
  return file.replace(/([\\/])dist[\\/]test([\\/])/, '$1test$2').replace(/\.js$/, '.ts');
}

if (files.length === 0) {
  console.error(`No test file has a path with ${filters.join(' or ')}, as in packages/client/dist/test/…`);
  process.exit(2);
}

// A test that waits for an event that never comes must fail, not hang the run.
const LIMIT_MS = 120_000;
// Most of the time a file waits: for processes, for timeouts, for a cluster to settle.
const AT_ONCE = 2;
const reporter = isVerbose ? 'spec' : pathToFileURL(join(root, 'scripts/test-reporter.mjs')).href;
await run(process.execPath, [
  '--test',
  `--test-timeout=${LIMIT_MS}`,
  `--test-concurrency=${Math.max(AT_ONCE, availableParallelism() - 1)}`,
  `--test-reporter=${reporter}`,
  '--test-reporter-destination=stdout',
  '--enable-source-maps',
  ...files,
]);

/** Folder by folder, as the summary has them. */
function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** By the path of the compiled file or of its source. */
function matches(file, filter) {
  return file.includes(filter) || file.replace('/dist/test/', '/test/').replace(/js$/, 'ts').includes(filter);
}
