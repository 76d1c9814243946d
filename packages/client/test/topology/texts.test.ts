// Parsers of info values: whole, cut at every character, and hostile. The samples are those of
// docs/protocol/tending.md, "Peers" and docs/protocol/info.md.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAtLeast, MIN_BUILD, parseBuild } from '../../src/topology/build-version.ts';
import { isLoopback, normalizeHost, sameAddress, withAddress } from '../../src/topology/host-address.ts';
import { InfoValueError, requireValue } from '../../src/topology/info-value-error.ts';
import { parsePeers } from '../../src/topology/peers-text.ts';
import { parseRackIds } from '../../src/topology/racks-text.ts';
import { parseSeed, parseSeeds, SeedFormatError } from '../../src/topology/seed-text.ts';
import { parseServices } from '../../src/topology/services-text.ts';

const peersCases = [
  { text: '0,3000,[]', generation: '0', peers: [] },
  {
    text: '2,3000,[[B2,,[127.0.0.1:4020]]]',
    generation: '2',
    peers: [{ name: 'B2', hosts: [{ host: '127.0.0.1', port: 4020 }] }],
  },
  {
    text: '6,3000,[[BB9050011AC4202,clusternode,[172.17.0.5]],[BB9060011AC4202,clusternode,[[2001:db8::1]:3010,nodea.example]]]',
    generation: '6',
    peers: [
      { name: 'BB9050011AC4202', tlsName: 'clusternode', hosts: [{ host: '172.17.0.5', port: 3000 }] },
      {
        name: 'BB9060011AC4202',
        tlsName: 'clusternode',
        hosts: [
          { host: '2001:db8::1', port: 3010 },
          { host: 'nodea.example', port: 3000 },
        ],
      },
    ],
  },
  { text: '3,3000,[[B2,,]]', generation: '3', peers: [{ name: 'B2', hosts: [] }] },
  { text: '7,,[[B2,,[[::1]]]]', generation: '7', peers: [{ name: 'B2', hosts: [{ host: '::1', port: 3000 }] }] },
  {
    text: '18446744073709551615,4333,[[B2,,[a]]]',
    generation: '18446744073709551615',
    peers: [{ name: 'B2', hosts: [{ host: 'a', port: 4333 }] }],
  },
];

for (const { text, generation, peers } of peersCases) {
  test(`peers list ${text} is read`, () => {
    assert.deepStrictEqual(parsePeers(text), { generation, peers });
  });

  test(`peers list ${text} is refused when cut anywhere`, () => {
    for (let end = 0; end < text.length; end++) {
      assert.throws(() => parsePeers(text.slice(0, end)), InfoValueError, `cut at ${end}`);
    }
  });
}

for (const text of [
  'ERROR:25:enterprise only',
  'x,3000,[]',
  '-1,3000,[]',
  '1,70000,[]',
  '1,3000,[[b2,,[a]]]',
  '1,3000,[[,,[a]]]',
  '1,3000,[[B2,,[a:0]]]',
  '1,3000,[[B2,,[a:65536]]]',
  '1,3000,[[B2,,[a:]]]',
  '1,3000,[[B2,,[,]]]',
  '1,3000,[[B2,,[a b]]]',
  '1,3000,[[B2,,[a]]',
  '1,3000,[[B2,,[a]]]]',
  '1,3000,[[B2,,[a]]]x',
  '1,3000,[[12345678901234567,,[a]]]',
  `1,3000,[${'[B2,,[a]],'.repeat(5000)}[B2,,[a]]]`,
  `1,3000,[[B2,,[${'a,'.repeat(100)}a]]]`,
  '['.repeat(100_000),
]) {
  test(`hostile peers list ${text.slice(0, 40)} is refused`, () => {
    assert.throws(() => parsePeers(text), InfoValueError);
  });
}

