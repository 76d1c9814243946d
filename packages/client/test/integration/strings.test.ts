// Operations and expressions on text, from the call to the value: what the tests of the vendor's clients expect
// (docs/protocol/strings.md, "Expected values").

import { deepStrictEqual, rejects, strictEqual } from 'node:assert/strict';
import {
  type AerospikeBinValue,
  type AerospikeExp,
  batchType,
  bitwise,
  type Client,
  exp,
  type Key,
  lists,
  type Operation,
  operations,
  status,
  strings,
} from '../../src/index.ts';
import { checkOnEveryTopology } from './topologies.ts';

const { ANY, INT, FLOAT } = strings.numericType;
const { GLOBAL } = strings.regexFlags;
const { NO_FAIL, CREATE_ONLY, UPDATE_ONLY } = strings.writeFlags;
const WAVE = '\u{1f44b}';
const s = exp.binStr('s');
const { string } = exp;

/** What an operation, and an expression where there is one, read of a text. */
const READ: readonly (readonly [text: string, result: unknown, operation: Operation, expression?: AerospikeExp])[] = [
  ['Hello123World', 13, strings.strlen('s'), string.strlen(s)],
  ['Hello123World', 'Hello', strings.substr('s', 0, 5), string.substr(0, 5, s)],
  ['Hello123World', 'W', strings.charAt('s', -5), string.charAt(-5, s)],
  ['Hello123World', 11, strings.find('s', 'l', 3), string.findOccurrence('l', 3, s)],
  ['Hello123World', true, strings.contains('s', '123'), string.contains('123', s)],
  ['Hello123World', false, strings.isNumeric('s'), string.isNumeric(s)],
  ['Hello123World', true, strings.regexCompare('s', '[0-9]+'), string.regexCompare('[0-9]+', s)],
  ['Hello123World', ['Hello', 'World'], strings.split('s', '123'), string.splitSeparator('123', s)],
  ['12345', true, strings.startsWith('s', '123'), string.startsWith('123', s)],
  ['12345', true, strings.endsWith('s', '45'), string.endsWith('45', s)],
  ['12345', -1, strings.find('s', 'x'), string.find('x', s)],
  ['12345', '345', strings.substr('s', 2), string.substr(2, s)],
  ['12345', '1234', strings.substrRange('s', 0, -1), string.substrRange(0, -1, s)],
  ['12345', 12345, strings.toInteger('s'), string.toInteger(s)],
  ['12345', 12345, strings.toDouble('s'), string.toDouble(s)],
  ['12345', true, strings.isNumericType('s', ANY), string.isNumericType(ANY, s)],
  ['12345', true, strings.isNumericType('s', INT), string.isNumericType(INT, s)],
  ['12345', false, strings.isNumericType('s', FLOAT), string.isNumericType(FLOAT, s)],
  ['12345', true, strings.regexCompare('s', '^123'), string.regexCompare('^123', s)],
  ['12345', ['1', '2', '3', '4', '5'], strings.split('s'), string.split(s)],
  ['café', 4, strings.strlen('s'), string.strlen(s)],
  ['日本語', 9, strings.byteLength('s'), string.byteLength(s)],
  [`${WAVE}hi`, 6, strings.byteLength('s'), string.byteLength(s)],
  ['日本語hi', 'hi', strings.substr('s', 3, 5), string.substr(3, 5, s)],
  [`a${WAVE}b`, WAVE, strings.charAt('s', 1), string.charAt(1, s)],
  [`${WAVE}-world`, 2, strings.find('s', 'world'), string.find('world', s)],
  ['aaaa', 2, strings.findOccurrence('s', 'aa', 2), string.find('aa', 2, s)],
  ['aaaa', -1, strings.find('s', 'aa', 3)],
  ['é42', Buffer.from('é42'), strings.toBlob('s'), string.toBlob(s)],
  ['aGVsbG8=', Buffer.from('hello'), strings.b64Decode('s'), string.b64Decode(s)],
  ['ABC', true, strings.isUpper('s'), string.isUpper(s)],
  ['ABC', false, strings.isLower('s'), string.isLower(s)],
  ['hello', 'hello', strings.toString('s'), string.toString(s)],
];

