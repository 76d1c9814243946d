// `npm run conformance`: installs the vendor's client beside the workspace, compiles, and lets the foreign judges run.
// With AEROSPIKE_HOSTS set they also ask that real server whether the recorded facts still hold.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build, install, root, run } from './install.mjs';

const folder = join(root, 'conformance');
await install();
await build();
await install(folder);

const tools = join(folder, 'tools');
await install(tools);

const files = readdirSync(join(folder, 'test'))
  .filter((file) => file.endsWith('.test.mjs'))
  .map((file) => join('test', file))
  .sort();

// One file at a time: each starts processes of its own, and timeouts are part of what is compared.
await run(process.execPath, ['--test', '--test-concurrency=1', ...files], { cwd: folder });
await run(process.execPath, ['--test', join('test', 'tools.test.mjs')], { cwd: tools });