test('service lists are read', () => {
  assert.deepStrictEqual(parseServices(''), []);
  assert.deepStrictEqual(parseServices('127.0.0.1:4010'), [{ host: '127.0.0.1', port: 4010 }]);
  assert.deepStrictEqual(parseServices('10.0.0.1:3000,[2001:db8::1]:3010,nodea.example:3000'), [
    { host: '10.0.0.1', port: 3000 },
    { host: '2001:db8::1', port: 3010 },
    { host: 'nodea.example', port: 3000 },
  ]);
});

for (const text of [',', 'a:0', 'a:x', '[::1', '::1:3000', 'a b:3000', 'a:99999', `${'a:1,'.repeat(80)}a:1`]) {
  test(`hostile service list ${text.slice(0, 20)} is refused`, () => {
    assert.throws(() => parseServices(text), InfoValueError);
  });
}

test('builds are read and compared', () => {
  assert.deepStrictEqual(parseBuild('8.1.0.1'), [8, 1, 0, 1]);
  assert.deepStrictEqual(parseBuild('6.4.0'), [6, 4, 0, 0]);
  assert.deepStrictEqual(parseBuild('8.1.2.0-rc1'), [8, 1, 2, 0]);
  assert.deepStrictEqual(parseBuild('7.0.0-12-gabc'), [7, 0, 0, 0]);
  for (const text of ['', '8', '8.1', 'v8.1.0', 'x.y.z', '8.1.123456']) assert.strictEqual(parseBuild(text), undefined);
  const atLeast = (text: string): boolean => isAtLeast(parseBuild(text) ?? [0, 0, 0, 0], MIN_BUILD);
  assert.deepStrictEqual(['4.9.0.2', '4.9.0.3', '4.9.1', '4.10.0', '3.99.99.99', '8.1.0.1'].map(atLeast), [
    false,
    true,
    true,
    true,
    false,
    true,
  ]);
});

test('rack ids are read', () => {
  assert.deepStrictEqual(
    [...parseRackIds('test:1;bar:0')],
    [
      ['test', 1],
      ['bar', 0],
    ],
  );
  assert.deepStrictEqual([...parseRackIds('')], []);
  for (const text of ['test', 'test:', ':1', 'test:-1', 'test:1:2', 'test:99999999999']) {
    assert.throws(() => parseRackIds(text), InfoValueError);
  }
});

test('a refused or missing info value is an error that names the command', () => {
  assert.strictEqual(requireValue('node', 'B1'), 'B1');
  assert.strictEqual(requireValue('cluster-name', 'ERRORS'), 'ERRORS');
  assert.throws(() => requireValue('service-tls-std', 'ERROR:25:enterprise only'), /service-tls-std.*enterprise only/);
  assert.throws(() => requireValue('node', undefined), /node/);
});

test('seeds in text form are read', () => {
  assert.deepStrictEqual(parseSeeds('192.168.0.1:3000, node-b:4000'), [
    { host: '192.168.0.1', port: 3000 },
    { host: 'node-b', port: 4000 },
  ]);
  assert.deepStrictEqual(parseSeeds('192.168.0.1:example.com:3010'), [
    { host: '192.168.0.1', port: 3010, tlsName: 'example.com' },
  ]);
  assert.deepStrictEqual(parseSeed('[2001:db8::1]:4000'), { host: '2001:db8::1', port: 4000 });
  assert.deepStrictEqual(parseSeed('[::1]:name:4000'), { host: '::1', port: 4000, tlsName: 'name' });
  assert.deepStrictEqual(parseSeed('db_1'), { host: 'db_1', port: 3000 });
  assert.deepStrictEqual(parseSeed('localhost', 3100), { host: 'localhost', port: 3100 });
});

test('seeds in array form are read', () => {
  assert.deepStrictEqual(parseSeeds([{ addr: '192.168.0.1', port: 3000, tlsname: 'x' }, { addr: '[::1]' }], 4000), [
    { host: '192.168.0.1', port: 3000, tlsName: 'x' },
    { host: '::1', port: 4000 },
  ]);
});

