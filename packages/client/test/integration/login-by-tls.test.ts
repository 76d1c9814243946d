// Logins that need TLS: by certificate, and with a password that another system checks.

import { deepStrictEqual, rejects, strictEqual } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { auth, type ConfigOptions, connect, Key, status } from 'tendril';
import { type EmbeddedServer, type SecurityOptions, TestAuthority } from 'tendril-server';
import { LIMIT } from 'tendril-testing/events';
import { connectClient, NAMESPACE, startServer } from 'tendril-testing/topologies';

const authority = new TestAuthority();
const KEY = new Key(NAMESPACE, 'login-by-tls', 1);

function start(t: TestContext, security: SecurityOptions, nodes = 1): Promise<EmbeddedServer> {
  const tls = { ...authority.issue({ names: ['db.test'] }), ca: authority.certificate };
  return startServer(t, nodes, 'tls', { tls, security, log: () => {} });
}

function byCertificate(commonName: string): ConfigOptions {
  const { cert, key } = authority.issue({ names: [commonName], commonName });
  return { tls: { castring: authority.certificate, certstring: cert as string, keystring: key as string } };
}

test('a certificate names the user, who needs no password', LIMIT, async (t) => {
  const server = await start(t, { users: [{ name: 'web', roles: ['read-write'] }] });
  const hosts = server.tlsHosts as string;
  const config = { hosts, authMode: auth.AUTH_PKI };
  const client = await connectClient(t, { ...config, ...byCertificate('web') });
  await client.put(KEY, { a: 1 });
  deepStrictEqual((await client.get(KEY)).bins, { a: 1 });
  await rejects(connect({ ...config, ...byCertificate('stranger') }), { code: status.INVALID_USER });
  // What the vendor says, word for word.
  await rejects(connect({ ...config, ...byCertificate('web'), user: 'web', password: 'secret' }), {
    code: status.FORBIDDEN_PASSWORD,
    message: 'Password authentication is disabled for PKI-only users. Please authenticate using your certificate.',
  });
  for (const authMode of [auth.AUTH_PKI, auth.EXTERNAL]) {
    await rejects(connect({ hosts, authMode, user: 'web', ...(authMode === auth.EXTERNAL && { password: 'x' }) }), {
      code: status.ERR_CLIENT,
      message: 'TLS is required for external or PKI authentication',
    });
  }
});

test('a password that another system checks travels as it is, by TLS or as a test wants it', LIMIT, async (t) => {
  const asked: string[][] = [];
  const server = await start(t, {
    external: (user, password) => {
      asked.push([user, password]);
      return password === 'open-sesame' ? ['read-write'] : undefined;
    },
  });
  const given = { user: 'ldap-user', password: 'open-sesame' };
  for (const config of [
    { hosts: server.tlsHosts as string, authMode: auth.EXTERNAL, ...byCertificate('web') },
    { hosts: server.hosts, authMode: auth.EXTERNAL_INSECURE },
  ]) {
    const client = await connectClient(t, { ...config, ...given });
    await client.put(KEY, { a: 2 });
    await rejects(connect({ ...config, ...given, password: 'wrong' }), ({ message }: Error) => {
      strictEqual(/wrong|sesame/.test(message), false);
      return true;
    });
  }
  deepStrictEqual([asked[0], asked[1]], [Object.values(given), ['ldap-user', 'wrong']]);
});
