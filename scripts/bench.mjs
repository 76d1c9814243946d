// `npm run bench`: installs and compiles the workspace, installs bench/ with the vendor's package, and measures.
// Arguments go to the run (`npm run bench -- --help`).
import { join } from 'node:path';
import { build, install, root } from './install.mjs';

const bench = join(root, 'bench');

await install();
await build();
await install(bench);
process.argv.splice(1, 1, join(bench, 'run.mjs'));
await import('../bench/run.mjs');
