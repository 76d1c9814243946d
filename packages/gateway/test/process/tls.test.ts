// The gateway in real processes, with TLS on both sides of it.
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { get } from 'node:https';
import { test } from 'node:test';
import { connect } from 'node:tls';
import { EmbeddedServer, TestAuthority } from 'tendril-server';
import { CertificateFiles } from 'tendril-testing/certificate-files';
import { until } from 'tendril-testing/child';
import { TestFiles } from 'tendril-testing/test-files';
import { GATEWAY_BIN, PATIENCE_MS, startGateway, startProgram } from './gateway-process.ts';

async function serialAt(url: string, ca: string): Promise<string> {
  const { hostname: host, port } = new URL(url);
  const socket = connect({ host, port: Number(port), ca });
  await once(socket, 'secureConnect');
  const { serialNumber } = socket.getPeerCertificate();
  socket.destroy();
  return serialNumber;
}

test('serves HTTPS over a cluster with TLS, and says what is wrong with its files', async (t) => {
  const authority = new TestAuthority();
  const server = await EmbeddedServer.start({ tls: { ...authority.issue({ names: ['db.test'] }), only: true } });
  t.after(() => server.stop());
  const ca = new TestFiles(t).write('ca.pem', authority.certificate);
  const own = authority.issue({ names: ['127.0.0.1'] });
  const certificate = new CertificateFiles(t, own);
  const { cert, key } = certificate.paths;
  const tls = ['--tls-cert', cert, '--tls-key', key];
  const { url, program } = await startGateway(t, [
    ...tls,
    '--workers',
    '1',
    '--hosts',
    server.hosts,
    '--database-tls-ca',
    ca,
  ]);
  assert.match(url, /^https:/);
  const request = get(`${url}/nothing`, { ca: authority.certificate, agent: false });
  const [response] = await once(request, 'response');
  response.resume();
  assert.strictEqual(response.statusCode, 404);

  // A certificate that changes: whoever comes next is shown the new one, as soon as both files have it.
  const next = authority.issue({ names: ['127.0.0.1'] });
  certificate.write({ cert: next.cert });
  const [before, after] = [own, next].map((one) => new X509Certificate(one.cert).serialNumber);
  const shown = (): Promise<string> => serialAt(url, authority.certificate);
  const isRefused = async (): Promise<boolean> => {
    assert.strictEqual(await shown(), before);
    return /a changed file cannot be used, what was read before still holds: .*mismatch/.test(program.stderr);
  };
  assert.ok(await until(isRefused, PATIENCE_MS));
  certificate.write({ key: next.key });
  assert.ok(await until(async () => (await shown()) === after, PATIENCE_MS));

  const bad = startProgram(t, GATEWAY_BIN, ['--port', '0', '--tls-cert', cert, '--tls-key', ca]);
  assert.strictEqual(await bad.ended, 'code 1');
  assert.match(bad.stderr, /--tls-cert and --tls-key cannot be used/);
});
