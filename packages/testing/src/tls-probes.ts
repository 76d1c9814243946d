// What strangers try at a port with TLS, as facts that every such port of ours has to hold: old versions, weak suites,
// renegotiation, sessions, names and protocols that make no sense, records that are cut, too large or slow.

import { ok, rejects, strictEqual } from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';
import { LIMIT } from './events.ts';

/** A port that is probed. */
export interface ProbedPort {
  readonly port: number;
  /** Whom to trust; the certificate has the name `db.test`. */
  readonly ca: string;
  /** What is asked, and how the answer begins. */
  readonly request: Buffer | string;
  readonly answer: string;
  /** How long a handshake may take, in ms. */
  readonly handshakeMs: number;
}

const NAME = 'db.test';
const RECORD = { CHANGE_CIPHER: 20, ALERT: 21, HANDSHAKE: 22, DATA: 23, HEARTBEAT: 24 } as const;
const TLS_1_2 = 0x0303;
const GOOD_SUITES = [0x1301, 0x1302, 0xc02b, 0xc02c, 0xc02f, 0xc030];

/** By the registry of IANA: no encryption, no authentication, export keys, RC4, DES, triple DES, MD5. */
const WEAK_SUITES: Readonly<Record<string, number>> = {
  TLS_RSA_WITH_NULL_SHA: 0x0002,
  TLS_RSA_EXPORT_WITH_RC4_40_MD5: 0x0003,
  TLS_RSA_WITH_RC4_128_SHA: 0x0005,
  TLS_RSA_WITH_DES_CBC_SHA: 0x0009,
  TLS_RSA_WITH_3DES_EDE_CBC_SHA: 0x000a,
  TLS_DH_anon_WITH_AES_128_CBC_SHA: 0x0034,
  TLS_ECDHE_ECDSA_WITH_NULL_SHA: 0xc006,
  TLS_ECDHE_ECDSA_WITH_RC4_128_SHA: 0xc007,
  TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA: 0xc008,
  TLS_ECDH_anon_WITH_AES_128_CBC_SHA: 0xc018,
};

