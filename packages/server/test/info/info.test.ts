// Info commands and their values as a real server (8.1.2.0) answered them (docs/protocol/info.md).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { infoFrame } from '../helpers/raw-client.ts';
import { READ_ALL, WRITE, writeInt } from '../helpers/request.ts';
import { startServer } from '../helpers/server.ts';

const ANSWERS: readonly (readonly [string, string])[] = [
  ['status', 'ok'],
  ['status;', 'ok'],
  ['connection', 'admin=false'],
  ['edition', 'Aerospike Community Edition'],
  ['namespaces', 'test'],
  ['digests', 'RIPEMD160'],
  ['', 'ERROR:4:unrecognized command'],
  ['does-not-exist:a=b', 'ERROR:4:unrecognized command'],
  ['toString', 'ERROR:4:unrecognized command'],
  ['jobs:', 'ERROR:4:unrecognized command'],
  ['constructor', 'ERROR:4:unrecognized command'],
  ['__proto__:x=1', 'ERROR:4:unrecognized command'],
  ['abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz', 'ERROR:4:unrecognized command'],
  ['truncate:', "ERROR:20:missing 'namespace'"],
  ['truncate:namespace=', "ERROR:20:missing 'namespace' value"],
  ['truncate:namespace=nope;set=a', 'ok'],
  ['truncate:namespace=test', "ERROR:4:missing 'set'"],
  ['truncate:namespace=test;set=', "ERROR:4:missing 'set' value"],
  [`truncate:namespace=test;set=${'a'.repeat(75)}`, "ERROR:4:'set' value too long"],
  [`truncate:namespace=${'t'.repeat(58)};set=a`, "ERROR:20:'namespace' value too long"],
  ['truncate:namespace=test;set=hx;lut=abc', 'ERROR:4:would truncate to 0'],
  ['truncate:namespace=test;set=hx;lut=1', 'ERROR:4:would truncate to 0'],
  ['truncate:namespace=test;set=hx;lut=99999999999999999999', 'ERROR:4:would truncate in the future'],
  ['truncate-namespace:namespace=test;set=a', 'ERROR:4:unexpected set name'],
  ['set-config:', "ERROR:4:missing 'context'"],
  ['set-config:context=service;foo=1', 'ERROR:4:invalid set-config parameter'],
  ['set-config:context=service;proto-fd-max=10', 'ERROR:4:invalid set-config parameter'],
  ['set-config:context=service;constructor=1', 'ERROR:4:invalid set-config parameter'],
  ['set-config:context=service;__proto__=1', 'ERROR:4:invalid set-config parameter'],
  ['set-config:context=service;hasOwnProperty=1', 'ERROR:4:invalid set-config parameter'],
  ['set-config:context=namespace;namespace=test;toString=1', 'ERROR:4:invalid set-config parameter'],
  ['set-config:context=namespace;namespace=test;__proto__=1', 'ERROR:4:invalid set-config parameter'],
  ['set-config:context=namespace;namespace=test;set=demo;valueOf=1', 'ERROR:4:invalid set-config parameter'],
  ['set-config:context=namespace;namespace=test;set=demo;__proto__=1', 'ERROR:4:invalid set-config parameter'],
  ['get-config:context=constructor', 'ERROR:4:invalid context'],
  ['set-config:context=zz;foo=1', 'ERROR:4:invalid context'],
  ['set-config:context=xdr;foo=1', 'ERROR:25:enterprise only'],
  ['set-config:context=namespace;namespace=nope;default-ttl=1', 'ERROR:20:namespace not found on node'],
  ['set-config:context=namespace;namespace=test;nonsense=4', 'ERROR:4:invalid set-config parameter'],
  ['get-config:context=zzz', 'ERROR:4:invalid context'],
  ['get-config:context=namespace', "ERROR:20:missing 'namespace'"],
  ['get-config:context=namespace;id=', "ERROR:20:missing 'namespace' value"],
  ['get-config:context=namespace;id=nope', 'ERROR:20:namespace not found on node'],
  ['get-config:context=namespace;namespace=nope;id=test', 'ERROR:20:namespace not found on node'],
  ['set-config:context=namespace;id=test;default-ttl=0', 'ok'],
  ['set-config:context=namespace;namespace=test;stop-writes-used-pct=100', 'ok'],
  ['set-config:context=namespace;namespace=test;stop-writes-used-pct=101', 'ERROR:4:invalid set-config parameter'],
  ['set-config:context=namespace;namespace=test;set=demo;default-read-touch-ttl-pct=-1', 'ok'],
  [
    'set-config:context=namespace;namespace=test;set=demo;default-read-touch-ttl-pct=-2',
    'ERROR:4:invalid set-config parameter',
  ],
  ['set-config:context=namespace;namespace=test;stop-writes-used-pct=-1', 'ERROR:4:invalid set-config parameter'],
  ['truncate:id=nope', "ERROR:20:missing 'namespace'"],
  ['cluster-stable:size=2', 'ERROR:7:cluster not specified size'],
  ['cluster-stable:size=x', 'ERROR:4:bad size'],
  ['cluster-stable:namespace=nope', 'ERROR:20:namespace not found on node'],
  ['cluster-stable:ignore-migrations=zz', 'ERROR:4:bad ignore migrations'],
  ['replicas:max=x', 'ERROR:4:bad max'],
  ['replicas', `test:0,1,${'/'.repeat(682)}8=`],
  ['replicas-all', `test:1,${'/'.repeat(682)}8=`],
  ['replicas-master', `test:${'/'.repeat(682)}8=`],
  ['sindex-list', ''],
  ['sindex-list:namespace=nope', 'ERROR:20:namespace not found on node;ERROR:20:namespace not found on node'],
  ['sindex-list:ns=nope', 'ERROR:20:namespace not found on node;ERROR:20:namespace not found on node'],
  ['sindex-exists:namespace=test;indexname=qq', 'false'],
  ['sindex-stat:namespace=test;indexname=qq', 'ERROR:201:no index'],
  ['sindex-delete:namespace=test;indexname=qq', 'ok'],
  ['udf-list', ''],
  ['udf-get:filename=x.lua', 'error=not_found'],
  ['udf-remove:filename=x.lua', 'ok'],
  ['query-show', ''],
  ['query-show:id=5', 'ERROR:2:job not found'],
  ['query-show:id=x', 'ERROR:4:bad id'],
  ['query-abort:id=5', 'ERROR:2:id not active'],
  ['query-abort-all', 'number-of-queries-killed:0'],
  ['rack-ids', 'ERROR:25:enterprise only'],
  ['racks:', 'ERROR:25:enterprise only'],
  ['peers-tls-std', 'ERROR:25:enterprise only'],
  ['user-agent-set:', "ERROR:4:missing 'value'"],
  ['user-agent-set:value=!!', "ERROR:4:'value' invalid base64"],
  ['namespace/nope', 'type=unknown'],
  ['sets/nope', 'ns_type=unknown'],
  ['sets/test/nope', ''],
  ['peers-clear-std', '0,3000,[]'],
  ['peers-clear-alt', '0,3000,[]'],
  ['latencies:hist=foo', 'ERROR:4:bad hist name'],
  ['histogram:', "ERROR:20:missing 'namespace'"],
  ['histogram:namespace=test', "ERROR:4:missing 'type'"],
  ['histogram:namespace=test;type=ttl', ''],
  ['histogram:namespace=test;type=foo', 'ERROR:4:unknown hist name'],
  ['histogram:namespace=test;set=nope;type=ttl', 'ERROR:4:unknown set name'],
  ['histogram:namespace=nope;type=ttl', 'ERROR:20:namespace not found on node'],
  ['health-outliers', ''],
  ['health-stats', ''],
  ['get-config/x', "ERROR:4:missing 'context'"],
  ['truncate-undo:namespace=nope', "ERROR:4:missing 'set'"],
  ['truncate:namespace=test;set=hx;lut=-1', 'ERROR:4:would truncate in the future'],
  ['query-show:trid=', "ERROR:4:missing 'id' value"],
  ['query-abort:trid=', "ERROR:4:missing 'id' value"],
  ['query-abort:', "ERROR:4:missing 'id'"],
  ['sindex-exists:ns=test;indexname=qq', 'false'],
  ['sindex-stat:ns=test;indexname=qq', 'ERROR:201:no index'],
  ['sindex-stat:ns=nope;indexname=qq', 'ERROR:20:namespace not found on node'],
  ['sindex-create:', "ERROR:4:missing 'indexname'"],
  ['sindex-create:namespace=test;indexname=i;indexdata=a', "ERROR:4:'indexdata' missing bin type"],
  [
    'sindex-create:namespace=test;indexname=i;indexdata=a,nope',
    "ERROR:4:bad 'indexdata' bin type - must be one of 'numeric', 'string', 'blob', 'geo2dsphere'",
  ],
  [
    'sindex-create:namespace=test;indexname=i;indexdata=a,numeric,b',
    "ERROR:4:bad 'indexdata' bin type - must be one of 'numeric', 'string', 'blob', 'geo2dsphere'",
  ],
  ['sindex-create:namespace=test;indexname=i;bin=a;type=numeric;context=AAAA', "ERROR:4:'context' invalid cdt context"],
  [
    'sindex-create:namespace=test;indexname=i;bin=a;type=geo2dsphere;indextype=mapkeys',
    "ERROR:4:bad 'indexdata' bin type for 'indextype' 'mapkeys' - must be one of 'numeric', 'string', 'blob'",
  ],
];

