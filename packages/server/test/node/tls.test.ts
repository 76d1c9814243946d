// The TLS port of a node as strangers see it: openssl as a program, and sockets that misbehave.

import { deepStrictEqual, match, notStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { type TestContext, test } from 'node:test';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { CertificateFiles } from 'tendril-testing/certificate-files';
import { LIMIT } from 'tendril-testing/events';
import { TestFiles } from 'tendril-testing/test-files';
import { EmbeddedServer, type EmbeddedServerOptions, TestAuthority } from '../../src/index.ts';
import { RawClient } from '../helpers/raw-client.ts';

const authority = new TestAuthority();
const issued = authority.issue({ names: ['db.test', '127.0.0.1'] });
const NODE_REQUEST = '02010000000000056e6f64650a';

async function start(t: TestContext, options: EmbeddedServerOptions): Promise<EmbeddedServer> {
  const server = await EmbeddedServer.start({ log: () => {}, ...options });
  t.after(() => server.stop());
  return server;
}

async function ask(port: number, commands: string): Promise<string> {
  const socket = connectTls({ host: '127.0.0.1', port, ca: authority.certificate, servername: 'db.test' });
  await once(socket, 'secureConnect');
  const client = new RawClient(socket);
  const body = Buffer.from(commands);
  const reply = await client.exchange(
    Buffer.concat([Buffer.from([2, 1, 0, 0, 0, 0, 0, body.length]), body]).toString('hex'),
  );
  socket.destroy();
  return Buffer.from(reply ?? '', 'hex').toString('latin1', 8);
}

test('nodes tell clients of both ports, and of their TLS name', LIMIT, async (t) => {
  const server = await start(t, { nodes: 2, tls: issued });
  const [one, two] = server.nodes as [EmbeddedServer['nodes'][0], EmbeddedServer['nodes'][0]];
  const told = await ask(
    one.tlsPort,
    'service-tls-std\nservice-clear-std\nservice-tls-alt\npeers-tls-std\npeers-clear-std\npeers-tls-alt\n',
  );
  deepStrictEqual(told.split('\n'), [
    `service-tls-std\t127.0.0.1:${one.tlsPort}`,
    `service-clear-std\t127.0.0.1:${one.port}`,
    'service-tls-alt\t',
    `peers-tls-std\t2,3000,[[${two.name},db.test,[127.0.0.1:${two.tlsPort}]]]`,
    `peers-clear-std\t2,3000,[[${two.name},,[127.0.0.1:${two.port}]]]`,
    'peers-tls-alt\t2,3000,[]',
    '',
  ]);
  match(
    await ask(one.tlsPort, 'get-config:context=network\n'),
    new RegExp(`service\\.tls-port=${one.tlsPort};.*service\\.tls-name=db\\.test`),
  );
  strictEqual(server.tlsHosts, `127.0.0.1:db.test:${one.tlsPort},127.0.0.1:db.test:${two.tlsPort}`);
});

test('other addresses may be told, and there may be no port without TLS', LIMIT, async (t) => {
  const tls = {
    ...issued,
    only: true,
    advertise: [{ host: '192.0.2.1', port: 4333 }],
    alternate: [{ host: 'alt.test', port: 4334 }],
  };
  const server = await start(t, { tls });
  const [node] = server.nodes as [EmbeddedServer['nodes'][0]];
  deepStrictEqual([node.port, server.port, server.hosts], [0, node.tlsPort, '192.0.2.1:db.test:4333']);
  strictEqual(
    await ask(node.tlsPort, 'service-clear-std\nservice-tls-std\nservice-tls-alt\n'),
    'service-clear-std\t\nservice-tls-std\t192.0.2.1:4333\nservice-tls-alt\talt.test:4334\n',
  );
  await node.kill();
  strictEqual(node.isRunning, false);
  await node.restart();
  strictEqual(await ask(node.tlsPort, 'node\n'), `node\t${node.name}\n`);
});

test(
  'certificates that change while the server runs are shown to who comes next, and open connections go on',
  LIMIT,
  async (t) => {
    const certificate = new CertificateFiles(t, issued);
    let offsetMs = 0;
    const warnings: string[] = [];
    const server = await start(t, {
      nodes: 1,
      tls: certificate.paths,
      clock: { now: () => Date.now() + offsetMs },
      log: (level, message) => level === 'warn' && warnings.push(message),
    });
    const port = server.nodes[0]?.tlsPort as number;
    const open = async (session?: Buffer): Promise<TLSSocket> => {
      offsetMs += 1000;
      const socket = connectTls({ host: '127.0.0.1', port, ca: authority.certificate, servername: 'db.test', session });
      t.after(() => socket.destroy());
      await once(socket, 'secureConnect');
      return socket;
    };
    const shown = (socket: TLSSocket): string => socket.getPeerCertificate().serialNumber;
    const before = await open();
    const session = once(before, 'session');
    const client = new RawClient(before);
    await client.exchange(NODE_REQUEST);
    const serial = shown(before);

    certificate.write({ cert: issued.cert.slice(0, 300) });
    strictEqual(shown(await open()), serial);
    match(warnings.join(), /^Changed TLS files cannot be used, the earlier ones still hold: Option tls\.cert has no/);

    certificate.write(authority.issue({ names: ['db.test'] }));
    const after = await open((await session)[0] as Buffer);
    notStrictEqual(shown(after), serial);
    strictEqual(after.isSessionReused(), false, 'what was agreed under the old one is over');
    ok(await client.exchange(NODE_REQUEST), 'the old connection goes on');
  },
);

test('without TLS the server refuses what is about it, as the Community Edition', LIMIT, async (t) => {
  const server = await start(t, {});
  const socket = connect(server.port, '127.0.0.1');
  const client = new RawClient(socket);
  t.after(() => socket.destroy());
  const body = Buffer.from('service-tls-std\npeers-tls-alt\n');
  const reply = await client.exchange(
    Buffer.concat([Buffer.from([2, 1, 0, 0, 0, 0, 0, body.length]), body]).toString('hex'),
  );
  strictEqual(
    Buffer.from(reply ?? '', 'hex').toString('latin1', 8),
    'service-tls-std\tERROR:25:enterprise only\npeers-tls-alt\tERROR:25:enterprise only\n',
  );
});

test('two requests in one TLS record: the second is answered when a third arrives', LIMIT, async (t) => {
  const lines: string[] = [];
  const server = await start(t, { tls: issued, log: (level, message) => lines.push(`${level} ${message}`) });
  const socket = connectTls({ host: '127.0.0.1', port: server.nodes[0]?.tlsPort as number, ca: authority.certificate });
  await once(socket, 'secureConnect');
  t.after(() => socket.destroy());
  const client = new RawClient(socket);
  client.send(NODE_REQUEST + NODE_REQUEST);
  const first = await client.frame();
  deepStrictEqual(lines, ['warn unexpected pending TLS data after full client read: 13 byte(s)']);
  client.send(NODE_REQUEST);
  strictEqual(await client.frame(), first);
});

test('a server stops although clients never end their handshakes', LIMIT, async (t) => {
  const server = await start(t, { tls: issued });
  const sockets = [
    connect(server.nodes[0]?.tlsPort as number, '127.0.0.1'),
    connect(server.nodes[0]?.tlsPort as number, '127.0.0.1'),
  ];
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  // The first bytes of a handshake, and nothing at all.
  sockets[0]?.write(Buffer.from('16030100', 'hex'));
  for (const socket of sockets) socket.on('error', () => {});
  const closed = sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
  await server.stop();
  await Promise.all(closed);
});

const noOpenssl: string | false =
  spawnSync('openssl', ['version']).status === 0 ? false : 'there is no program openssl here';

test('openssl s_client verifies the server and gets an answer, by the versions that are allowed', {
  skip: noOpenssl,
  ...LIMIT,
}, async (t) => {
  const server = await start(t, { tls: issued });
  const [node] = server.nodes as [EmbeddedServer['nodes'][0]];
  const speak = async (...args: string[]): Promise<string> => {
    const child = spawn('openssl', [
      's_client',
      '-connect',
      `127.0.0.1:${node.tlsPort}`,
      '-verify_return_error',
      '-verify_quiet',
      '-brief',
      '-verify_hostname',
      'db.test',
      ...args,
    ]);
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString('latin1');
      if (output.includes(node.name)) child.stdin.end();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk.toString('latin1');
    });
    child.stdin.on('error', () => {});
    child.stdin.write(Buffer.from(NODE_REQUEST, 'hex'));
    await once(child, 'close');
    return output;
  };
  const ca = new TestFiles(t).write('ca.pem', authority.certificate);
  for (const version of ['tls1_2', 'tls1_3']) {
    const output = await speak('-CAfile', ca, `-${version}`);
    match(output, /Verification: OK/, version);
    ok(output.includes(`node\t${node.name}\n`), output);
  }
  match(await speak('-CAfile', ca, '-tls1_1'), /alert protocol version|no protocols available/);
  match(await speak(), /verify error|self-signed|unable to get local issuer/i);
});
