// The pages of real processes: metrics of all workers, whoever is asked, and whether a worker lives and serves.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startGateway } from './gateway-process.ts';

/** On a connection of its own, so that the workers take turns. */
async function ask(url: string, method = 'GET'): Promise<{ code: number; type: string | null; text: string }> {
  const response = await fetch(url, { method, headers: { connection: 'close' } });
  return { code: response.status, type: response.headers.get('content-type'), text: await response.text() };
}

/** The sum of a series over all labels that have this text. */
function sum(text: string, name: string, labels = ''): number {
  const lines = text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  return lines.filter((line) => line.includes(labels)).reduce((all, line) => all + Number(line.split(' ').at(-1)), 0);
}

test('metrics are those of all workers, and the health of one is told', async (t) => {
  const { url } = await startGateway(t, ['--workers', '2']);
  assert.deepStrictEqual(await ask(`${url}/healthz`), { code: 200, type: 'text/plain; charset=utf-8', text: 'ok\n' });
  assert.deepStrictEqual(await ask(`${url}/readyz`), { code: 200, type: 'text/plain; charset=utf-8', text: 'ok\n' });
  const write = { method: 'PUT', body: '{"a":1}', headers: { connection: 'close' } };
  for (let i = 0; i < 8; i++) assert.strictEqual((await fetch(`${url}/key${i}`, write)).status, 200);
  // Whichever worker answers.
  for (let i = 0; i < 4; i++) {
    const { code, type, text } = await ask(`${url}/metrics`);
    assert.deepStrictEqual([code, type], [200, 'text/plain; version=0.0.4; charset=utf-8']);
    assert.strictEqual(sum(text, 'aerospike_client_latency_seconds_count', 'kind="write"'), 8);
    assert.strictEqual(sum(text, 'aerospike_client_commands_total'), 8);
    assert.strictEqual(sum(text, 'aerospike_client_latency_seconds_bucket', 'le="+Inf"') >= 8, true);
    assert.match(text, /^process_cpu_user_seconds_total /m);
  }
  assert.strictEqual((await ask(`${url}/metrics`, 'DELETE')).code, 405);
});

test('without a database a worker lives and is not ready; the pages can be left out', async (t) => {
  const args = ['--workers', '1', '--hosts', '127.0.0.1:1', '--metrics-path', 'none'];
  const { url } = await startGateway(t, args);
  assert.strictEqual((await ask(`${url}/healthz`)).code, 200);
  assert.deepStrictEqual(await ask(`${url}/readyz`), {
    code: 503,
    type: 'text/plain; charset=utf-8',
    text: 'unavailable\n',
  });
  // A record like any other.
  assert.strictEqual((await ask(`${url}/metrics`)).code, 503);
});
