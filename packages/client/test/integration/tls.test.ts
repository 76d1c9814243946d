// TLS between our client and our server, good and bad. The vendor's client and openssl judge the server elsewhere.

import { deepStrictEqual, match, ok, strictEqual } from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type AerospikeError, auth, type ConfigOptions, connect, Key, status, type TLSInfo } from 'tendril';
import { type EmbeddedServer, type IssuedCertificate, type ServerTlsOptions, TestAuthority } from 'tendril-server';
import { LIMIT } from 'tendril-testing/events';
import { connectClient, NAMESPACE, startServer } from 'tendril-testing/topologies';

const DAY_MS = 86_400_000;
const authority = new TestAuthority();
const TRUST: TLSInfo = { castring: authority.certificate };
const good = authority.issue({ names: ['db.test'] });

/** Signed by itself, and no authority, for the next hundred years; made by openssl, since an authority makes no such. */
const selfSigned = {
  cert: `-----BEGIN CERTIFICATE-----
MIIBjjCCATWgAwIBAgIUIYicpP89fRWJUXT4v2aIKMMV+NIwCgYIKoZIzj0EAwIw
EjEQMA4GA1UEAwwHZGIudGVzdDAgFw0yNjExMjgxOTU2MDRaGA8yMTI2MTEwNDE5
NTYwNFowEjEQMA4GA1UEAwwHZGIudGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEH
A0IABKYrOXQL66WOmt1ZjSR1J9VlX8hEAJ1eYXHKk3SJBuTLIFN76nfXIF2GjyrH
qFvflGtQRGXzM/esGYHFjtRrgzijZzBlMB0GA1UdDgQWBBTYvML9msToYAsG21ch
GuK9PAv4KzAfBgNVHSMEGDAWgBTYvML9msToYAsG21chGuK9PAv4KzAPBgNVHRMB
Af8EBTADAQH/MBIGA1UdEQQLMAmCB2RiLnRlc3QwCgYIKoZIzj0EAwIDRwAwRAIg
YToAUadRfmvTrFHlqQgagbY245v8Rms9XH1VFSyzgi8CIGCeDPrBcYyxWOuaP2Aq
9hCP5NtYHtuclwKZkynX3tuM
-----END CERTIFICATE-----`,
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg1oDLbFQFhCgEfpWY
GrGn0KKpXhox+QxkZ/Bqc8lns9ShRANCAASmKzl0C+uljprdWY0kdSfVZV/IRACd
XmFxypN0iQbkyyBTe+p31yBdho8qx6hb35RrUERl8zP3rBmBxY7Ua4M4
-----END PRIVATE KEY-----`,
};

function start(t: TestContext, tls: ServerTlsOptions = good, nodes = 1): Promise<EmbeddedServer> {
  return startServer(t, nodes, 'tls', { tls, log: () => {} });
}

/** How a connect fails. */
async function failure(config: ConfigOptions): Promise<string> {
  try {
    (await connect({ log: { level: -1 }, connTimeoutMs: 500, ...config })).close();
  } catch (error) {
    return `${(error as AerospikeError).code} ${(error as Error).message.replace(/127\.0\.0\.1:\d+/g, 'ADDRESS')}`;
  }
  return 'connected';
}

test('commands of every kind travel by TLS to all nodes, those under way together too', LIMIT, async (t) => {
  const warnings: string[] = [];
  const server = await startServer(t, 3, 'tls', {
    tls: { ...good, only: true },
    log: (level, message) => {
      if (level === 'warn') warnings.push(message);
    },
  });
  strictEqual(server.hosts, server.tlsHosts);
  for (const mergeCommands of ['off', 'on'] as const) {
    // One seed: the others are found, with their names.
    const hosts = server.hosts.split(',')[0] as string;
    const client = await connectClient(t, { hosts, mergeCommands, maxConnsPerNode: 4, tls: TRUST });
    const keys = Array.from({ length: 300 }, (_, i) => new Key(NAMESPACE, mergeCommands, i));
    await Promise.all(keys.map((key, i) => client.put(key, { i })));
    const records = await Promise.all(keys.map((key) => client.get(key)));
    deepStrictEqual(
      records.map(({ bins }) => bins.i),
      keys.map((_, i) => i),
    );
    const batch = await client.batchRead(keys.map((key) => ({ key, readAllBins: true })));
    strictEqual(batch.filter(({ status: code }) => code === 0).length, 300);
    let scanned = 0;
    for await (const _ of client.scan(NAMESPACE, mergeCommands)) scanned++;
    strictEqual(scanned, 300);
    const blob = Buffer.alloc(900_000, 7);
    await client.put(keys[0] as Key, { blob });
    deepStrictEqual((await client.get(keys[0] as Key)).bins.blob, blob);
    match((await client.info('service-tls-std', hosts)) ?? '', /^service-tls-std\t127\.0\.0\.1:\d+\n$/);
  }
  strictEqual(
    server.nodes.reduce((sum, node) => sum + node.proxiedCommands, 0),
    0,
  );
  // Such as a record with two requests, of which a real server sees only the first.
  deepStrictEqual(warnings, []);
});

test('a host without a TLS name is checked by its own', LIMIT, async (t) => {
  const server = await start(t, authority.issue({ names: ['db.test', '127.0.0.1'] }));
  const port = server.nodes[0]?.tlsPort as number;
  strictEqual((await connectClient(t, { hosts: `127.0.0.1:${port}`, tls: TRUST })).isConnected(), true);
});

test('names match alternative names and common names, with a star for one label', LIMIT, async (t) => {
  const cases: readonly (readonly [string, boolean, { names: string[]; commonName?: string }])[] = [
    ['DB.Test', true, { names: ['db.test'] }],
    ['node1.db.test', true, { names: ['*.db.test'] }],
    ['a.node1.db.test', false, { names: ['*.db.test'] }],
    ['cn.test', true, { names: ['db.test'], commonName: 'cn.test' }],
    ['n1.cn.test', true, { names: ['db.test'], commonName: '*.cn.test' }],
    ['db.test.evil', false, { names: ['db.test'], commonName: 'db.test' }],
  ];
  for (const [tlsname, isMatch, request] of cases) {
    const server = await start(t, { ...authority.issue(request), name: 'announced' });
    const seed = { addr: '127.0.0.1', port: server.nodes[0]?.tlsPort as number, tlsname };
    const outcome = await failure({ hosts: [seed], tls: TRUST });
    strictEqual(outcome === 'connected', isMatch, `${tlsname}: ${outcome}`);
  }
});

test('a bad certificate fails the connect, and the error says which host and why', LIMIT, async (t) => {
  const other = new TestAuthority('Somebody else');
  const revoked = authority.issue({ names: ['db.test'] });
  authority.revoke(revoked.cert);
  const castring = authority.certificate + authority.revocationList();
  const cases: readonly (readonly [string, IssuedCertificate, TLSInfo, string])[] = [
    [
      'wrong name',
      authority.issue({ names: ['other.test'] }),
      TRUST,
      'the certificate is not that of db.test but of DNS:other.test, CN=other.test',
    ],
    [
      'expired',
      authority.issue({ names: ['db.test'], notAfter: new Date(Date.now() - DAY_MS / 2) }),
      TRUST,
      'the certificate of the server, or one above it, has expired',
    ],
    [
      'not yet valid',
      authority.issue({ names: ['db.test'], notBefore: new Date(Date.now() + DAY_MS) }),
      TRUST,
      'the certificate of the server, or one above it, is not valid yet',
    ],
    [
      'another authority',
      other.issue({ names: ['db.test'] }),
      TRUST,
      'the authority of the certificate of the server is not among those of tls.cafile, capath and castring',
    ],
    [
      'self-signed',
      selfSigned,
      TRUST,
      'the certificate of the server is self-signed, or its authority is not among those of tls.cafile, capath and castring',
    ],
    [
      'no authority',
      good,
      {},
      'the authority of the certificate of the server is not among those of tls.cafile, capath and castring',
    ],
    ['revoked', revoked, { castring, crlCheck: true }, 'the certificate of the server, or one above it, was revoked'],
    [
      'another list',
      good,
      { castring: authority.certificate + other.revocationList(), crlCheckAll: true },
      'tls.crlCheck finds no list of revoked certificates for one of the certificates of the server',
    ],
  ];
  for (const [what, issued, tls, reason] of cases) {
    const server = await start(t, { ...issued, name: 'db.test' });
    const expected = `${status.ERR_CONNECTION} Failed to connect to ADDRESS: TLS handshake failed: ${reason}`;
    strictEqual(await failure({ hosts: server.tlsHosts, tls }), expected, what);
  }
  // The same list lets the others in.
  const server = await start(t);
  strictEqual(await failure({ hosts: server.tlsHosts, tls: { castring, crlCheck: true } }), 'connected');
});

test('a certificate on the list of refused ones is refused, until it is taken off', LIMIT, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'tendril-tls-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const certBlacklist = join(folder, 'denied.txt');
  const { X509Certificate } = await import('node:crypto');
  writeFileSync(certBlacklist, `${new X509Certificate(good.cert).serialNumber} /CN=Tendril test authority\n`);
  const server = await start(t);
  match(
    await failure({ hosts: server.tlsHosts, tls: { ...TRUST, certBlacklist } }),
    /is on the list of tls\.certBlacklist$/,
  );
  writeFileSync(certBlacklist, 'AB\n');
  strictEqual(await failure({ hosts: server.tlsHosts, tls: { ...TRUST, certBlacklist } }), 'connected');
});

test('versions and ciphers that only one side has fail with their reason', LIMIT, async (t) => {
  const server = await start(t, { ...good, minVersion: 'TLSv1.3' });
  const fails = (tls: TLSInfo): Promise<string> => failure({ hosts: server.tlsHosts, tls: { ...TRUST, ...tls } });
  match(await fails({ protocols: '-all +TLSv1.2' }), /the server has no version of TLS that tls\.protocols allows$/);
  strictEqual(await fails({ protocols: 'TLSv1.3' }), 'connected');
  const old = await start(t, { ...good, maxVersion: 'TLSv1.2' });
  const hosts = old.tlsHosts;
  strictEqual(await failure({ hosts, tls: TRUST }), 'connected');
  match(
    await failure({ hosts, tls: { ...TRUST, protocols: 'TLSv1.2', cipherSuite: 'AES128-SHA' } }),
    /it has no cipher in common with tls\.cipherSuite/,
  );
});

test('TLS to a port without, and none to a port with it, say so', LIMIT, async (t) => {
  const server = await start(t);
  const plain = server.hosts.replace(/:(\d+)/, ':db.test:$1');
  strictEqual(
    await failure({ hosts: plain, tls: TRUST }),
    '-10 Failed to connect to ADDRESS: TLS handshake failed: the server closed the connection during the handshake; it may not speak TLS on this port, or want another certificate of this client',
  );
  strictEqual(
    await failure({ hosts: server.tlsHosts }),
    '-10 Failed to connect to ADDRESS: Connection closed by the server without an answer; it may want TLS',
  );
});

/** Something that accepts connections and does as told. */
async function peer(t: TestContext, onSocket: (socket: Socket) => void): Promise<string> {
  const server = createServer(onSocket).listen(0, '127.0.0.1');
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await once(server, 'listening');
  return `127.0.0.1:db.test:${(server.address() as AddressInfo).port}`;
}

test(
  'a server that cuts, is silent or talks nonsense during the handshake costs no more than the timeout',
  LIMIT,
  async (t) => {
    const cut = await peer(t, (socket) => socket.once('data', () => socket.resetAndDestroy()));
    match(
      await failure({ hosts: cut, tls: TRUST }),
      /TLS handshake failed: the server closed the connection during the handshake/,
    );
    const silent = await peer(t, () => {});
    match(
      await failure({ hosts: silent, tls: TRUST }),
      /ADDRESS: (?:No end of the TLS handshake within|connecting took longer than) 500 ms$/,
    );
    const web = await peer(t, (socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
    match(
      await failure({ hosts: web, tls: TRUST }),
      /TLS handshake failed: the server does not speak TLS on this port$/,
    );
  },
);

test('a server that wants certificates takes those of its authority only', LIMIT, async (t) => {
  const clients = new TestAuthority('Clients');
  const mine = clients.issue({ names: [], commonName: 'app', password: 'secret' });
  const own: TLSInfo = { ...TRUST, certstring: mine.cert, keystring: mine.key, keyfilePassword: 'secret' };
  const stranger = new TestAuthority().issue();
  for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
    const server = await start(t, { ...good, ca: clients.certificate, maxVersion });
    const hosts = server.tlsHosts;
    strictEqual(await failure({ hosts, tls: own }), 'connected', maxVersion);
    match(
      await failure({ hosts, tls: TRUST }),
      /certificate of this client(?: \(tls\.certfile\))?$|or wants a certificate \(tls\.certfile\)$/,
      maxVersion,
    );
    const strange = { ...TRUST, certstring: stranger.cert, keystring: stranger.key };
    match(
      await failure({ hosts, tls: strange }),
      /certificate of this client(?: \(tls\.certfile\))?$|or wants a certificate \(tls\.certfile\)$/,
      maxVersion,
    );
  }
  clients.revoke(mine.cert);
  const server = await start(t, { ...good, ca: clients.certificate, crl: clients.revocationList() });
  match(await failure({ hosts: server.tlsHosts, tls: own }), /certificate of this client$/);
});

test('nodes that share no memory with others share none by TLS either', LIMIT, async () => {
  const { segmentIdentity } = await import('../../src/cluster/segment-identity.ts');
  const { tlsSettings } = await import('../../src/api/configuration/tls-settings.ts');
  const base = {
    login: undefined,
    seeds: [{ host: 'a', port: 1 }],
    clusterName: undefined,
    sharedMemoryKey: 1,
    useAlternateAccessAddress: false,
    rackAware: false,
  };
  const own = authority.issue({ password: 'hidden' });
  const identity = (tls: TLSInfo | undefined): string => segmentIdentity({ ...base, tls: tlsSettings(tls) });
  const secret = { certstring: own.cert, keystring: own.key, keyfilePassword: 'hidden' };
  const texts = [
    undefined,
    {},
    TRUST,
    { cafile: 'x' },
    { protocols: 'TLSv1.2' },
    { ...TRUST, ...secret },
    { forLoginOnly: true },
    { crlCheck: true },
  ].map(identity);
  strictEqual(new Set(texts).size, texts.length);
  ok(texts.every((text) => !/PRIVATE|hidden/.test(text)));
  strictEqual(identity({ logSessionInfo: true }), identity({}));
});

test('with shared memory one process tends by TLS and the other connects by what it found', LIMIT, async (t) => {
  if (process.platform !== 'linux') return t.skip('shared memory');
  const { uniqueSegmentKey } = await import('tendril-testing/topologies');
  const server = await start(t, { ...good, only: true }, 2);
  const config = { hosts: server.hosts, tls: TRUST, sharedMemory: { key: uniqueSegmentKey() } };
  const [one, two] = [await connectClient(t, config), await connectClient(t, config)];
  const key = new Key(NAMESPACE, 'shm', 1);
  await one.put(key, { a: 1 });
  deepStrictEqual((await two.get(key)).bins, { a: 1 });
  return undefined;
});

test('with forLoginOnly nodes are found by TLS and used without', LIMIT, async (t) => {
  const server = await start(t, good, 3);
  const client = await connectClient(t, { hosts: server.tlsHosts, tls: { ...TRUST, forLoginOnly: true } });
  const plainPorts = server.nodes.map(({ port }) => `127.0.0.1:${port}`).sort();
  deepStrictEqual(
    client
      .getNodes()
      .map(({ address }) => address)
      .sort(),
    plainPorts,
  );
  const key = new Key(NAMESPACE, 'login', 1);
  await client.put(key, { a: 1 });
  deepStrictEqual((await client.get(key)).bins, { a: 1 });
  const only = await start(t, { ...good, only: true });
  match(
    await failure({ hosts: only.hosts, tls: { ...TRUST, forLoginOnly: true } }),
    /cannot be reached without TLS, as forLoginOnly wants \(it has none\)/,
  );
});

test('connections that were cut are made again', LIMIT, async (t) => {
  const server = await start(t, { ...good, only: true });
  const client = await connectClient(t, { hosts: server.hosts, tls: TRUST });
  const key = new Key(NAMESPACE, 'again', 1);
  await client.put(key, { a: 1 });
  server.nodes[0]?.disconnectClients();
  deepStrictEqual((await client.get(key)).bins, { a: 1 });
});

test('users log in by TLS, by password or by the name in their certificate', LIMIT, async (t) => {
  const clients = new TestAuthority('Clients');
  const tls = { ...good, ca: clients.certificate, only: true };
  const server = await startServer(t, 2, 'tls', { tls, security: true, log: () => {} });
  const certificateOf = (commonName: string): TLSInfo => {
    const { cert, key } = clients.issue({ names: [], commonName });
    return { ...TRUST, certstring: cert, keystring: key };
  };
  const hosts = server.hosts;
  const anybody = certificateOf('anybody');
  const admin = await connectClient(t, { hosts, user: 'admin', password: 'admin', tls: anybody });
  await admin.createPKIUser('app', ['read-write']);

  const app = await connectClient(t, { hosts, authMode: auth.AUTH_PKI, tls: certificateOf('app') });
  const keys = Array.from({ length: 20 }, (_, i) => new Key(NAMESPACE, 'pki', i));
  await Promise.all(keys.map((key) => app.put(key, { a: 1 })));
  deepStrictEqual((await app.get(keys[0] as Key)).bins, { a: 1 });
  // Connections made later resume a session of TLS and show the token.
  for (const node of server.nodes) node.disconnectClients();
  deepStrictEqual((await app.get(keys[1] as Key)).bins, { a: 1 });

  match(await failure({ hosts, authMode: auth.AUTH_PKI, tls: anybody }), /^(?:60|65|80) /);
  match(await failure({ hosts, authMode: auth.AUTH_PKI }), /TLS is required for external or PKI authentication/);
  match(await failure({ hosts, user: 'admin', password: 'wrong', tls: anybody }), /^65 /);
});
