// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of the language look so

// Texts on a record: what the embedded server makes of them is what a server of 8.1.2 was seen to make of them.

import { deepStrictEqual, rejects, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { EmbeddedServer } from 'tendril-server';
import { connect, exp, GeoJSON, Key, status } from '../../src/index.ts';

const BINS = {
  x: 10,
  y: 2.5,
  name: 'ael',
  xs: [1, 2, 3],
  m: { a: 1, b: 20, gamma: 30 },
  blob: Buffer.from([99, 1]),
  l: [100, 200, 300, 400, 500],
  tags: ['gold', 'new'],
  nested: { users: [{ name: 'a' }, { name: 'b' }] },
  loc: GeoJSON.Point(-122.3, 47.6),
};

/** Text, and its value; undefined for unknown. */
const VALUES: readonly (readonly [text: string, value: boolean | undefined])[] = [
  ['$.x == 10', true],
  ['$.x == 11', false],
  ['not($.x == 10)', false],
  ['exclusive($.x == 10, $.missing == 1)', undefined],
  ['$.x == 999 or $.name == "no"', false],
  ['$.missing == 2', undefined],
  ['$.x / 0 == 1', undefined],
  ['$.y / 0.0 == 1.0', false],
  ['$.x in [1, 2, 3]', false],
  ['$.x in [10]', true],
  ['3 in $.xs', true],
  ['4 in $.xs', false],
  ['"gold" in $.tags', true],
  ['$.name =~ /^A/i', true],
  ['$.name =~ /^b/', false],
  ['($.x + 2) == 12', true],
  ['$.x % 3 == 1', true],
  ['$.y ** 2.0 > 6.0', true],
  ['$.x & 0xF == 10', true],
  ['$.x >>> 1 == 5', true],
  ['-$.x == -10', true],
  ['-$.y == -2.5', true],
  ['~$.x == -11', true],
  ['abs(-3) == 3', true],
  ['min(3, 5, 7, 2) == 2', true],
  ['max(1.5, $.y) == 2.5', true],
  ['log(value: 128.0, base: 2.0) == 7.0', true],
  ['pow(base: 2.0, exponent: 3.0) == 8.0', true],
  ['findBitLeft(x: $.x, value: true) == 60', true],
  ['countOneBits($.x) == 2', true],
  ['$.ttl() == -5', false],
  ['$.ttl() == -1', true],
  ['$.recordSize() > 16', true],
  ["$.setName() == 'ael'", true],
  ['$.isTombstone()', false],
  ['$.keyExists()', true],
  ['$.digestModulo(1) == 0', true],
  ["$.key():STRING == 'k1'", true],
  ['$.key() == 1', undefined],
  ['$.x.type() == INT', true],
  ['$.xs.exists()', true],
  ['$.missing.exists()', false],
  ['$.m.a == 1', true],
  ['$.m.zzz:INT == 1', undefined],
  ['$.xs.[0] == 1', true],
  ['$.xs.[-1] == 3', true],
  ['$.xs.[#-1] > 2', true],
  ['$.xs.[9]:INT == 1', undefined],
  ['$.xs:LIST.[=3,].count() > 0', true],
  ['$.l.[1:3].count() == 2', true],
  ['$.l.[1:].count() == 4', true],
  ['$.l.[:3].count() == 3', true],
  ['$.l.[-2:].count() == 2', true],
  ['$.l.[!1:3].count() == 3', true],
  ['$.l.[=100:300].count() == 2', true],
  ['$.l.[=:300].count() == 2', true],
  ['$.l.[=300:].count() == 3', true],
  ['$.l.[#-1:1~300].count() == 3', true],
  ['$.l.[#0:2].count() == 2', true],
  ["$.nested.users.[1].name == 'b'", true],
  ['$.m:MAP.count() == 3', true],
  ['$.l:LIST.count() == 5', true],
  ['$.nested.users:LIST.count() == 2', true],
  ['$.m:MAP.{@a,b}.count() == 2', true],
  ['$.m:MAP.{@a,}.count() == 1', true],
  ['$.m.a.exists()', true],
  ['$.m.zz.exists()', false],
  ['$.m.{@a:c}.count() == 2', true],
  ['$.m.{@a:}.count() == 3', true],
  ['$.m.{@:b}.count() == 1', true],
  ['$.m.{0:1~b}.count() == 2', true],
  ['$.m.{=20} == 20', true],
  ['$.l.[=300] == 300', true],
  ['$.m.{0} == 1', true],
  ['$.m.{#-1} == 30', true],
  ['$.m.{=1,20}.count() == 2', true],
  ['$.m.{=1:21}.count() == 2', true],
  ['$.m.{@a,b}.getKeys() == ["a", "b"]', true],
  ['$.m.{!@a,b}.getKeys() == ["gamma"]', true],
  ['$.m.{@a,b}.getIndexes() == [0, 1]', true],
  ['$.m.a.getRanks() == 0', true],
  ['$.m.{@a,b}.getMaps() == {a: 1, b: 20}', true],
  ['$.l:LIST.*[?(@:INT > 250)].count() == 3', true],
  ['$.m:MAP.*[?(@ > 15)] == [20, 30]', true],
  ["$.m:MAP.*[?(@key == 'b')].count() == 1", true],
  ['$.l:LIST.*[?(@index >= 3)].count() == 2', true],
  ['$.l:LIST.*[?(@ > 1000)].exists()', false],
  ['$.l:LIST.*[?(@ > 100)].exists()', true],
  ['$.m.{@a,b}&[?(@ > 1)].count() == 1', true],
  ['$.l:LIST.*.modify(@:INT + 1) == [101, 201, 301, 401, 501]', true],
  ['($.m:MAP.*[?(@ > 5)].remove()).{@a,b,gamma}.count() == 1', true],
  ["$.nested.users.*[?(@.name == 'b')].count() == 1", true],
  ['$.blob.bitGetInt(offset: 0, size: 8) == 99', true],
  ['$.blob.bitCount(offset: 0, size: 8) == 4', true],
  ["$.blob.bitSet(offset: 0, size: 8, value: x'01') == x'0101'", true],
  [`geoCompare($.loc, geoJson('{"type":"AeroCircle","coordinates":[[-122.3,47.6],100]}'))`, true],
  ['$.x:INT.toFloat() / 4.0 == 2.5', true],
  ['$.y:FLOAT.toInt() == 2', true],
  ['when($.x == 11 => 1, $.y == 9.9 => 2, default => 3) == 3', true],
  ['let(a = $.x + 1) then (${a} == 11)', true],
  ['let(a = 1, b = ${a} + 1) then (${a} + ${b} == 3)', true],
  ['unknown', undefined],
  ['($.l.append(5)).count() == 6', true],
  ["($.m.k.setTo('v')).count() == 4", true],
  ['($.m.a.add(4)).a == 5', true],
  ['($.l.[0].setTo(7)).[0] == 7', true],
  ['($.l.[0].insert(7)).count() == 6', true],
  ['($.l.[0].remove()).count() == 4', true],
  ['($.m.{@a,b}.remove()).count() == 1', true],
  ['($.l.[1:3].remove()).count() == 3', true],
  ['($.l.appendItems([1, 2])).count() == 7', true],
  ['($.m.putItems({z: 1})).count() == 4', true],
  ['($.l.sort()).[0] == 100', true],
  ['($.l.[0].add(1)).[0] == 101', true],
  ['($.nested.users.append(1)).users:LIST.count() == 3', true],
  ['($.l:LIST.clear()).count() == 0', true],
  ['$.x:INT in []', false],
  ['$.name != "b" and $.missing.exists() == false', true],
  ['($.l.[0].insertItems([1, 2])).count() == 7', true],
];

test('texts have the values that a real server gives them', async (t) => {
  const server = await EmbeddedServer.start();
  t.after(() => server.stop());
  const client = await connect({ hosts: server.hosts });
  t.after(() => client.close());
  const key = new Key('test', 'ael', 'k1');
  await client.put(key, BINS, {}, { key: 1 });
  for (const [text, value] of VALUES) {
    const read = exp.operations.read('value', exp.ael(text), exp.expReadFlags.EVAL_NO_FAIL);
    const { bins } = await client.operate(key, [read]);
    strictEqual(bins.value ?? undefined, value, text);
  }
  const names = exp.operations.read('names', exp.ael('$.nested.users.*.name'));
  deepStrictEqual((await client.operate(key, [names])).bins.names, ['a', 'b']);
  strictEqual((await client.get(key, { filterExpression: exp.ael`$.x == ${10}` })).bins.x, 10);
  await rejects(client.get(key, { filterExpression: exp.ael`$.x == ${11}` }), { code: status.FILTERED_OUT });
});

test('a text is not an expression where one is expected: text there is base64', async (t) => {
  const server = await EmbeddedServer.start();
  t.after(() => server.stop());
  const client = await connect({ hosts: server.hosts });
  t.after(() => client.close());
  const key = new Key('test', 'ael', 'k2');
  await client.put(key, { x: 1 });
  const base64 = client.expressionToBase64(exp.ael('$.x == 1'));
  strictEqual((await client.get(key, { filterExpression: base64 })).bins.x, 1);
  await rejects(client.get(key, { filterExpression: '$.x == 1' }), { code: status.ERR_PARAM });
});

test('texts on text have the values that a server of 8.2 gives them', async (t) => {
  const server = await EmbeddedServer.start({ version: '8.2' });
  t.after(() => server.stop());
  const client = await connect({ hosts: server.hosts });
  t.after(() => client.close());
  const key = new Key('test', 'ael', 'k3');
  await client.put(key, { s: ' Ann-Bo ', code: '13', m: { k: 'xyz' } });
  for (const [text, value] of [
    ["$.s.trim().upper() == 'ANN-BO'", true],
    ["$.s.find(needle: '-') == 4", true],
    ["$.s + 'x' + $.s == ' Ann-Bo x Ann-Bo '", true],
    ['$.code:STRING.toInt() > 12', true],
    ["$.s.contains(needle: 'z')", false],
    ["($.m.k:STRING).upper() == 'XYZ'", true],
    ["$.m.k:STRING.substr(from: 1, to: 2) == 'y'", true],
    ["$.s.split('-').count() == 2", true],
    ["$.code.padStart(length: 4, pad: '0') == '0013'", true],
  ] as const) {
    const read = exp.operations.read('value', exp.ael(text));
    strictEqual((await client.operate(key, [read])).bins.value, value, text);
  }
});