for (const [command, value] of ANSWERS) {
  test(`info "${command.slice(0, 60)}"`, async (t) => {
    const { client } = await startServer(t);
    assert.strictEqual(await client.info(command), value);
  });
}

test('one request with several commands repeats each as received, and ignores what has no newline', async (t) => {
  const { client } = await startServer(t);
  const reply = await client.exchange(infoFrame('status\nstatus;\nno-such:\u00e4=1\nnode'));
  assert.strictEqual(reply, infoFrame('status\tok\nstatus;\tok\nno-such:\u00e4=1\tERROR:4:unrecognized command\n'));
});

test('an empty request is answered with the summary', async (t) => {
  const { client, server } = await startServer(t);
  const reply = Buffer.from((await client.exchange(infoFrame(''))) ?? '', 'hex').toString('latin1', 8);
  assert.match(reply, new RegExp(`^features\t.*\nnode\t${server.nodes[0]?.name}\n`));
  assert.match(reply, /\nstatistics\tfailed_best_practices=false;cluster_size=1;/);
  assert.match(reply, /\npartition-generation\t\d+\n$/);
});

test('a connection names its user agent once', async (t) => {
  const { client } = await startServer(t);
  assert.strictEqual(await client.info('user-agent-set:value=MSxub2Rl'), 'ok');
  assert.strictEqual(await client.info('user-agents'), 'user-agent=MSxub2Rl:count=1;');
  assert.strictEqual(await client.info('user-agent-set:value=MSxub2Rl'), 'ERROR:4:already set');
});

