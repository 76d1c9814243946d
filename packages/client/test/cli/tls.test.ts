// `tendril info` by TLS, against the embedded server.

import { deepStrictEqual, match, strictEqual } from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { EmbeddedServer, TestAuthority } from 'tendril-server';
import { LIMIT } from 'tendril-testing/events';
import { run } from '../../src/cli/main.ts';

async function cli(...args: string[]): Promise<{ code: number; out: string; error: string }> {
  let out = '';
  let error = '';
  const code = await run(args, {
    out: (text) => {
      out += text;
    },
    error: (text) => {
      error += text;
    },
  });
  return { code, out, error };
}

test('info asks by TLS, checks the name, and names the option that is wrong', LIMIT, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'tendril-cli-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const authority = new TestAuthority();
  const ca = join(folder, 'ca.pem');
  writeFileSync(ca, authority.certificate);
  const server = await EmbeddedServer.start({ tls: { ...authority.issue({ names: ['db.test'] }), only: true } });
  t.after(() => server.stop());
  const host = server.hosts;

  const asked = await cli('info', '--host', host, '--tls-ca', ca, 'build');
  match(asked.out, /^build\t\d/);
  deepStrictEqual([asked.code, asked.error], [0, '']);
  const bare = host.replace(':db.test', '');
  strictEqual((await cli('info', '--host', bare, '--tls-ca', ca, '--tls-name', 'db.test', 'build')).code, 0);
  match(
    (await cli('info', '--host', bare, '--tls-ca', ca, 'build')).error,
    /the certificate is not that of 127\.0\.0\.1/,
  );
  match((await cli('info', '--host', host, '--tls', 'build')).error, /the authority of the certificate of the server/);
  match((await cli('info', '--host', host, 'build')).error, /it may want TLS/);
  match((await cli('info', '--tls-cert', ca, 'build')).error, /tls\.certfile needs its private key/);
  match((await cli('info', '--tls-ca', join(folder, 'none'), 'build')).error, /tls\.cafile cannot be read: ENOENT/);
});
