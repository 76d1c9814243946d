// `npm start`: installs, compiles and runs the gateway; arguments go to it (`npm start -- --help`).
import { join } from 'node:path';
import { build, install, root } from './install.mjs';

await install();
await build();
process.argv.splice(1, 1, join(root, 'packages/gateway/bin/tendril-gateway.js'));
await import('../packages/gateway/bin/tendril-gateway.js');
