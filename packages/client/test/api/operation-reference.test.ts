// Every line of the tables of docs/reference/operations.md, run against the embedded server; the answers there are a real
// server's.

import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { inspect } from 'node:util';
import { createContext, runInContext } from 'node:vm';
import { EmbeddedServer, type ServerVersion } from 'tendril-server';
import { Client } from '../../src/api/client.ts';
import { bitwise, cdt, hll, lists, maps, operations, strings } from '../../src/api/operations.ts';
import { exp } from '../../src/model/exp/exp.ts';
import { Key } from '../../src/model/key.ts';
import type { Operation } from '../../src/model/operations/operation.ts';
import { FUNCTIONS, type FunctionRow } from '../../src/wire/codes/functions.ts';

const page = readFileSync(join(__dirname, '../../../../../docs/reference/operations.md'), 'utf8');
const other = Buffer.from('00040000000000000000000000000c4000000000000000', 'hex');
const books = (): cdt.Context => new cdt.Context().addMapKey('books');
const price = exp.loopVarInt(exp.loopVarPart.VALUE);
const globals = createContext({
  lists,
  maps,
  bitwise,
  hll,
  strings,
  cdt,
  operations,
  exp,
  Buffer,
  Map,
  other,
  books,
  price,
});

/** What the bin holds before each line, by section of the page. */
const BEFORE: { readonly [section: string]: object } = {
  Lists: { l: [5, 1, 3, 1] },
  Maps: { m: { a: 1, b: 2, c: 3 } },
  Bits: { b: Buffer.from([0x01, 0x42, 0x03]) },
  HyperLogLogs: { h: null },
  Text: { s: 'hello world', u: '  Straße ', i: '42', b: 'aGk=', n: 7, l: ['a', 'b'], c: Buffer.from([1, 0x42, 3]) },
  Contexts: { t: { list: [[3, 1], { x: [7] }], map: { a: 1 } } },
  Paths: { s: { books: { b1: { price: 5, title: 'A' }, b2: { price: 9, title: 'B' } }, tags: ['x', 'y'] } },
};

interface Line {
  readonly section: string;
  readonly code: string;
  readonly returned: string;
  readonly then: string;
}

const unquoted = (cell: string): string =>
  cell
    .trim()
    .replace(/^`(.*)`$/s, '$1')
    .replaceAll('\\|', '|');

const lines: readonly Line[] = page.split('\n## ').flatMap((text) => {
  const section = text.slice(0, text.indexOf('\n'));
  if (!(section in BEFORE)) return [];
  const rows = text.split('\n').filter((line) => /^\| `\w+\.\w+\(/.test(line));
  return rows.map((row) => {
    const [, code = '', , returned = '', then = ''] = row.split(/(?<!\\)\|/).map(unquoted);
    return { section, code, returned, then };
  });
});

const shown = (value: unknown): string =>
  value === undefined || value === null ? '' : inspect(value, { breakLength: Infinity, compact: true, depth: 9 });

async function clientOf(t: TestContext, version: ServerVersion): Promise<Client> {
  const server = await EmbeddedServer.start({ version });
  t.after(() => server.stop());
  const client = new Client({ hosts: server.hosts, log: { level: -1 } });
  t.after(() => client.close());
  await client.connect();
  return client;
}

test(`the ${lines.length} lines of the reference of operations return and leave what it says`, async (t) => {
  const [usual, later] = [await clientOf(t, '8.1'), await clientOf(t, '8.2')];
  for (const [index, { section, code, returned, then }] of lines.entries()) {
    const key = new Key('test', 'reference', index);
    const client = section === 'Text' ? later : usual;
    if (section === 'HyperLogLogs') await client.operate(key, [hll.add('h', [1, 2], 4)]);
    else await client.put(key, BEFORE[section] as object);
    const before = (await client.get(key)).bins;
    const operation: Operation = runInContext(code, globals);
    const answer = (await client.operate(key, [operation])).bins[operation.bin];
    strictEqual(shown(answer), returned, code);
    const after = (await client.get(key)).bins;
    if (then === '=') deepStrictEqual(after, before, code);
    else if (section === 'HyperLogLogs') ok(inspect(after) !== inspect(before), code);
    else strictEqual(shown(after[operation.bin]), then, code);
  }
});

test('the reference has a line for every function', () => {
  const written = new Set(lines.map(({ code }) => /^\w+\.\w+/.exec(code)?.[0]));
  const { lists: l, maps: m, bitwise: b, hll: h, strings: s, operations: paths } = FUNCTIONS;
  const names = [l, m, b, h, s, paths].flatMap((group) => Object.values<FunctionRow>(group)).map(({ name }) => name);
  // Of `bitwise.set` there are two, by the kind of its value.
  deepStrictEqual(
    names.filter((name) => name !== 'bitwise.setInt' && !written.has(name)),
    [],
  );
});

/** Second names, for those that have one argument more. */
const ALIASES: ReadonlySet<string> = new Set([
  ...['joinSeparator', 'b64EncodeFrom', 'b64EncodeRange', 'substrRange', 'findOccurrence', 'isNumericType'],
  ...['splitSeparator', 'regexCompareFlags', 'snipStart', 'snipRange'],
]);

test('the modules have the functions of the table, and no others', () => {
  for (const [name, module] of Object.entries({ lists, maps, bitwise, hll, strings })) {
    const functions = Object.entries(module).filter(([one, value]) => typeof value === 'function' && !ALIASES.has(one));
    const rows = Object.keys(FUNCTIONS[name as 'lists']).filter((one) => one !== 'setInt');
    deepStrictEqual(functions.map(([one]) => one).sort(), rows.sort(), name);
  }
});
