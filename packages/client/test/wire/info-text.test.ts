import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  encodeInfoReply,
  encodeInfoRequest,
  findInfoError,
  parseInfoError,
  parseInfoPairs,
  parseInfoReply,
  parseInfoRequest,
} from '../../src/wire/info-text.ts';

test('frames the request and the reply as the real server takes and gives them', () => {
  assert.strictEqual(encodeInfoRequest(['node']).toString('hex'), '02010000000000056e6f64650a');
  assert.strictEqual(encodeInfoRequest(['node\n']).toString('hex'), '02010000000000056e6f64650a');
  assert.strictEqual(encodeInfoReply('node\tB1\n').toString('hex'), '02010000000000086e6f64650942310a');
});

test('maps commands to values, empty values included', () => {
  const values = parseInfoReply('node\tB1\npeers-clear-std\t0,3000,[]\nservice-clear-alt\t\n');
  assert.deepStrictEqual(
    [...values],
    [
      ['node', 'B1'],
      ['peers-clear-std', '0,3000,[]'],
      ['service-clear-alt', ''],
    ],
  );
});

test('keeps a line without a TAB under the empty command', () => {
  assert.strictEqual(parseInfoReply('ERROR:80:not authenticated\n').get(''), 'ERROR:80:not authenticated');
});

test('an empty name is a name: of a command, of a value, and of no pair', () => {
  assert.deepStrictEqual(parseInfoRequest(':a=1\n/x\n;\n'), [
    { text: ':a=1', name: '', args: 'a=1' },
    { text: '/x', name: '', args: 'x' },
    { text: ';', name: '', args: '' },
  ]);
  assert.deepStrictEqual([...parseInfoReply('\tvalue\n')], [['', 'value']]);
  assert.deepStrictEqual(
    [...parseInfoPairs('=1;a=2;=;b=')],
    [
      ['a', '2'],
      ['b', ''],
    ],
  );
});

test('parses requests as the server does', () => {
  assert.deepStrictEqual(parseInfoRequest('node\nsets/test/demo\nreplicas:max=2\nracks:\nnode;\n\ncut off'), [
    { text: 'node', name: 'node', args: '' },
    { text: 'sets/test/demo', name: 'sets', args: 'test/demo' },
    { text: 'replicas:max=2', name: 'replicas', args: 'max=2' },
    { text: 'racks:', name: 'racks', args: '' },
    { text: 'node;', name: 'node', args: '' },
    { text: '', name: '', args: '' },
  ]);
  assert.deepStrictEqual(
    [...parseInfoPairs('namespace=test;context=YQ==;;x')],
    [
      ['namespace', 'test'],
      ['context', 'YQ=='],
    ],
  );
});

for (const [value, expected] of [
  ['ERROR:4:unrecognized command', { code: 4, message: 'unrecognized command' }],
  ['ERROR::bad thing', { code: 1, message: 'bad thing' }],
  ['ERROR:old text', { code: 1, message: 'old text' }],
  ['FAIL:201:no index', { code: 201, message: 'no index' }],
  ['ok', undefined],
  ['', undefined],
] as const) {
  test(`reads "${value}" as ${expected === undefined ? 'no error' : `error ${expected.code}`}`, () => {
    assert.deepStrictEqual(parseInfoError(value), expected);
  });
}

test('refuses a reply of more lines than anybody asks for, without taking it apart', () => {
  assert.strictEqual(parseInfoReply('a\t1\n'.repeat(65_536)).get('a'), '1');
  assert.throws(() => parseInfoReply('\n'.repeat(16 * 1024 * 1024)), /more than 65536 lines/);
  assert.throws(() => parseInfoReply('a\t1\n'.repeat(65_537)), /more than 65536 lines/);
});

test('finds the error of a reply in whichever line, and nothing that only looks like one', () => {
  const refused = { code: 4, message: 'no' };
  assert.deepStrictEqual(findInfoError('ERROR:4:no\n'), refused);
  assert.deepStrictEqual(findInfoError('build\t8.1\nnode\tERROR:4:no\nx\tFAIL:5:y\n'), refused);
  assert.deepStrictEqual(findInfoError('x\tFAIL:4:no'), refused);
  for (const fine of [
    '',
    'a\tno ERROR:4:no\n',
    'a\tb\tERROR:4:no\n',
    'an ERROR:4:no\n',
    'a\nb\tx\n',
    'a\tb\rERROR:4:no\n',
  ]) {
    assert.strictEqual(findInfoError(fine), undefined, fine);
  }
});
