// The vendor's client by TLS against the embedded server: its own names, versions, revocation and certificates judge ours.
import { deepStrictEqual, match, ok, strictEqual } from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Child } from 'tendril-testing/child';
import { TestFiles } from 'tendril-testing/test-files';
import { TestAuthority } from '../../packages/server/esm/index.mjs';

const require = createRequire(import.meta.url);
const vendor = require('aerospike');
const SERVER = fileURLToPath(new URL('../../packages/server/bin/tendril-server.js', import.meta.url));
const LIMIT = { timeout: 60_000 };

/** Its connect blocks the event loop: the server needs a process of its own. */
async function startServer(t, args) {
  const child = Child.script(SERVER, ['--port', '0', '--tls-port', '0', '--nodes', '3', ...args]).during(t);
  return child.report(({ hosts }) => hosts !== undefined);
}

async function outcome(config) {
  const client = vendor.client({ log: { level: -1 }, ...config });
  try {
    await client.connect();
    const key = new vendor.Key('test', 'demo', 'tls');
    await client.put(key, { a: 1 });
    return (await client.get(key)).bins;
  } catch (error) {
    return error.code;
  } finally {
    client.close();
  }
}

test('it finds all nodes by one, and reads and writes by TLS', LIMIT, async (t) => {
  const server = await startServer(t, ['--tls-self-signed', '--tls-only']);
  strictEqual(server.hosts, server.tlsHosts);
  const tls = { enable: true, cafile: server.caFile };
  const [seed] = server.hosts.split(',');
  const client = await vendor.connect({
    hosts: seed,
    tls,
    log: { level: -1 },
    // A hundred handshakes at once.
    policies: { write: { totalTimeout: 20_000 }, batch: { totalTimeout: 20_000 } },
  });
  t.after(() => client.close());
  strictEqual(client.getNodes().length, 3);
  const keys = Array.from({ length: 100 }, (_, i) => new vendor.Key('test', 'demo', i));
  await Promise.all(keys.map((key, i) => client.put(key, { i, blob: Buffer.alloc(40_000, i) })));
  const records = await client.batchRead(keys.map((key) => ({ key, readAllBins: true })));
  deepStrictEqual(
    records.map(({ record }) => record.bins.i),
    keys.map((_, i) => i),
  );
  ok(records.every(({ record }, i) => record.bins.blob.equals(Buffer.alloc(40_000, i))));
  match(await client.infoAny('service-tls-std'), /^service-tls-std\t127\.0\.0\.1:\d+/);
});

test('it accepts our certificates and refuses the same ones as our client', LIMIT, async (t) => {
  const files = new TestFiles(t);
  const authority = new TestAuthority();
  const issued = authority.issue({ names: ['db.test', '*.wild.test'], commonName: 'cn.test' });
  const tls = ['--tls-cert', files.write('cert.pem', issued.cert), '--tls-key', files.write('key.pem', issued.key)];
  const server = await startServer(t, tls);
  const hosts = (name) => server.tlsHosts.split(',')[0].replace(':db.test:', `:${name}:`);
  const cafile = files.write('ca.pem', authority.certificate);
  const listed = files.write('crl.pem', authority.certificate + authority.revocationList());
  authority.revoke(issued.cert);
  const revoked = files.write('revoked.pem', authority.certificate + authority.revocationList());
  const works = { a: 1 };
  deepStrictEqual(
    {
      name: await outcome({ hosts: hosts('db.test'), tls: { cafile } }),
      commonName: await outcome({ hosts: hosts('cn.test'), tls: { cafile } }),
      star: await outcome({ hosts: hosts('n1.wild.test'), tls: { cafile } }),
      wrongName: await outcome({ hosts: hosts('other.test'), tls: { cafile } }),
      otherAuthority: await outcome({
        hosts: hosts('db.test'),
        tls: { cafile: files.write('other.pem', new TestAuthority().certificate) },
      }),
      notRevoked: await outcome({ hosts: hosts('db.test'), tls: { cafile: listed, crlCheck: true } }),
      revoked: await outcome({ hosts: hosts('db.test'), tls: { cafile: revoked, crlCheck: true } }),
    },
    {
      name: works,
      commonName: works,
      star: works,
      wrongName: -10,
      otherAuthority: -10,
      notRevoked: works,
      revoked: -10,
    },
  );
});

test('it shows its certificate, and is refused without', LIMIT, async (t) => {
  const files = new TestFiles(t);
  const [servers, clients] = [new TestAuthority('Servers'), new TestAuthority('Clients')];
  const [issued, own] = [servers.issue({ names: ['db.test'] }), clients.issue({ names: [], password: 'secret' })];
  const server = await startServer(t, [
    ...['--tls-cert', files.write('cert.pem', issued.cert), '--tls-key', files.write('key.pem', issued.key)],
    ...['--tls-ca', files.write('clients.pem', clients.certificate)],
  ]);
  const cafile = files.write('ca.pem', servers.certificate);
  const shown = {
    certfile: files.write('own.pem', own.cert),
    keyfile: files.write('own.key', own.key),
    keyfilePassword: 'secret',
  };
  deepStrictEqual(await outcome({ hosts: server.tlsHosts, tls: { cafile, ...shown } }), { a: 1 });
  strictEqual(await outcome({ hosts: server.tlsHosts, tls: { cafile } }), -10);
});

test('with TLS for the login only it logs in there, and commands go to the ports without', LIMIT, async (t) => {
  const server = await startServer(t, ['--tls-self-signed', '--security']);
  const connect = async (user, password) => {
    const tls = { enable: true, cafile: server.caFile, forLoginOnly: true };
    const patient = { totalTimeout: 20_000 };
    const policies = { read: patient, write: patient };
    const log = { level: -1 };
    const client = await vendor.connect({ hosts: server.tlsHosts, user, password, tls, policies, log });
    t.after(() => client.close());
    return client;
  };
  const admin = await connect('admin', 'admin');
  await admin.createUser('app', 'open-sesame', ['read-write']);
  const app = await connect('app', 'open-sesame');
  const addresses = app.getNodes().map(({ address }) => address);
  deepStrictEqual(addresses.sort(), server.hosts.split(',').sort());
  const key = new vendor.Key('test', 'demo', 'login');
  await app.put(key, { a: 1 });
  deepStrictEqual((await app.get(key)).bins, { a: 1 });
});