/** Registers the facts as tests; `serve` starts a port that ends with the test. */
export function checkTlsPort(what: string, serve: (t: TestContext) => Promise<ProbedPort>): void {
  const fact = (text: string, check: (probed: ProbedPort, t: TestContext) => Promise<void>): void => {
    test(`${what}: ${text}`, LIMIT, async (t) => {
      const probed = await serve(t);
      await check(probed, t);
      // Whatever was tried, others are served.
      await visit(probed);
    });
  };

  fact('versions before TLS 1.2 are refused', async (probed) => {
    for (const version of [0x0300, 0x0301, 0x0302]) {
      strictEqual(await reply(probed, clientHello(version, GOOD_SUITES)), 'alert', version.toString(16));
    }
    // A hello of SSL 2.
    const old = Buffer.from(
      `802e0100020015000000100100800200800300800400800500800600400700c0${'5a'.repeat(16)}`,
      'hex',
    );
    ok(['alert', 'closed'].includes(await reply(probed, old)));
    for (const version of ['TLSv1', 'TLSv1.1'] as const) {
      await rejects(visit(probed, { minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' }));
    }
    strictEqual((await visit(probed, { maxVersion: 'TLSv1.2' })).version, 'TLSv1.2');
    strictEqual((await visit(probed)).version, 'TLSv1.3');
  });

  fact('suites without encryption, without authentication or with broken ciphers are refused', async (probed) => {
    for (const [name, suite] of Object.entries(WEAK_SUITES)) {
      strictEqual(await reply(probed, clientHello(TLS_1_2, [suite])), 'alert', name);
    }
    strictEqual(await reply(probed, clientHello(TLS_1_2, GOOD_SUITES)), 'handshake');
  });

  fact('a client cannot make the server shake hands again', async (probed) => {
    const socket = await open(probed, { maxVersion: 'TLSv1.2' });
    const outcome = new Promise<Error | null>((resolve) => {
      socket.on('error', resolve);
      socket.on('close', () => resolve(new Error('closed')));
      socket.renegotiate({}, resolve);
    });
    ok((await outcome) instanceof Error);
    socket.destroy();
  });

  fact('sessions are resumed by both versions, but not those of another server', async (probed, t) => {
    const other = await serve(t);
    for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
      const { session } = await visit(probed, { maxVersion });
      strictEqual((await visit(probed, { maxVersion, session })).isResumed, true, maxVersion);
      strictEqual((await visit(other, { maxVersion, session, ca: other.ca })).isResumed, false, maxVersion);
      const broken = Buffer.from(session);
      broken[broken.length >> 1] = (broken[broken.length >> 1] as number) ^ 1;
      await visit(probed, { maxVersion, session: broken }).catch(() => {});
    }
  });

  fact('names and protocols that make no sense do no harm', async (probed) => {
    for (const servername of ['x'.repeat(255), '*', 'db.test.', 'a..b', '\u00e4']) {
      await visit(probed, { servername, checkServerIdentity: () => undefined }).catch(() => {});
    }
    for (const protocols of [['nonsense'], ['h2', 'spdy/1'], Array.from({ length: 200 }, (_, i) => `p${i}`)]) {
      await visit(probed, { ALPNProtocols: protocols }).catch(() => {});
    }
    for (const list of ['0000', '0001ff', '000a09687474702f312e31', 'ffff00', `0100${'ff'.repeat(256)}`]) {
      const hello = clientHello(TLS_1_2, GOOD_SUITES, [extension(16, Buffer.from(list, 'hex'))]);
      ok(['alert', 'closed', 'handshake'].includes(await reply(probed, hello)), list);
    }
  });

  fact('a handshake that is cut anywhere ends, and one that comes byte by byte goes on', async (probed) => {
    const hello = clientHello(TLS_1_2, GOOD_SUITES);
    const lengths = Array.from({ length: Math.ceil(hello.length / 3) }, (_, i) => i * 3);
    await Promise.all(lengths.map((length) => reply(probed, hello.subarray(0, length), true)));
    const socket = connect(probed.port, '127.0.0.1').setNoDelay(true);
    await once(socket, 'connect');
    const heard = outcomeOf(socket);
    for (const byte of hello) socket.write(Buffer.of(byte));
    strictEqual(await heard, 'handshake');
  });

  fact('records and messages that are too large, empty or of no use are refused', async (probed) => {
    const random = Buffer.alloc(70_000, 0x5a);
    const cases: Readonly<Record<string, Buffer>> = {
      'a record of 65535 bytes': Buffer.concat([recordHeader(RECORD.HANDSHAKE, 0xffff), random]),
      'a record beyond 2^14 bytes': record(RECORD.HANDSHAKE, Buffer.alloc(16_385 + 2048, 1)),
      'a message of 16 MiB': record(RECORD.HANDSHAKE, Buffer.from('01ffffff0303', 'hex')),
      'a message that is none': record(RECORD.HANDSHAKE, Buffer.from('63000000', 'hex')),
      'data before the handshake': record(RECORD.DATA, Buffer.from('GET / HTTP/1.1\r\n\r\n')),
      'a heartbeat that lies': record(RECORD.HEARTBEAT, Buffer.from('01ffff', 'hex')),
      'a change of ciphers': record(RECORD.CHANGE_CIPHER, Buffer.from('01', 'hex')),
      'empty records': Buffer.concat(Array.from({ length: 64 }, () => recordHeader(RECORD.HANDSHAKE, 0))),
      'warnings without end': Buffer.concat(
        Array.from({ length: 64 }, () => record(RECORD.ALERT, Buffer.from('0164', 'hex'))),
      ),
      'a fatal alert': record(RECORD.ALERT, Buffer.from('0228', 'hex')),
      nonsense: random,
      'HTTP without TLS': Buffer.from('GET / HTTP/1.1\r\nHost: db.test\r\n\r\n'),
    };
    for (const [name, bytes] of Object.entries(cases)) {
      ok(['alert', 'closed'].includes(await reply(probed, bytes, true)), name);
    }
  });

  fact('a handshake that takes too long is ended, and holds nobody up', async (probed) => {
    const begunMs = performance.now();
    const hello = clientHello(TLS_1_2, GOOD_SUITES);
    const slow = [Buffer.alloc(0), hello.subarray(0, 1), hello.subarray(0, 60)].map((part) => reply(probed, part));
    await visit(probed);
    for (const outcome of await Promise.all(slow)) ok(['alert', 'closed'].includes(outcome), outcome);
    ok(performance.now() - begunMs >= probed.handshakeMs * 0.9);
  });
}

/** What came back: a message of a handshake, an alert, or nothing but the end. */
type Outcome = 'handshake' | 'alert' | 'closed';

async function reply(probed: ProbedPort, bytes: Buffer, ends = false): Promise<Outcome> {
  const socket = connect(probed.port, '127.0.0.1');
  socket.on('error', () => {});
  const heard = outcomeOf(socket);
  if (ends) socket.end(bytes);
  else socket.write(bytes);
  return await heard;
}

function outcomeOf(socket: Socket): Promise<Outcome> {
  return new Promise((resolve) => {
    socket.on('error', () => {});
    socket.on('close', () => resolve('closed'));
    socket.once('data', ([type]) => {
      resolve(type === RECORD.HANDSHAKE ? 'handshake' : type === RECORD.ALERT ? 'alert' : 'closed');
      socket.destroy();
    });
  });
}

async function open({ port, ca }: ProbedPort, options: ConnectionOptions): Promise<TLSSocket> {
  const socket = connectTls({ host: '127.0.0.1', port, ca, servername: NAME, ...options });
  await new Promise<void>((resolve, reject) => {
    socket.once('secureConnect', resolve);
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('closed during the handshake')));
  });
  return socket;
}

