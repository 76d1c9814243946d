// AEL as filters: each text selects the records that the builders of the same meaning select, on the embedded server and,
// where there is one, on the real server, which agree. `node ael/run.mjs --seed N` runs a seed again.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { realServer } from '../lib/servers.mjs';

const RUN = fileURLToPath(new URL('../ael/run.mjs', import.meta.url));

async function run(...args) {
  const seed = String(Date.now() % 2 ** 31);
  const { stdout } = await promisify(execFile)(process.execPath, [RUN, '--seed', seed, ...args]);
  assert.match(stdout, /: 0 differences/, `seed ${seed}`);
}

test('texts select what their builders select', () => run('--texts', '200', '--records', '400'));

const real = realServer();

test('texts select the same on the real server', { skip: real === undefined }, () =>
  run('--texts', '500', '--records', '2000', '--hosts', real.hosts),
);