test('seeds are read as they come out of environments and templates', () => {
  const [a, b] = [
    { host: 'a', port: 3001 },
    { host: 'b', port: 3000 },
  ];
  for (const text of [
    'a:3001,b,',
    ',a:3001,b',
    'a:3001,,b',
    'a:3001, b',
    'a:3001\nb\n',
    'a:3001;b',
    'a:3001,b:',
    'a:３００１,b',
  ]) {
    assert.deepStrictEqual(parseSeeds(text), [a, b], text);
  }
});

test('an address stands in front of its reason, and nowhere else', () => {
  for (const [address, reason, said] of [
    ['10.0.0.1:3000', 'connect ECONNREFUSED 10.0.0.1:3000', '10.0.0.1:3000 connect ECONNREFUSED'],
    ['[::1]:3000', 'connect ECONNREFUSED ::1:3000', '[::1]:3000 connect ECONNREFUSED'],
    ['a.example:3000', 'getaddrinfo ENOTFOUND a.example', 'a.example:3000 getaddrinfo ENOTFOUND'],
    ['a:3000', 'connecting to a:3000 took longer than 1 ms', 'a:3000 connecting took longer than 1 ms'],
    ['a:3000', 'Connection closed by the server', 'a:3000 Connection closed by the server'],
  ] as const) {
    assert.strictEqual(withAddress(address, reason), said);
  }
});

test('seeds that make no sense are refused', () => {
  for (const text of ['', ',', 'a:0', 'a:99999', 'a:b:c', '::1', 'a b', 'http://a:3000', '[::1']) {
    assert.throws(() => parseSeeds(text), SeedFormatError, text);
  }
  assert.throws(() => parseSeeds([]), SeedFormatError);
  for (const entry of [
    {},
    null,
    { addr: '' },
    { addr: 'a', port: 0 },
    { addr: 'a', port: 1.5 },
    { addr: 5 },
    'a:3000',
  ]) {
    assert.throws(() => parseSeeds([entry as never]), SeedFormatError);
  }
});

test('addresses compare by meaning', () => {
  assert.strictEqual(sameAddress({ host: '::FFFF:10.0.0.1', port: 1 }, { host: '10.0.0.1', port: 1 }), true);
  assert.strictEqual(sameAddress({ host: '10.0.0.1', port: 1 }, { host: '10.0.0.1', port: 2 }), false);
  assert.strictEqual(normalizeHost('Node-A.Example'), 'node-a.example');
  assert.deepStrictEqual(['127.0.0.1', '127.8.9.1', '::1', 'localhost', '10.0.0.127', '128.0.0.1'].map(isLoopback), [
    true,
    true,
    true,
    true,
    false,
    false,
  ]);
});

test('addresses of this machine are told from others, however they are written', () => {
  for (const host of ['127.0.0.1', '127.255.255.254', '::1', 'localhost', '::ffff:127.0.0.1']) {
    assert.strictEqual(isLoopback(host), true, host);
  }
  for (const host of [
    '128.0.0.1',
    '10.127.0.1',
    '127.0.0.1.example.com',
    '127.0.0.1234',
    '127.1234.0.1',
    '1270.0.0.1',
    'local',
    '::2',
  ]) {
    assert.strictEqual(isLoopback(host), false, host);
  }
});

test('racks are read of namespaces whose names have 1 to 31 characters', () => {
  const longest = 'n'.repeat(31);
  assert.deepStrictEqual(
    [...parseRackIds(`a:1;${longest}:999999999`)],
    [
      ['a', 1],
      [longest, 999_999_999],
    ],
  );
  for (const text of [':1', `${longest}n:1`, 'a:', 'a:1000000000', 'a:-1', 'a:1:2', 'a']) {
    assert.throws(() => parseRackIds(text), InfoValueError, text);
  }
});