interface Visit {
  readonly version: string | null;
  readonly session: Buffer;
  readonly isResumed: boolean;
}

/** Shakes hands, asks and is answered. */
async function visit(probed: ProbedPort, options: ConnectionOptions = {}): Promise<Visit> {
  let session: Buffer | undefined;
  const socket = await open(probed, options);
  socket.on('session', (fresh: Buffer) => {
    session = fresh;
  });
  const [version, isResumed] = [socket.getProtocol(), socket.isSessionReused()];
  session ??= version === 'TLSv1.2' ? socket.getSession() : undefined;
  const answered = new Promise<Buffer>((resolve, reject) => {
    socket.once('data', resolve);
    socket.once('close', () => reject(new Error('closed without an answer')));
    socket.on('error', reject);
  });
  socket.write(probed.request);
  ok((await answered).toString('latin1').startsWith(probed.answer));
  socket.destroy();
  return { version, isResumed, session: session ?? Buffer.alloc(0) };
}

/** As one record: RFC 5246 §7.4.1.2 and RFC 8446 §4.1.2. */
function clientHello(version: number, suites: readonly number[], more: readonly Buffer[] = []): Buffer {
  const name = Buffer.concat([u16(NAME.length + 3), Buffer.of(0), u16(NAME.length), Buffer.from(NAME)]);
  const extensions = [
    extension(0, name),
    extension(10, list(u16(0x001d), u16(0x0017))),
    extension(11, Buffer.from('0100', 'hex')),
    extension(13, list(u16(0x0403), u16(0x0804), u16(0x0401), u16(0x0203))),
    ...more,
  ];
  const body = Buffer.concat([
    ...[u16(version), Buffer.alloc(32, 7), Buffer.of(0)],
    ...[list(...suites.map(u16)), Buffer.of(1, 0), list(...extensions)],
  ]);
  const length = Buffer.of(0, body.length >> 8, body.length & 0xff);
  return record(RECORD.HANDSHAKE, Buffer.concat([Buffer.of(1), length, body]));
}

function extension(type: number, body: Buffer): Buffer {
  return Buffer.concat([u16(type), u16(body.length), body]);
}

function list(...items: readonly Buffer[]): Buffer {
  const body = Buffer.concat(items);
  return Buffer.concat([u16(body.length), body]);
}

function record(type: number, body: Buffer): Buffer {
  return Buffer.concat([recordHeader(type, body.length), body]);
}

function recordHeader(type: number, length: number): Buffer {
  return Buffer.concat([Buffer.of(type, 3, 1), u16(length)]);
}

function u16(value: number): Buffer {
  return Buffer.of(value >> 8, value & 0xff);
}
