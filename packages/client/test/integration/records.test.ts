// One body, many topologies: what programs do with records, with literal expectations, wherever the records are.

import { deepStrictEqual, match, rejects, strictEqual } from 'node:assert/strict';
import {
  AerospikeError,
  type AerospikeRecord,
  type Client,
  Double,
  GeoJSON,
  Key,
  operations,
  policy,
  status,
  ttl,
} from '../../src/index.ts';
import { callback } from './callback.ts';
import { checkOnEveryTopology, countOf, type Deployment, NAMESPACE } from './topologies.ts';

/** What goes in, and what comes out where that differs. */
const VALUES: { readonly [name: string]: readonly [written: unknown, read?: unknown] } = {
  zero: [0],
  negative: [-1],
  byteEdge: [[127, 128, 255, 256, 65535, 65536, 2 ** 32, -32, -33, -128, -129, -32768, -32769, -(2 ** 31) - 1]],
  maxSafe: [9007199254740991],
  minSafe: [-9007199254740991],
  maxInt64: [9223372036854775807n],
  minInt64: [-9223372036854775808n],
  smallBigInt: [5n, 5],
  fraction: [0.1],
  tiny: [5e-324],
  infinity: [Number.NEGATIVE_INFINITY],
  wholeDouble: [new Double(3), 3],
  yes: [true],
  no: [false],
  empty: [''],
  text: ['grüße, 世界 🌍'],
  longText: ['ä'.repeat(5000)],
  noBytes: [Buffer.alloc(0)],
  bytes: [Buffer.from(Array.from({ length: 256 }, (_, i) => i))],
  typedArray: [new Uint8Array([9, 8, 7]), Buffer.from([9, 8, 7])],
  noList: [[]],
  list: [
    [1, 'a', null, true, 2.5, [Buffer.from('b'), []], { k: [1n, 1] }],
    [1, 'a', null, true, 2.5, [Buffer.from('b'), []], { k: [1, 1] }],
  ],
  noMap: [{}],
  map: [{ z: 1, a: { b: { c: ['deep'] } }, '': 0 }],
  intMap: [
    new Map<unknown, unknown>([
      [2, 'two'],
      [1, 'one'],
      ['s', new Map()],
    ]),
    { 1: 'one', 2: 'two', s: {} },
  ],
  point: [GeoJSON.Point(103.913, 1.308), '{"type":"Point","coordinates":[103.913,1.308]}'],
};

async function proxiedCommands({ client }: Deployment): Promise<number> {
  const replies = await client.infoAll(`namespace/${NAMESPACE}`);
  return replies.reduce((sum, { info }) => sum + Number(/client_proxy_complete=(\d+)/.exec(info ?? '')?.[1]), 0);
}

async function hasLifetimes(client: Client): Promise<boolean> {
  const settings = (await client.infoAny(`namespace/${NAMESPACE}`)) ?? '';
  return !/(^|;)nsup-period=0(;|$)/.test(settings) || /allow-ttl-without-nsup=true/.test(settings);
}

