// What older servers do not know is refused before it is sent, wherever it stands, with its name and both versions.

import { deepStrictEqual, match, rejects, strictEqual } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { EmbeddedServer } from 'tendril-server';
import { OPERATE_RECORD } from '../../src/command/record/record-methods.ts';
import { needsOfExpression, unmet } from '../../src/command/server-needs.ts';
import {
  type AerospikeError,
  type AerospikeExp,
  batchType,
  bitwise,
  type Client,
  cdt,
  connect,
  exp,
  Key,
  lists,
  operations,
  status,
  strings,
} from '../../src/index.ts';
import { POLICY_DEFAULTS } from '../../src/model/policies/resolve.ts';
import { node, snapshotOf } from '../helpers/fake-cluster.ts';
import { failureOf, KEY, RouterBench } from '../helpers/router-bench.ts';

const key = new Key('test', 'needs', 1);
const upper = strings.upper('s');
const name = exp.binStr('s');
const long = exp.gt(exp.string.strlen(name), exp.int(3));

/** A client of a server that says it is 8.1, and what it counts of the requests of a test. */
async function oldServer(t: TestContext): Promise<Client> {
  const server = await EmbeddedServer.start();
  t.after(() => server.stop());
  const client = await connect({ hosts: server.hosts });
  t.after(() => client.close());
  await client.put(key, { s: 'text', l: ['a'], b: Buffer.from('x') });
  return client;
}

function isUnmet(what: string) {
  return (error: AerospikeError): boolean => {
    strictEqual(error.code, status.ERR_UNSUPPORTED_FEATURE);
    const [text, build] = error.message.split(/, node \S+ runs /);
    strictEqual(text?.endsWith(`${what} needs server 8.2 or newer`), true, error.message);
    strictEqual(build?.startsWith('8.1.'), true, error.message);
    return true;
  };
}

const all = () => new cdt.Context().addAllChildren();
const path = () => new cdt.Context().addAllChildrenWithFilter(exp.string.contains('a', exp.loopVarStr(1)));

const CALLS: { readonly [what: string]: readonly ((client: Client) => Promise<unknown>)[] } = {
  'strings.upper': [
    (client) => client.operate(key, [operations.read('s'), upper]),
    (client) => client.batchWrite([{ type: batchType.BATCH_WRITE, key, ops: [upper] }]),
    (client) => client.scan('test', 'needs').operate([upper]),
  ],
  'strings.strlen': [
    (client) => client.operate(key, [strings.strlen('s')]),
    (client) => client.batchRead([{ key, ops: [strings.strlen('s')] }]),
  ],
  'strings.toString': [(client) => client.operate(key, [strings.toString('s')])],
  'lists.join': [(client) => client.operate(key, [lists.join('l', ',')])],
  'bitwise.b64Encode': [(client) => client.operate(key, [bitwise.b64Encode('b')])],
  'exp.string.strlen': [
    (client) => client.get(key, { filterExpression: long }),
    (client) => client.put(key, { n: 1 }, {}, { filterExpression: long }),
    (client) => client.batchGet([key], { filterExpression: long }),
    (client) => client.batchRead([{ key, readAllBins: true, policy: { filterExpression: long } }]),
    (client) => client.operate(key, [exp.operations.read('n', exp.string.strlen(name))]),
    (client) => client.query('test', 'needs').results({ filterExpression: long }),
    (client) => client.scan('test', 'needs').operate([operations.incr('n', 1)], { filterExpression: long }),
    (client) => client.operate(key, [operations.modifyByPath('l', exp.string.strlen(exp.loopVarStr(1)), 0, all())]),
  ],
  'exp.string.lower': [
    (client) => {
      const lower = exp.string.lower(null, name);
      return client.createExpStringIndex({ ns: 'test', set: 'needs', index: 'lower', exp: lower });
    },
  ],
  'exp.string.contains': [(client) => client.operate(key, [operations.selectByPath('l', 1, path())])],
  'exp.string.b64Decode': [
    (client) => client.get(key, { filterExpression: exp.eq(exp.string.b64Decode(name), exp.binBlob('b')) }),
  ],
  'exp.string.toString': [
    (client) => client.get(key, { filterExpression: exp.eq(exp.string.toString(exp.binInt('n')), exp.str('1')) }),
  ],
  'exp.lists.join': [
    (client) => client.get(key, { filterExpression: exp.eq(exp.lists.join(exp.binList('l')), exp.str('a')) }),
  ],
  'exp.string.trim': [(client) => client.get(key, { filterExpression: exp.ael("$.s.trim() == 'a'") })],
  'exp.ael.onServer': [
    (client) => client.get(key, { filterExpression: exp.ael.onServer('$.a == 1') }),
    (client) => client.operate(key, [exp.operations.read('n', exp.ael.onServer('$.a:INT + 1'))]),
    (client) => client.query('test', 'needs').results({ filterExpression: exp.ael.onServer('$.a == 1') }),
  ],
  'exp.bit.b64Encode': [
    (client) => client.get(key, { filterExpression: exp.eq(exp.bit.b64Encode(exp.binBlob('b')), exp.str('a')) }),
  ],
};

