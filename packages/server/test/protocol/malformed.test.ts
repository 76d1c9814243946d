// What the server does with bad input (docs/protocol/framing.md, "Bad input"); replies as a real server (8.1.0.3) sent
// them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectRaw, frame, infoFrame } from '../helpers/raw-client.ts';
import { startServer } from '../helpers/server.ts';

const result = (code: string): string => `020300000000001616000000${'00'}${code}00000000000000000000000000000000`;
const NAMESPACE = '000000050074657374';
const DIGEST = '0000001504b747f5854d0b33259928d0cfab7fad81d6abfbf6';
const header = (info1: string, info2: string, fields: number, ops = 0): string =>
  `16${info1}${info2}000000000000000000000000000000${fields.toString(16).padStart(4, '0')}${ops.toString(16).padStart(4, '0')}`;

const CLOSING: readonly (readonly [string, string])[] = [
  ['version 1', '0101000000000005 6e6f64650a'],
  ['type 0', '0200000000000000'],
  ['type 6', '0206000000000000'],
  ['a body over 128 MiB', '0203000008000001'],
  ['the start of a TLS handshake', '160301020001000100'],
];

for (const [what, bytes] of CLOSING) {
  test(`${what} closes the connection without a reply`, async (t) => {
    const { client } = await startServer(t);
    client.send(bytes);
    assert.strictEqual((await client.closed).length, 0);
  });
}

const ANSWERED: readonly (readonly [string, string, string])[] = [
  ['an empty message body', '0203000000000000', result('04')],
  ['a body shorter than the header', frame(3, '00000000000000000000'), result('04')],
  ['a field of size 0', frame(3, `${header('01', '00', 1)} 00000000`), result('04')],
  ['a field longer than the body', frame(3, `${header('01', '00', 1)} 0000000900 74657374`), result('04')],
  ['fewer fields than announced', frame(3, `${header('01', '00', 2)} ${NAMESPACE}`), result('04')],
  [
    'an operation shorter than its header',
    frame(3, `${header('01', '00', 1, 1)} ${NAMESPACE} 0000000301000000`),
    result('04'),
  ],
  [
    'a name longer than its operation',
    frame(3, `${header('01', '00', 1, 1)} ${NAMESPACE} 0000000401000005`),
    result('04'),
  ],
  ['bytes behind the last operation', frame(3, `${header('01', '00', 2)} ${NAMESPACE} ${DIGEST} 00`), result('04')],
  ['no namespace', frame(3, header('00', '00', 0)), result('14')],
  ['an unknown namespace', frame(3, `${header('03', '00', 2)} 00000004006e6f70 ${DIGEST}`), result('14')],
  ['neither read nor write', frame(3, `${header('00', '00', 2)} ${NAMESPACE} ${DIGEST}`), result('04')],
  [
    'a digest of 19 bytes',
    frame(3, `${header('01', '00', 2)} ${NAMESPACE} 0000001404b747f5854d0b33259928d0cfab7fad81d6abfb`),
    result('04'),
  ],
  ['no digest and no partitions', frame(3, `${header('01', '00', 1)} ${NAMESPACE}`), result('10')],
  ['a compressed message', frame(4, ''), result('19')],
  [
    'a transaction id on a read',
    frame(3, `${header('01', '00', 3)} ${NAMESPACE} ${DIGEST} 00000009050000000000000001`),
    result('19'),
  ],
  ['a short message of another server', frame(5, ''), result('04')],
  [
    'an admin message',
    frame(2, '00000002000000000000000000000000'),
    '020200000000001000330000000000000000000000000000',
  ],
  [
    'an admin message of version 0',
    '0002000000000010 00000002000000000000000000000000',
    '020200000000001000330000000000000000000000000000',
  ],
];

for (const [what, request, reply] of ANSWERED) {
  test(`${what} is answered, and the connection goes on`, async (t) => {
    const { client } = await startServer(t);
    assert.strictEqual(await client.exchange(request), reply);
    assert.strictEqual(await client.info('status'), 'ok');
  });
}

test('what was asked before a bad header is answered before the connection closes', async (t) => {
  const { client } = await startServer(t);
  client.send(infoFrame('status\n'), '0101000000000000', infoFrame('status\n'));
  assert.strictEqual((await client.closed).toString('latin1', 8), 'status\tok\n');
});

test('a function without a record that does not say what kind of query it is is refused', async (t) => {
  const { client } = await startServer(t);
  const call = '000000021e6d 000000021f66 000000022090';
  for (const kind of ['', '000000022100', '000000022103', '00000003210101']) {
    const fields = kind === '' ? 4 : 5;
    const request = frame(3, `${header('00', '01', fields)} ${NAMESPACE} ${call} ${kind}`);
    assert.strictEqual(await client.exchange(request), result('04'));
  }
});

test('one client that breaks the protocol does not disturb another', async (t) => {
  const { client, server } = await startServer(t);
  const other = await connectRaw(t, server.port);
  client.send('ffffffffffffffff');
  await client.closed;
  assert.strictEqual(await other.info('status'), 'ok');
});