checkOnEveryTopology({
  'values of every type come back as they are documented to': async ({ client, key }) => {
    const written = Object.fromEntries(Object.entries(VALUES).map(([name, [value]]) => [name, value as object]));
    await client.put(key('values'), written);
    const { bins, gen } = await client.get(key('values'));
    for (const [name, [value, read = value]] of Object.entries(VALUES)) deepStrictEqual(bins[name], read, name);
    deepStrictEqual(Object.keys(bins).sort(), Object.keys(VALUES).sort());
    strictEqual(gen, 1);
  },

  'NaN is stored as the floating-point number it is': async ({ client, key }) => {
    await client.put(key('nan'), { nan: Number.NaN });
    strictEqual(Number.isNaN((await client.get(key('nan'))).bins.nan), true);
  },

  'a null bin is removed, and the last one takes the record with it': async ({ client, key }) => {
    await client.put(key('null'), { a: 1, b: 2 });
    await client.put(key('null'), { a: null });
    deepStrictEqual((await client.get(key('null'))).bins, { b: 2 });
    await client.put(key('null'), { b: null });
    strictEqual(await client.exists(key('null')), false);
  },

  'select reads the bins it names and leaves out those that are missing': async ({ client, key }) => {
    await client.put(key('select'), { a: 1, b: 'two', c: [3] });
    deepStrictEqual((await client.select(key('select'), ['b', 'c', 'none'])).bins, { b: 'two', c: [3] });
    await rejects(client.select(key('select-none'), ['a']), { code: status.ERR_RECORD_NOT_FOUND });
  },

  'exists, existsWithMetadata and remove agree about a record': async ({ client, key }) => {
    const each = key('exists');
    strictEqual(await client.exists(each), false);
    const { bins, ttl: lifetime, gen } = await client.existsWithMetadata(each);
    deepStrictEqual([bins, lifetime, gen], [null, null, null]);
    await client.put(each, { a: 1 });
    strictEqual(await client.exists(each), true);
    strictEqual((await client.existsWithMetadata(each)).gen, 1);
    strictEqual(await client.remove(each), each);
    strictEqual(await client.exists(each), false);
    await rejects(client.remove(each), { code: status.ERR_RECORD_NOT_FOUND });
  },

  'operate applies its operations in order, as one unit': async ({ client, key }) => {
    await client.put(key('operate'), { n: 1, s: 'b', bytes: Buffer.from([2]) });
    const { bins, gen } = await client.operate(key('operate'), [
      operations.incr('n', 41),
      operations.append('s', 'c'),
      operations.prepend('s', 'a'),
      operations.append('bytes', Buffer.from([3])),
      operations.write('list', [1, 2]),
      operations.read('n'),
      operations.read('s'),
      operations.read('bytes'),
      operations.read('list'),
    ]);
    deepStrictEqual([bins, gen], [{ n: 42, s: 'abc', bytes: Buffer.from([2, 3]), list: [1, 2] }, 2]);
    await rejects(client.operate(key('operate'), [operations.write('n', 0), operations.incr('s', 1)]), {
      code: status.ERR_BIN_INCOMPATIBLE_TYPE,
    });
    strictEqual((await client.get(key('operate'))).bins.n, 42);
  },

  'add, append, prepend and incr change single bins': async ({ client, key }) => {
    await client.add(key('add'), { n: 5, x: 0.5 });
    await client.incr(key('add'), { n: -7, x: 0.25 });
    await client.append(key('add'), { s: 'b' });
    await client.prepend(key('add'), { s: 'a' });
    deepStrictEqual((await client.get(key('add'))).bins, { n: -2, x: 0.75, s: 'ab' });
  },

  'an operation that deletes the record does so': async ({ client, key }) => {
    await client.put(key('delete'), { a: 1 });
    const { bins } = await client.operate(key('delete'), [operations.read('a'), operations.delete()]);
    deepStrictEqual(bins, { a: 1 });
    strictEqual(await client.exists(key('delete')), false);
  },

  'the policy about existence decides': async ({ client, key }) => {
    const put = (n: number, exists: number): Promise<Key> => client.put(key('policy'), { n }, null, { exists });
    const { CREATE, UPDATE, REPLACE, CREATE_OR_REPLACE, IGNORE } = policy.exists;
    await rejects(put(1, UPDATE), { code: status.ERR_RECORD_NOT_FOUND });
    await rejects(put(1, REPLACE), { code: status.ERR_RECORD_NOT_FOUND });
    await put(1, CREATE);
    await rejects(put(2, CREATE), { code: status.ERR_RECORD_EXISTS });
    await client.put(key('policy'), { other: true }, null, { exists: UPDATE });
    await put(2, IGNORE);
    deepStrictEqual((await client.get(key('policy'))).bins, { n: 2, other: true });
    await put(3, REPLACE);
    deepStrictEqual((await client.get(key('policy'))).bins, { n: 3 });
    await client.put(key('policy'), { only: 1 }, null, { exists: CREATE_OR_REPLACE });
    deepStrictEqual((await client.get(key('policy'))).bins, { only: 1 });
  },

  'the policy about the generation decides': async ({ client, key }) => {
    const put = (gen: number, how: number): Promise<Key> => client.put(key('gen'), { gen }, { gen }, { gen: how });
    await client.put(key('gen'), { gen: 0 });
    await rejects(put(7, policy.gen.EQ), { code: status.ERR_RECORD_GENERATION });
    await put(1, policy.gen.EQ);
    await rejects(put(2, policy.gen.GT), { code: status.ERR_RECORD_GENERATION });
    await put(9, policy.gen.GT);
    const { bins, gen } = await client.get(key('gen'));
    deepStrictEqual([bins, gen], [{ gen: 9 }, 3]);
    const stale = { gen: policy.gen.EQ, generation: 2 };
    await rejects(client.remove(key('gen'), stale), { code: status.ERR_RECORD_GENERATION });
    await client.remove(key('gen'), { ...stale, generation: 3 });
  },

  'metadata sets the lifetime, and touch renews it': async ({ client, key }, t) => {
    if (!(await hasLifetimes(client))) return t.skip('this namespace refuses lifetimes');
    const lifetime = async (): Promise<number> => (await client.get(key('ttl'))).ttl as number;
    await client.put(key('ttl'), { a: 1 }, { ttl: 1000 });
    strictEqual(Math.abs((await lifetime()) - 1000) <= 5, true);
    await client.put(key('ttl'), { a: 2 }, { ttl: ttl.DONT_UPDATE });
    strictEqual(Math.abs((await lifetime()) - 1000) <= 5, true);
    await client.operate(key('ttl'), [operations.touch(5000)]);
    strictEqual(Math.abs((await lifetime()) - 5000) <= 5, true);
    await client.put(key('ttl'), { a: 3 }, { ttl: ttl.NEVER_EXPIRE });
    strictEqual(await lifetime(), ttl.NEVER_EXPIRE);
  },

  'a key of any type addresses one record, by digest alone too': async ({ client, set, key }) => {
    const keys = [key('1'), key(1), key(-1), key(2n ** 62n), key(Buffer.from('1')), key('ключ')];
    for (const [n, each] of keys.entries()) await client.put(each, { n });
    for (const [n, each] of keys.entries()) {
      deepStrictEqual((await client.get(each)).bins, { n });
      deepStrictEqual((await client.get(new Key(NAMESPACE, null, null, each.digest))).bins, { n });
    }
    const again = { ns: NAMESPACE, set, key: 1n };
    deepStrictEqual((await client.get(again)).bins, { n: 1 });
    const fromDigest = new Key(NAMESPACE, set, null, Buffer.from('00112233445566778899aabbccddeeff00112233', 'hex'));
    await client.put(fromDigest, { by: 'digest' });
    deepStrictEqual((await client.get(fromDigest)).bins, { by: 'digest' });
    await client.remove(fromDigest);
  },

  'a command leaves the digest that every client computes in the key': async ({ client }) => {
    const known = new Key(NAMESPACE, 'demo', 'myTestKey');
    await client.exists(known);
    strictEqual(known.digest?.toString('hex'), '95bac8fe8a050934734601c283b8335fe8f1b34a');
  },

  'a key is stored with the record when the policy says so': async ({ client, server, key }, t) => {
    if (server === undefined) return t.skip('a real server rounds its sizes');
    const used = async (): Promise<number> => {
      const replies = await client.infoAll(`namespace/${NAMESPACE}`);
      return replies.reduce((sum, { info }) => sum + Number(/data_used_bytes=(\d+)/.exec(info ?? '')?.[1]), 0);
    };
    const start = await used();
    await client.put(key('k'.repeat(500)), { a: 1 }, null, { key: policy.key.DIGEST });
    const without = (await used()) - start;
    await client.put(key('q'.repeat(500)), { a: 1 }, null, { key: policy.key.SEND });
    const withKey = (await used()) - start - without;
    strictEqual(without < 200, true);
    strictEqual(withKey - without >= 500, true);
  },

  'every command has a callback form with all optional arguments left out or given': async ({ client, key }) => {
    const each = key('callback');
    strictEqual(await callback((done) => client.put(each, { n: 1 }, done)), each);
    strictEqual(await callback((done) => client.put(each, { n: 2 }, { ttl: 0 }, done)), each);
    strictEqual(await callback((done) => client.put(each, { n: 3 }, null, { totalTimeout: 5000 }, done)), each);
    deepStrictEqual((await callback<AerospikeRecord>((done) => client.get(each, done))).bins, { n: 3 });
    deepStrictEqual((await callback<AerospikeRecord>((done) => client.get(each, { totalTimeout: 5000 }, done))).bins, {
      n: 3,
    });
    deepStrictEqual((await callback<AerospikeRecord>((done) => client.select(each, ['n'], done))).bins, { n: 3 });
    strictEqual(await callback((done) => client.exists(each, done)), true);
    const operated = await callback<AerospikeRecord>((done) => client.operate(each, [operations.read('n')], done));
    deepStrictEqual(operated.bins, { n: 3 });
    strictEqual(await callback((done) => client.remove(each, done)), each);
    await rejects(
      callback((done) => client.get(each, done)),
      { name: 'AerospikeError', code: status.ERR_RECORD_NOT_FOUND },
    );
    match((await callback<string | null>((done) => client.infoAny('build', done))) ?? '', /^build\t\d+\.\d+/);
  },

  'errors have the code, the name and the node': async ({ client, key }) => {
    await rejects(client.get(key('missing')), (error: unknown) => {
      const { code, codeName, name, inDoubt, attempts, node } = error as AerospikeError;
      deepStrictEqual(
        [code, codeName, name, inDoubt, attempts],
        [2, 'ERR_RECORD_NOT_FOUND', 'AerospikeError', false, 1],
      );
      match(String(node), /:\d+$/);
      return error instanceof AerospikeError && error.isServerError();
    });
    await rejects(client.put(new Key('no-such-ns', 'demo', 1), { a: 1 }), { code: status.ERR_NAMESPACE_NOT_FOUND });
    await rejects(client.put(key('long'), { 'sixteen-bytes-xx': 1 }), { code: status.ERR_PARAM });
    await client.put(key('typed'), { s: 'text' });
    await rejects(client.add(key('typed'), { s: 1 }), { code: status.ERR_BIN_INCOMPATIBLE_TYPE });
  },

  'info requests reach any node, all nodes, and the one that is named': async ({ client, nodes }) => {
    match((await client.infoAny('build')) as string, /^build\t\d+\.\d+/);
    const replies = await client.infoAll('node');
    deepStrictEqual(
      replies.map(({ host, info }) => info === `node\t${host.node_id}\n`),
      Array.from({ length: nodes }, () => true),
    );
    for (const node of client.getNodes()) {
      strictEqual(await client.infoNode('node', node), `node\t${node.name}\n`);
      strictEqual(await client.info('node', node.address), `node\t${node.name}\n`);
    }
  },

  'no command goes to a node that has to pass it on': async (deployment) => {
    const { client, key, server } = deployment;
    const proxied = await proxiedCommands(deployment);
    const keys = Array.from({ length: 2000 }, (_, n) => key(`spread-${n}`));
    await Promise.all(keys.map((each, n) => client.put(each, { n })));
    const records = await Promise.all(keys.map((each) => client.get(each)));
    deepStrictEqual(
      records.map(({ bins }) => bins.n),
      keys.map((_, n) => n),
    );
    strictEqual(await proxiedCommands(deployment), proxied);
    const writes = await client.infoAll(`namespace/${NAMESPACE}`);
    const perNode = writes.map(
      ({ info }) => countOf(info, 'client_write_success') + countOf(info, 'batch_sub_write_success'),
    );
    deepStrictEqual(
      perNode.filter((count) => count < 2000 / (2 * perNode.length)),
      [],
    );
    for (const node of server?.nodes ?? []) strictEqual(node.proxiedCommands, 0);
  },

  'a record close to the limit is stored, one beyond it is refused': async ({ client, key }) => {
    const large = Buffer.alloc(1_000_000, 'x');
    await client.put(key('large'), { large });
    strictEqual((await client.get(key('large'))).bins.large?.toString(), large.toString());
    await rejects(client.put(key('larger'), { large: Buffer.alloc(9_000_000) }), { code: status.ERR_RECORD_TOO_BIG });
    strictEqual(await client.exists(key('large')), true);
    const list = Array.from({ length: 10_000 }, (_, n) => `element ${n}`);
    const map = Object.fromEntries(list.slice(0, 5_000).map((name, n) => [name, n]));
    await client.put(key('collections'), { list, map });
    deepStrictEqual((await client.get(key('collections'))).bins, { list, map });
  },

  'five hundred commands at once get their own answers': async ({ client, key }) => {
    let next = 0;
    const worker = async (): Promise<void> => {
      for (let n = next++; n < 4_000; n = next++) {
        const each = key(`own-${n}`);
        await client.put(each, { n, text: `value ${n}` });
        deepStrictEqual((await client.get(each)).bins, { n, text: `value ${n}` });
        if (n % 3 === 0) await client.remove(each);
      }
    };
    await Promise.all(Array.from({ length: 500 }, worker));
    strictEqual(client.stats().commands.inFlight, 0);
    strictEqual(await client.exists(key('own-3')), false);
    strictEqual(await client.exists(key('own-4')), true);
  },
});