test('sets appear with their first record and count objects', async (t) => {
  const { client, run } = await startServer(t);
  await run({ ...WRITE, key: 'a', ops: [writeInt('i', 1)] });
  await run({ ...WRITE, key: 'b', ops: [writeInt('i', 1)] });
  assert.match(await client.info('sets'), /^ns=test:set=demo:objects=2:tombstones=0:data_used_bytes=\d+:/);
  assert.match(await client.info('namespace/test'), /;objects=2;.*;client_write_success=2;/);
});

test('a set with an index is there, and counts its indexes', async (t) => {
  const { client } = await startServer(t);
  await client.info('sindex-create:namespace=test;set=new;indexname=i;bin=a;type=numeric');
  assert.match(await client.info('sets/test/new'), /^objects=0:.*:sindexes=1:/);
  await client.info('sindex-delete:namespace=test;set=new;indexname=i');
  assert.match(await client.info('sets/test/new'), /:sindexes=0:/);
});

test('truncate removes the set at once and keeps what is written next', async (t) => {
  const { client, run } = await startServer(t);
  await run({ ...WRITE, ops: [writeInt('i', 1)] });
  await run({ ...WRITE, set: 'other', ops: [writeInt('i', 1)] });
  assert.strictEqual(await client.info('truncate:namespace=test;set=demo'), 'ok');
  assert.strictEqual((await run(READ_ALL)).resultCode, 2);
  assert.strictEqual((await run({ ...READ_ALL, set: 'other' })).resultCode, 0);
  assert.strictEqual((await run({ ...WRITE, ops: [writeInt('i', 1)] })).generation, 1);
});

test('truncate with a time removes what was last updated before it', async (t) => {
  const { client, clock, run } = await startServer(t);
  await run({ ...WRITE, key: 'old', ops: [writeInt('i', 1)] });
  clock.advance(1000);
  const lut = BigInt(clock.now()) * 1_000_000n;
  await run({ ...WRITE, key: 'new', ops: [writeInt('i', 1)] });
  assert.strictEqual(await client.info(`truncate-namespace:namespace=test;lut=${lut}`), 'ok');
  assert.strictEqual((await run({ ...READ_ALL, key: 'old' })).resultCode, 2);
  assert.strictEqual((await run({ ...READ_ALL, key: 'new' })).resultCode, 0);
});

test('the old name of the key shows the same settings of a namespace', async (t) => {
  const { client } = await startServer(t);
  const settings = await client.info('get-config:context=namespace;namespace=test');
  assert.strictEqual(settings?.includes('default-ttl=0'), true);
  assert.strictEqual(await client.info('get-config:context=namespace;id=test'), settings);
});

test('settings that are changed are shown', async (t) => {
  const { client } = await startServer(t);
  assert.strictEqual(await client.info('set-config:context=namespace;namespace=test;max-record-size=2000'), 'ok');
  assert.match(await client.info('get-config:context=namespace;namespace=test'), /;max-record-size=2000;/);
  assert.strictEqual(await client.info('set-config:context=service;transaction-max-ms=5'), 'ok');
  assert.match(await client.info('get-config:'), /;transaction-max-ms=5;/);
});