/** What operations make of a text, one after the other; undefined for no bin. */
const CHANGED: readonly (readonly [before: string | undefined, after: string | undefined, ...changes: Operation[]])[] =
  [
    ['hello', 'oh hello world', strings.append('s', ' world'), strings.prepend('s', 'oh ')],
    [
      'hello world',
      'HELLO WIDE EARTH..',
      strings.insert('s', 5, ' beautiful'),
      strings.overwrite('s', 16, 'earth'),
      strings.concatList('s', ['!', '?']),
      strings.replace('s', 'beautiful', 'wide'),
      strings.replaceAll('s', '!', '.'),
      strings.regexReplace('s', '[?]', '.', GLOBAL),
      strings.upper('s'),
    ],
    [
      ' hello ',
      '**hello..**hello..',
      strings.trimStart('s'),
      strings.trimEnd('s'),
      strings.padStart('s', 7, '*'),
      strings.padEnd('s', 9, '.'),
      strings.repeat('s', 2),
    ],
    ['e\u0301', '\u00e9', strings.normalizeNfc('s')],
    ['hello beautiful world', 'hello!', strings.snip('s', 5, 15), strings.snip('s', 5, 11), strings.concat('s', '!')],
    ['abcde', 'ae', strings.snip('s', 1, 4)],
    ['abcde', 'a', strings.snipStart('s', 1)],
    ['abcde', 'a', strings.snipStart('s', 1).withPolicy({ writeFlags: NO_FAIL })],
    [' A ', 'a', strings.trim('s'), strings.lower('s')],
    ['Straße', 'strasse', strings.caseFold('s')],
    ['aaaa', 'bb', strings.replaceAll('s', 'aa', 'b')],
    [undefined, undefined, strings.upper('s')],
    [undefined, 'hello', strings.insert('s', 0, 'hello')],
    [undefined, undefined, strings.append('s', 'x').withPolicy({ writeFlags: UPDATE_ONLY })],
    ['a', 'a', strings.append('s', 'x').withPolicy({ writeFlags: CREATE_ONLY | NO_FAIL })],
  ];

/** What expressions make of a text. */
const MADE: readonly (readonly [text: string, result: string, expression: AerospikeExp])[] = [
  ['Hello123World', 'HELLO123WORLD', string.upper(null, s)],
  ['Hello123World', 'Hello-World', string.replace(null, '123', '-', s)],
  ['Hello123World', 'HelloNUMWorld', string.regexReplace(null, '[0-9]+', 'NUM', 0, s)],
  ['Hello123World', 'Hello123World!', string.append(null, '!', s)],
  ['Hello123World', 'Say Hello123World', string.prepend(null, 'Say ', s)],
  ['Hello123World', '<Hello123World>', string.concatList(null, exp.list(['Hello123World', '>']), exp.str('<'))],
  ['ab', 'ab!', string.concat(null, '!', s)],
  ['ab', 'aXb', string.insert(null, 1, 'X', s)],
  ['ab', 'aX', string.overwrite(null, 1, 'X', s)],
  ['abcd', 'ad', string.snip(null, 1, 3, s)],
  ['abcd', 'a', string.snipStart(null, 1, s)],
  ['aba', 'xbx', string.replaceAll(null, 'a', 'x', s)],
  [' A ', 'a', string.lower(null, string.trim(null, s))],
  ['7', '007', string.padStart(null, 3, '0', s)],
  ['7', '7--', string.padEnd(null, 3, '-', s)],
  ['ab', 'abab', string.repeat(null, 2, s)],
];

async function read(client: Client, key: Key, operation: Operation): Promise<unknown> {
  return ((await client.operate(key, [operation])).bins as { [bin: string]: AerospikeBinValue })[operation.bin];
}

