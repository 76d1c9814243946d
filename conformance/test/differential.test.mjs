// The differential runner: against the real server where there is one, and always that it finds what differs and makes
// it small.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { embedded, realServer } from '../lib/servers.mjs';

const RUN = fileURLToPath(new URL('../differential/run.mjs', import.meta.url));
const run = (...args) => promisify(execFile)(process.execPath, [RUN, ...args]);

const real = realServer();

test('random lists of operations end as on the real server', { skip: real === undefined }, async () => {
  const { stdout } = await run('--to', real.hosts, '--seed', String(Date.now() % 2 ** 31), '--count', '5000');
  assert.match(stdout, /: 0 differences/);
});

test('a difference is found, made small and printed with its seed', async (t) => {
  const roomy = await embedded(t);
  const narrow = await embedded(t, { namespaces: [{ name: 'test', maxRecordSize: 64 }] });
  const failed = run('--to', roomy.hosts, '--and', narrow.hosts, '--only', 'lists', '--count', '250', '--limit', '1');
  const { stdout } = await failed.catch((error) => error);
  assert.match(stdout, /A difference, of --seed \d+ --count 1 --only lists/);
  assert.match(stdout, /rc 13/);
});
