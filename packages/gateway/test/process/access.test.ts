// Who is let in by a gateway of real processes, and what it says and counts of those who are not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GATEWAY_BIN, startGateway, startProgram } from './gateway-process.ts';

const LIST = 'token 0123456789abcdef\nuser ann:open-sesame';
const BEARER = { authorization: 'Bearer 0123456789abcdef' };

test('a gateway lets in who is on its list; health is told to all, metrics to those on it', async (t) => {
  const environment = { TENDRIL_GATEWAY_AUTH: LIST };
  const { url, program } = await startGateway(t, ['--workers', '2', '--log-level', 'trace'], environment);
  const code = async (path: string, headers: Record<string, string> = {}): Promise<number> =>
    (await fetch(`${url}${path}`, { headers: { connection: 'close', ...headers } })).status;
  const basic = { authorization: `Basic ${Buffer.from('ann:open-sesame').toString('base64')}` };
  const wrong = { authorization: 'Bearer s3cr3t-s3cr3t-s3cr3t' };
  for (const path of ['/healthz', '/readyz']) assert.strictEqual(await code(path), 200, path);
  for (const path of ['/key', '/', '/status', '/metrics']) {
    assert.deepStrictEqual([await code(path), await code(path, wrong)], [401, 401], path);
  }
  assert.deepStrictEqual([await code('/key', BEARER), await code('/key', basic)], [404, 404]);
  const metrics = await (await fetch(`${url}/metrics`, { headers: BEARER })).text();
  assert.match(metrics, /^tendril_gateway_unauthorized_total 8$/m);
  assert.strictEqual(/s3cr3t|0123456789abcdef|sesame/.test(program.stdout + program.stderr + metrics), false);
});

test('metrics may be for everybody, and a list that cannot be used keeps a gateway from starting', async (t) => {
  const { url } = await startGateway(t, ['--workers', '1', '--open-metrics'], { TENDRIL_GATEWAY_AUTH: LIST });
  assert.strictEqual((await fetch(`${url}/metrics`)).status, 200);
  assert.strictEqual((await fetch(`${url}/key`)).status, 401);
  const bad = startProgram(t, GATEWAY_BIN, ['--port', '0'], { TENDRIL_GATEWAY_AUTH: 'token s3cr3t' });
  assert.strictEqual(await bad.ended, 'code 1');
  assert.match(bad.stderr, /TENDRIL_GATEWAY_AUTH cannot be used: line 1: the token has 6 characters/);
  assert.strictEqual(bad.stderr.includes('s3cr3t'), false);
});
