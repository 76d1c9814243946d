// `npm run conformance`: installs the vendor's client beside the workspace, compiles, and lets the foreign judges run.
// With AEROSPIKE_HOSTS set they also ask that real server whether the recorded facts still hold.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build, install, root } from './install.mjs';

const folder = join(root, 'conformance');
await install();
await build();
await install(folder);

const tools = join(folder, 'tools');
await install(tools);

/** They mostly sleep, beside everything else. */
const SUITES = ['vendor-suite', 'vendor-security', 'transactions'].map((name) => `${name}.test.mjs`);
const files = readdirSync(join(folder, 'test')).filter((file) => file.endsWith('.test.mjs'));

// One file at a time: each starts processes of its own, and timeouts are part of what is compared.
const compared = async () => [
  await judge(
    folder,
    files.filter((file) => !SUITES.includes(file)),
  ),
  await judge(tools, ['tools.test.mjs']),
];
const codes = await Promise.all([compared(), judge(folder, SUITES)]);
process.exitCode = Math.max(...codes.flat());

/** Runs files of tests, one after the other, and then prints what they said, so that nobody else speaks in between. */
async function judge(cwd, names) {
  const args = ['--test', '--test-concurrency=1', ...names.sort().map((name) => join('test', name))];
  const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(chunk));
  const [code] = await once(child, 'close');
  process.stdout.write(Buffer.concat(said));
  return code ?? 1;
}