test('an older server is sent nothing that it does not know', async (t) => {
  const client = await oldServer(t);
  for (const [what, calls] of Object.entries(CALLS)) {
    for (const call of calls) await rejects(call(client), isUnmet(what), what);
  }
  deepStrictEqual((await client.get(key)).bins, { s: 'text', l: ['a'], b: Buffer.from('x') });
});

test('in a cluster of two versions the node that a record is routed to decides', async (t) => {
  for (const [builds, refused] of [
    [['8.1.2.0', '8.2.0.0'], true],
    [['8.1.3.0', '8.1.2.0'], false],
    [['9.0.0.1', '8.1.2.0'], false],
    // A version that is not understood is not judged.
    [['next', '8.1.2.0'], false],
  ] as const) {
    const bench = await RouterBench.start(t, [{}, {}]);
    const nodes = bench.servers.map(({ address }, i) => ({ ...node(`N${i}`, address), build: builds[i] as string }));
    bench.cluster.snapshot = snapshotOf(nodes);
    const args = OPERATE_RECORD.prepare({ values: [upper], metadata: undefined });
    const call = bench.run(OPERATE_RECORD.definition(args), KEY, args, POLICY_DEFAULTS.operate);
    if (refused) {
      const { code, message, attempts, inDoubt } = await failureOf(call);
      const where = `127.0.0.1:${bench.server().address.port}`;
      strictEqual(message, `strings.upper needs server 8.2 or newer, node ${where} runs 8.1.2.0`);
      deepStrictEqual([code, attempts, inDoubt], [status.ERR_UNSUPPORTED_FEATURE, 0, false]);
      deepStrictEqual(
        bench.servers.map(({ peers }) => peers.length),
        [0, 0],
      );
    } else {
      call.catch(() => {});
      await (await bench.server().nextPeer()).nextFrame();
    }
  }
});

test('what servers before 8.2 brought is told with the version that has it', () => {
  const list = exp.binList('l');
  const keys = exp.selectByPath(
    exp.binMap('m'),
    exp.type.LIST,
    1,
    new cdt.Context().addMapKeysIn(['a']).addMapKey('b'),
  );
  const rows: readonly (readonly [expression: AerospikeExp, what: string, build: readonly number[]])[] = [
    [exp.recordSize(), 'exp.recordSize', [7, 0, 0, 0]],
    [exp.not(exp.inList(exp.int(1), list)), 'exp.inList', [8, 1, 2, 0]],
    [exp.mapKeys(exp.binMap('m')), 'exp.mapKeys', [8, 1, 2, 0]],
    [exp.ael('$.l:LIST.*.count() > 1'), 'a path to many elements', [8, 1, 1, 0]],
    [exp.ael('$.l:LIST.*.remove()'), 'a path to many elements', [8, 1, 1, 0]],
    [exp.ael('$.m.k&[?(@ > 1)].count() > 1'), 'a filter behind a step of a path', [8, 1, 2, 0]],
    [keys, 'a list of keys on the way of a path', [8, 1, 2, 0]],
    [exp.ael('$.l.[1:3].*.count() > 1'), 'a step of a path that selects several elements', [8, 1, 3, 0]],
    [exp.ael("$.s.trim() == 'a'"), 'exp.string.trim', [8, 1, 3, 0]],
    [exp.ael('$.s =~ /\\d/'), 'exp.string.regexCompare', [8, 1, 3, 0]],
    [exp.ael.onServer('$.a == 1'), 'exp.ael.onServer', [8, 1, 3, 0]],
  ];
  for (const [expression, what, build] of rows) deepStrictEqual(needsOfExpression(expression), { what, build });
  const [size] = rows.map(([expression]) => needsOfExpression(expression));
  match(unmet(size as never, 'N', '6.4.0.1').message, /^exp.recordSize needs server 7.0 or newer, node N runs 6.4.0.1/);
  for (const text of [
    '$.l.[1:3].count() > 1',
    '$.a in [1, 2]',
    '$.s =~ /^a/i',
    '$.m.a.exists()',
    '$.l:LIST.count() > 1',
  ]) {
    strictEqual(needsOfExpression(exp.ael(text)), undefined, text);
  }
});

test('what all servers know needs nothing', () => {
  const plain = exp.and(exp.eq(exp.binStr('s'), exp.str('a')), exp.gt(exp.lists.size(exp.binList('l')), exp.int(3)));
  for (const expression of [plain, undefined, 'kwGTUQKhaQc=', [null], [{ op: 127 }], [{ op: 127, count: 5 }, 1, 2]]) {
    strictEqual(needsOfExpression(expression), undefined);
  }
});

test('of a call that is cut short nothing is said: its encoder refuses it', () => {
  const call = exp.string.strlen(name);
  for (let entries = 0; entries < 5; entries++) {
    strictEqual(needsOfExpression(call.slice(0, entries)), undefined, `${entries} entries`);
  }
  strictEqual(needsOfExpression(call.slice(0, 5))?.what, 'exp.string.strlen');
});
