// Servers whose part of a handshake is changed or cut on the way, at any byte: a connection fails with a reason, in time,
// or is as good as any other.

import { match, ok, strictEqual } from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect as connectTcp, createServer as createTcpServer } from 'node:net';
import { type TestContext, test } from 'node:test';
import { createServer, type SecureVersion, type TLSSocket } from 'node:tls';
import { TestAuthority } from 'tendril-server';
import { LIMIT } from 'tendril-testing/events';
import { tlsSettings } from '../../../src/api/configuration/tls-settings.ts';
import { Dialer } from '../../../src/net/dialer.ts';
import { InfoConnection } from '../../../src/net/info-connection.ts';
import type { TlsSettings } from '../../../src/net/tls/tls-settings.ts';
import { TlsTransport } from '../../../src/net/tls/tls-transport.ts';
import { DeadlineWheel } from '../../../src/time/deadlines.ts';
import { infoFrame } from '../../helpers/frames.ts';

const authority = new TestAuthority();
const issued = authority.issue({ names: ['db.test'] });
const PATIENCE_MS = 5000;
/** Of a handshake that is harmed: a length that is larger than it was makes a client wait for the rest. */
const HARMED_MS = 250;
/** A flight of the server has some 700 bytes; every so many of them are tried, and all of the first record's head. */
const STEP = 67;
const HEAD_BYTES = 6;

/** What happens to the byte of the server's bytes with that number. */
type Harm = { readonly at: number; readonly kind: 'flip' | 'cut' };

async function rig(t: TestContext, version: SecureVersion) {
  const server = createServer({ ...issued, minVersion: version, maxVersion: version }, (socket: TLSSocket) => {
    socket.on('error', () => {});
    socket.on('data', () => socket.write(infoFrame('node\tA\n')));
  }).listen(0, '127.0.0.1');
  server.on('tlsClientError', () => {});
  await once(server, 'listening');
  let harm: Harm | undefined;
  let flightBytes = 0;
  const proxy = createTcpServer((client) => {
    const node = connectTcp((server.address() as AddressInfo).port, '127.0.0.1');
    let passed = 0;
    node.on('data', (bytes) => {
      flightBytes ||= bytes.length;
      const at = harm === undefined ? -1 : harm.at - passed;
      passed += bytes.length;
      if (at < 0 || at >= bytes.length) client.write(bytes);
      else if (harm?.kind === 'cut') client.end(bytes.subarray(0, at));
      else client.write(bytes.map((byte, i) => (i === at ? byte ^ 0x10 : byte)));
    });
    client.on('data', (bytes) => node.write(bytes));
    for (const socket of [client, node]) {
      socket.on('error', () => {});
      socket.on('close', () => (socket === client ? node : client).destroy());
    }
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  t.after(() => {
    proxy.close();
    server.close();
  });
  const { port } = proxy.address() as AddressInfo;
  /** Undefined, or why there was no answer. */
  const visit = async (what?: Harm): Promise<string | undefined> => {
    harm = what;
    const patienceMs = what === undefined ? PATIENCE_MS : HARMED_MS;
    // None of the sessions before.
    const settings = tlsSettings({ castring: authority.certificate }) as TlsSettings;
    const dialer = new Dialer(new DeadlineWheel(), {
      tls: new TlsTransport(settings, { onWarning: () => {}, onSession: () => {} }),
    });
    try {
      const address = { host: '127.0.0.1', port, tlsName: 'db.test' };
      const connection = await InfoConnection.connect(dialer, address, patienceMs);
      const values = await connection.request(['node'], PATIENCE_MS).finally(() => connection.close());
      strictEqual(values.get('node'), 'A');
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  };
  return { visit, flightBytes: () => flightBytes };
}

for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
  test(
    `a handshake that is harmed on the way fails with its reason, and not later than that: ${version}`,
    LIMIT,
    async (t) => {
      const { visit, flightBytes } = await rig(t, version);
      strictEqual(await visit(), undefined);
      const heads = Array.from({ length: HEAD_BYTES }, (_, i) => i);
      const rest = Array.from({ length: Math.floor(flightBytes() / STEP) }, (_, i) => i * STEP + HEAD_BYTES);
      const places = [...heads, ...rest].filter((at) => at < flightBytes());
      let failed = 0;
      for (const at of places) {
        const cut = await visit({ at, kind: 'cut' });
        match(cut ?? 'no failure', /^TLS |^Connection closed|^No /, `cut at ${at}`);
        const flipped = await visit({ at, kind: 'flip' });
        // Some bits mean nothing, such as the version of a record.
        if (flipped !== undefined) failed++;
        if (flipped !== undefined) match(flipped, /^TLS |^Connection closed|^No /, `bit at ${at}`);
      }
      ok(failed > places.length * 0.8, `${failed} of ${places.length}`);
      strictEqual(await visit(), undefined);
    },
  );
}
