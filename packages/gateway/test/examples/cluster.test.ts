// examples/cluster.cjs over the embedded server: the vendor page's session, by way of the package name `aerospike`.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { SERVER_BIN, segmentOf, startProgram } from '../process/gateway-process.ts';

const EXAMPLE = join(__dirname, '..', '..', '..', '..', '..', 'examples', 'cluster.cjs');

test('four workers serve the exchanges of the vendor page and end by Ctrl+C', async (t) => {
  const server = startProgram(t, SERVER_BIN, ['--port', '0']);
  const [hosts] = await server.printed(/127\.0\.0\.1:\d+/);
  const app = startProgram(t, EXAMPLE, [], { PORT: '0', AEROSPIKE_HOSTS: hosts, NODE_DEBUG: 'server' });
  const [, url] = await app.printed(/^4 workers at (\S+)$/m);

  assert.strictEqual((await fetch(`${url}/myTestKey`)).status, 404);
  const written = await fetch(`${url}/myTestKey`, { method: 'POST', body: '{"x": 1234, "y": "abcd"}' });
  assert.strictEqual(`${written.status} ${written.headers.get('content-type')}`, '200 application/json');
  assert.strictEqual(
    await written.text(),
    '{"ns":"test","set":"demo","key":"myTestKey","digest":{"type":"Buffer","data":' +
      '[149,186,200,254,138,5,9,52,115,70,1,194,131,184,51,95,232,241,179,74]}}',
  );
  assert.strictEqual(await (await fetch(`${url}/myTestKey`)).text(), '{"x":1234,"y":"abcd"}');
  assert.strictEqual((await fetch(`${url}/myTestKey`, { method: 'POST', body: '{' })).status, 400);
  assert.strictEqual((await fetch(`${url}/%zz`)).status, 400);

  const pids = Array.from(app.stderr.matchAll(/^SERVER (\d+): worker \d starting$/gm), ([, pid]) => Number(pid));
  const segment = segmentOf(pids);
  assert.strictEqual(segment !== undefined, existsSync('/dev/shm'));
  app.signalGroup('SIGINT');
  assert.strictEqual(await app.ended, 'code 0');
  assert.strictEqual(existsSync(segment ?? ''), false);
  for (const worker of [1, 2, 3, 4]) {
    assert.match(app.stderr, new RegExp(`^SERVER \\d+: worker ${worker} starting$`, 'm'));
    assert.match(app.stderr, new RegExp(`^SERVER \\d+: worker ${worker} exiting$`, 'm'));
  }
  assert.match(app.stderr, /^SERVER \d+: incoming POST request for \/myTestKey on worker \d$/m);
});

test('without a database every process ends and says why', async (t) => {
  const app = startProgram(t, EXAMPLE, [], { PORT: '0', AEROSPIKE_HOSTS: '127.0.0.1:1' });
  assert.strictEqual(await app.ended, 'code 1');
  assert.match(app.stderr, /worker \d cannot connect: /);
});
