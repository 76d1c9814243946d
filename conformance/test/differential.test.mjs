// The differential runner: against the real server where there is one, and always that it finds what differs and makes
// it small.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { embedded, realServer } from '../lib/servers.mjs';

const OPERATIONS = fileURLToPath(new URL('../differential/run.mjs', import.meta.url));
const PROGRAMS = fileURLToPath(new URL('../differential/programs/run.mjs', import.meta.url));
const start = (file, args) => promisify(execFile)(process.execPath, [file, ...args]);
const run = (...args) => start(OPERATIONS, args);
const runPrograms = (...args) => start(PROGRAMS, args);

const real = realServer();
/** By client: scripts may end a real server, and the vendor's client ends the process with some batches and queries. */
const FAMILIES = { tendril: 'records,large,batches,queries', aerospike: 'records,large' };
const NAMESPACES = ['test', 'dev'].map((name) => ({ name, replicationFactor: 1 }));

test('random lists of operations end as on the real server', { skip: real === undefined }, async () => {
  const { stdout } = await run('--to', real.hosts, '--seed', String(Date.now() % 2 ** 31), '--count', '5000');
  assert.match(stdout, /: 0 differences/);
});

for (const [client, families] of Object.entries(FAMILIES)) {
  test(`random programs of commands of ${client} end as on the real server`, { skip: real === undefined }, async () => {
    const seed = String(Date.now() % 2 ** 31);
    const of = ['--to', real.hosts, '--seed', seed, '--count', '400', '--client', client, '--only', families];
    const { stdout } = await runPrograms(...of);
    assert.match(stdout, /: 0 differences/);
  });
}

test('two servers of a kind agree on programs, and one that is narrower is found out', async (t) => {
  const [first, second, narrow] = await Promise.all([
    embedded(t, { namespaces: NAMESPACES }),
    embedded(t, { namespaces: NAMESPACES }),
    embedded(t, { namespaces: NAMESPACES.map((one) => ({ ...one, maxRecordSize: 256 })) }),
  ]);
  const { stdout } = await runPrograms('--and', first.hosts, '--to', second.hosts, '--count', '60');
  assert.match(stdout, /60 programs of \d+ steps, .* 0 differences/);
  const failed = runPrograms('--and', first.hosts, '--to', narrow.hosts, '--only', 'records', '--limit', '1');
  const { stdout: told } = await failed.catch((error) => error);
  assert.match(told, /A difference, of --seed \d+ --count 1 --only records\n {2}0: \{ call: /);
  assert.match(told, /error 13/);
});

test('a difference is found, made small and printed with its seed', async (t) => {
  const roomy = await embedded(t);
  const narrow = await embedded(t, { namespaces: [{ name: 'test', maxRecordSize: 64 }] });
  const failed = run('--to', roomy.hosts, '--and', narrow.hosts, '--only', 'lists', '--count', '250', '--limit', '1');
  const { stdout } = await failed.catch((error) => error);
  assert.match(stdout, /A difference, of --seed \d+ --count 1 --only lists/);
  assert.match(stdout, /rc 13/);
});
