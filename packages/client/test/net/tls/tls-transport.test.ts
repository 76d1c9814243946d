import { deepStrictEqual, match, strictEqual } from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { createServer, type TLSSocket, type TlsOptions } from 'node:tls';
import { TestAuthority } from 'tendril-server';
import { LIMIT } from 'tendril-testing/events';
import type { TLSInfo } from '../../../src/api/configuration/config.ts';
import { tlsSettings } from '../../../src/api/configuration/tls-settings.ts';
import { Dialer } from '../../../src/net/dialer.ts';
import type { DialledSocket } from '../../../src/net/dialled-socket.ts';
import { InfoConnection } from '../../../src/net/info-connection.ts';
import type { TlsSettings } from '../../../src/net/tls/tls-settings.ts';
import { TlsTransport } from '../../../src/net/tls/tls-transport.ts';
import { DeadlineWheel } from '../../../src/time/deadlines.ts';
import { infoFrame } from '../../helpers/frames.ts';

const authority = new TestAuthority();
const PATIENCE_MS = 5000;
const ANSWER = 'node\tA\n';

interface Rig {
  /** Makes a connection, asks something by it, and closes it. */
  visit(tlsName?: string): Promise<void>;
  /** What was agreed, connection by connection. */
  readonly agreed: readonly string[];
  /** Plain bytes of each TLS record that the server got. */
  readonly records: readonly number[];
  /** The name that the last client asked for, if any. */
  readonly askedFor: () => string | false | null;
  readonly dialer: Dialer;
  readonly port: number;
}

async function rig(t: TestContext, tls: TLSInfo, options: TlsOptions = {}): Promise<Rig> {
  const records: number[] = [];
  let askedFor: string | false | null = null;
  const server = createServer({ ...authority.issue({ names: ['db.test', '*.db.test', '127.0.0.1'] }), ...options });
  server.on('secureConnection', (socket: TLSSocket) => {
    askedFor = (socket as { servername?: string | false | null }).servername ?? null;
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      records.push(chunk.length);
      socket.write(infoFrame(ANSWER));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const agreed: string[] = [];
  const settings = tlsSettings({ castring: authority.certificate, logSessionInfo: true, ...tls }) as TlsSettings;
  const transport = new TlsTransport(settings, {
    onWarning: (message) => agreed.push(`warning: ${message}`),
    onSession: (message) => agreed.push(message.replace(/127\.0\.0\.1:\d+/, 'ADDRESS')),
  });
  const dialer = new Dialer(new DeadlineWheel(), { tls: transport });
  const { port } = server.address() as AddressInfo;
  const visit = async (tlsName = 'db.test'): Promise<void> => {
    const connection = await InfoConnection.connect(dialer, { host: '127.0.0.1', port, tlsName }, PATIENCE_MS);
    strictEqual((await connection.request(['node'], PATIENCE_MS)).get('node'), 'A');
    connection.close();
  };
  return { visit, agreed, records, askedFor: () => askedFor, dialer, port };
}

test('later connections to a node resume the session of an earlier one, by either version', LIMIT, async (t) => {
  for (const version of ['TLSv1.2', 'TLSv1.3']) {
    const { visit, agreed } = await rig(t, { protocols: version });
    for (let i = 0; i < 3; i++) await visit();
    deepStrictEqual(
      agreed.map((text) => text.replace(/ TLS_\w+/, '')),
      [
        `TLS with ADDRESS (db.test): ${version}`,
        `TLS with ADDRESS (db.test): ${version}, resumed`,
        `TLS with ADDRESS (db.test): ${version}, resumed`,
      ],
    );
  }
});

test('the session with one name is not resumed under another', LIMIT, async (t) => {
  const { visit, agreed } = await rig(t, {});
  await visit('db.test');
  await visit('n1.db.test');
  strictEqual(agreed.length, 2);
  match(agreed[1] as string, /\(n1\.db\.test\): TLSv1\.3 TLS_\w+$/);
});

test('the server is told the TLS name, but no IP address', LIMIT, async (t) => {
  const { visit, askedFor } = await rig(t, {});
  await visit('n2.db.test');
  strictEqual(askedFor(), 'n2.db.test');
  await visit('127.0.0.1');
  strictEqual(askedFor(), false);
});

test('each request begins a record of its own, also when many are written at once', LIMIT, async (t) => {
  const { records, dialer, port } = await rig(t, {});
  const texts = ['a', 'b'.repeat(20_000), 'c', '', 'e'];
  let replies = 0;
  await new Promise<void>((resolve, reject) => {
    const socket: DialledSocket = dialer.dial({ host: '127.0.0.1', port, tlsName: 'db.test' }, PATIENCE_MS, {
      onOpen: () => {
        socket.write(Buffer.concat(texts.slice(0, 3).map(infoFrame)));
        socket.write(Buffer.concat(texts.slice(3).map(infoFrame)));
      },
      onBytes: (bytes) => {
        replies += bytes / infoFrame(ANSWER).length;
        if (replies === texts.length + 1) resolve();
      },
      onDrain: () => {},
      onGone: reject,
    });
    t.after(() => socket.destroy());
  });
  // The largest record has 16 KB.
  deepStrictEqual(records, [9, 16_384, 20_008 - 16_384, 9, 8, 9]);
});