checkOnEveryTopology(
  {
    'operations read text as the tests of the vendor’s clients have it': async ({ client, key }) => {
      for (const [text, result, operation, expression] of READ) {
        await client.put(key('read'), { s: text });
        deepStrictEqual(await read(client, key('read'), operation), result, `${operation.op} of ${text}`);
        if (expression === undefined) continue;
        deepStrictEqual(await read(client, key('read'), exp.operations.read('x', expression)), result, text);
      }
    },

    'operations change text, and leave nothing behind them': async ({ client, key }) => {
      for (const [before, after, ...changes] of CHANGED) {
        await client.put(key('change'), { s: before ?? null, other: 1 });
        const { bins } = await client.operate(key('change'), [...changes, operations.read('s')]);
        deepStrictEqual(bins.s, after ?? null);
        strictEqual((await client.get(key('change'))).bins.s, after);
      }
    },

    'expressions make text': async ({ client, key }) => {
      for (const [text, result, expression] of MADE) {
        await client.put(key('made'), { s: text });
        strictEqual(await read(client, key('made'), exp.operations.read('x', expression)), result);
        strictEqual((await client.get(key('made'))).bins.s, text);
      }
      await client.put(key('made'), { s: 'ab' });
      await client.operate(key('made'), [exp.operations.write('s', string.upper(null, s))]);
      strictEqual((await client.get(key('made'))).bins.s, 'AB');
    },

    'expressions on text filter records, alone, in batches and in queries': async ({ client, key, set }) => {
      const names = ['anna', 'Bob', 'ANNE'];
      await Promise.all(names.map((name) => client.put(key(`filter ${name}`), { s: name, f: 1 })));
      const filterExpression = exp.and(
        exp.binExists('f'),
        string.startsWith('an', string.lower(null, s)),
        exp.not(string.isUpper(s)),
      );
      strictEqual((await client.get(key('filter anna'), { filterExpression })).bins.s, 'anna');
      await rejects(client.get(key('filter Bob'), { filterExpression }), { code: status.FILTERED_OUT });
      const rows = await client.batchRead(
        names.map((name) => ({ key: key(`filter ${name}`), readAllBins: true })),
        { filterExpression },
      );
      deepStrictEqual(
        rows.map((row) => row.status),
        [status.OK, status.FILTERED_OUT, status.FILTERED_OUT],
      );
      const found = await client.query('test', set).results({ filterExpression });
      deepStrictEqual(
        found.map(({ bins }) => bins.s),
        ['anna'],
      );
    },

    'text inside lists and maps is read and changed where it stands': async ({ client, key }) => {
      await client.put(key('inside'), { l: ['one', 'two', 'three'], m: { k1: 'abcd' } });
      const { bins } = await client.operate(key('inside'), [
        strings.upper('l').withContext((path) => path.addListIndex(1)),
        strings.strlen('m').withContext((path) => path.addMapKey('k1')),
        operations.read('l'),
      ]);
      deepStrictEqual(bins, { l: ['one', 'TWO', 'three'], m: 4 });
    },

    'lists of text are joined, and bytes are told in base64': async ({ client, key }) => {
      await client.put(key('join'), {
        e: [],
        l: ['a', 'b', 'c'],
        n: [['x', 'y']],
        b: Buffer.from('0142030405', 'hex'),
      });
      for (const [operation, result] of [
        [lists.join('e'), ''],
        [lists.join('l'), 'abc'],
        [lists.join('l', ','), 'a,b,c'],
        [lists.joinSeparator('n', '-').withContext((path) => path.addListIndex(0)), 'x-y'],
        [bitwise.b64Encode('b'), 'AUIDBAU='],
        [bitwise.b64Encode('b', 1, 2), 'QgM='],
        [bitwise.b64Encode('b', -2, 2), 'BAU='],
        [bitwise.b64EncodeRange('b', 2, 0, true), 'AwQF'],
        [bitwise.b64EncodeRange('b', 0, 1, true), 'AUIDBA=='],
        [bitwise.b64Encode('b', 0, 0), ''],
        [exp.operations.read('x', exp.lists.joinSeparator(exp.binList('l'), ';')), 'a;b;c'],
        [exp.operations.read('x', exp.bit.b64EncodeFrom(exp.binBlob('b'), 3)), 'BAU='],
      ] as const) {
        strictEqual(await read(client, key('join'), operation as Operation), result);
      }
    },

    'values become text': async ({ client, key }) => {
      await client.put(key('text'), { i: 42, d: 3.14, s: 'hello', b: Buffer.from('hi'), l: [1] });
      for (const [bin, result] of Object.entries({ i: '42', d: '3.14', s: 'hello', b: 'hi' })) {
        strictEqual(await read(client, key('text'), strings.toString(bin)), result);
      }
      await rejects(client.operate(key('text'), [strings.toString('l')]), { code: status.ERR_BIN_INCOMPATIBLE_TYPE });
    },

    'what text cannot do has the code of the server': async ({ client, key }) => {
      await client.put(key('errors'), { s: 'text', i: 1 });
      for (const [operation, code] of [
        [strings.find('s', 't', 0), status.ERR_REQUEST_INVALID],
        [strings.padStart('s', 9, ''), status.ERR_REQUEST_INVALID],
        [strings.regexCompare('s', '[unclosed'), status.ERR_REQUEST_INVALID],
        [strings.upper('i'), status.ERR_BIN_INCOMPATIBLE_TYPE],
        [strings.upper('i').withPolicy({ writeFlags: NO_FAIL }), status.ERR_BIN_INCOMPATIBLE_TYPE],
        [strings.append('s', 'x').withPolicy({ writeFlags: CREATE_ONLY }), status.ERR_BIN_EXISTS],
        [strings.upper('s').withPolicy({ writeFlags: CREATE_ONLY }), status.ERR_REQUEST_INVALID],
        [strings.toInteger('s'), status.ERR_OP_NOT_APPLICABLE],
      ] as const) {
        await rejects(client.operate(key('errors'), [operation as Operation]), { code }, `${operation.op}`);
      }
      deepStrictEqual((await client.get(key('errors'))).bins, { s: 'text', i: 1 });
    },

    'rows of batches read and change text': async ({ client, key }) => {
      await client.put(key('rows'), { s: 'ab' });
      const { BATCH_READ, BATCH_WRITE } = batchType;
      const rows = await client.batchWrite([
        { type: BATCH_WRITE, key: key('rows'), ops: [strings.upper('s'), operations.read('s')] },
        { type: BATCH_READ, key: key('rows'), ops: [strings.strlen('s')] },
      ]);
      deepStrictEqual(
        rows.map(({ status: code, record }) => [code, record.bins.s]),
        [
          [status.OK, 'AB'],
          [status.OK, 2],
        ],
      );
    },
  },
  '8.2',
);
