// `npm test`: installs, compiles and runs every test of the workspace with node:test. Arguments filter by file path:
// `npm test -- wire` runs the test files whose path contains "wire".
import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build, install, root, run } from './install.mjs';

install();
build();

const filters = process.argv.slice(2);
const files = ['client', 'server', 'gateway', 'testing']
  .flatMap((name) => {
    const folder = join(root, 'packages', name, 'dist', 'test');
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { recursive: true }).map((file) => join(folder, file));
  })
  .filter((file) => file.endsWith('.test.js'))
  .map((file) => relative(root, file))
  .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
  .sort();

if (files.length === 0) {
  console.error(`No test file has a path with ${filters.join(' or ')}, as in packages/client/dist/test/…`);
  process.exit(2);
}

// A test that waits for an event that never comes must fail, not hang the run.
const LIMIT_MS = 120_000;
run(process.execPath, ['--test', `--test-timeout=${LIMIT_MS}`, '--enable-source-maps', ...files]);
