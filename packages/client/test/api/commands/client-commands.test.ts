import { deepStrictEqual, match, rejects, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { Bin } from '../../../src/model/bin.ts';
import { AerospikeError } from '../../../src/model/error.ts';
import { Key } from '../../../src/model/key.ts';
import { operations } from '../../../src/model/operations/scalar.ts';
import { policy } from '../../../src/model/policies/policy.ts';
import { Record } from '../../../src/model/record.ts';
import { status } from '../../../src/model/status.ts';
import { Transaction } from '../../../src/model/transaction.ts';
import { connectedClient, type FakeLink, type RecordedRun } from '../fake-link.ts';

const key = new Key('test', 'demo', 'k');
type Loose = { readonly [method: string]: (...args: unknown[]) => unknown };

/** Runs a method with a callback and resolves with its arguments. */
function called(client: unknown, method: string, ...args: unknown[]): Promise<unknown[]> {
  return new Promise((resolve) => {
    const result = (client as Loose)[method]?.(...args, (...outcome: unknown[]) => resolve(outcome));
    strictEqual(result, undefined);
  });
}

const notFound = (): AerospikeError => AerospikeError.fromCode({ code: status.ERR_RECORD_NOT_FOUND });

test('get resolves with a Record that has the key it was given', async (t) => {
  const { client, link } = await connectedClient(t);
  const record = await client.get(key);
  strictEqual(record instanceof Record, true);
  strictEqual(record.key, key);
  deepStrictEqual([record.bins, record.ttl, record.gen], [{ a: 1 }, 10, 2]);
  deepStrictEqual([link.runs[0]?.command, link.runs[0]?.args], ['get', undefined]);
});

test('select hands down the bin names', async (t) => {
  const { client, link } = await connectedClient(t);
  await client.select(key, ['a', 'b']);
  deepStrictEqual([link.runs[0]?.command, link.runs[0]?.args], ['select', ['a', 'b']]);
});

test('put resolves with the key, and hands down bins, lifetime and generation', async (t) => {
  const { client, link } = await connectedClient(t);
  strictEqual(await client.put(key, { a: 1 }, { ttl: 60, gen: 3 }), key);
  deepStrictEqual(link.runs[0]?.args, { bins: { a: 1 }, ttl: 60, gen: 3 });
  await client.put(key, new Bin('b', 2));
  deepStrictEqual(link.runs[1]?.args, { bins: { b: 2 }, ttl: 0, gen: 0 });
  await client.put(key, { a: null }, { ttl: -3 });
  deepStrictEqual(link.runs[2]?.args, { bins: { a: null }, ttl: 0, gen: 0 });
});

test('remove resolves with the key', async (t) => {
  const { client, link } = await connectedClient(t);
  strictEqual(await client.remove(key, new policy.RemovePolicy({ gen: 1, generation: 4 })), key);
  deepStrictEqual([link.runs[0]?.policy.gen, link.runs[0]?.policy.generation], [1, 4]);
});

test('exists is true or false, and fails only for other reasons than a missing record', async (t) => {
  const { client, link } = await connectedClient(t);
  strictEqual(await client.exists(key), true);
  link.answer = notFound;
  strictEqual(await client.exists(key), false);
  deepStrictEqual(await called(client, 'exists', key), [null, false]);
  link.answer = () => AerospikeError.fromCode({ code: status.ERR_TIMEOUT });
  await rejects(client.exists(key), { code: status.ERR_TIMEOUT });
});

test('existsWithMetadata has no bins, and no metadata for a missing record', async (t) => {
  const { client, link } = await connectedClient(t);
  const found = await client.existsWithMetadata(key);
  deepStrictEqual([found.key, found.bins, found.ttl, found.gen], [key, null, 10, 2]);
  link.answer = notFound;
  const missing = await client.existsWithMetadata(key);
  deepStrictEqual([missing.key, missing.bins, missing.ttl, missing.gen], [key, null, null, null]);
});

test('operate hands down the operations; the lifetime is that of the metadata, else of the touch', async (t) => {
  const { client, link } = await connectedClient(t);
  const list = [operations.incr('a', 1), operations.touch(50), operations.read('a')];
  const record = await client.operate(key, list);
  deepStrictEqual(record.bins, { a: 1 });
  deepStrictEqual(link.runs[0]?.args, { operations: list, ttl: 50, gen: 0, needs: undefined });
  await client.operate(key, list, { ttl: 70, gen: 1 });
  deepStrictEqual(link.runs[1]?.args, { operations: list, ttl: 70, gen: 1, needs: undefined });
});

test('add, incr, append and prepend are one operation for each bin', async (t) => {
  const { client, link } = await connectedClient(t);
  await client.add(key, { a: 1, b: 2 });
  await client.incr(key, { a: 1 });
  await client.append(key, { s: 'x' });
  await client.prepend(key, { s: 'y' }, { ttl: 5 });
  const listed = link.runs.map((run) => (run.args as { operations: object[] }).operations.map((o) => ({ ...o })));
  deepStrictEqual(listed, [
    [
      { op: 2, bin: 'a', value: 1 },
      { op: 2, bin: 'b', value: 2 },
    ],
    [{ op: 2, bin: 'a', value: 1 }],
    [{ op: 4, bin: 's', value: 'x' }],
    [{ op: 3, bin: 's', value: 'y' }],
  ]);
  strictEqual((link.runs.at(-1) as { args: { ttl: number } }).args.ttl, 5);
});

test('the callback may stand in the place of any optional argument', async (t) => {
  const { client, link } = await connectedClient(t);
  const quick = { totalTimeout: 77 };
  const calls: [string, unknown[], string][] = [
    ['get', [key], 'get'],
    ['get', [key, quick], 'get'],
    ['select', [key, ['a']], 'select'],
    ['select', [key, ['a'], quick], 'select'],
    ['existsWithMetadata', [key, quick], 'exists'],
    ['put', [key, { a: 1 }], 'put'],
    ['put', [key, { a: 1 }, { ttl: 5 }], 'put'],
    ['put', [key, { a: 1 }, { ttl: 5 }, quick], 'put'],
    ['remove', [key, quick], 'remove'],
    ['operate', [key, [operations.read('a')]], 'operate'],
    ['operate', [key, [operations.read('a')], null], 'operate'],
    ['operate', [key, [operations.read('a')], {}, quick], 'operate'],
    ['append', [key, { a: 'x' }], 'operate'],
    ['add', [key, { a: 1 }, {}, quick], 'operate'],
  ];
  for (const [method, args, command] of calls) {
    const [error, result] = await called(client, method, ...args);
    const run = link.runs.at(-1);
    deepStrictEqual([error, run?.command], [null, command], method);
    strictEqual(result === undefined, false, method);
    strictEqual(run?.policy.totalTimeout, args.includes(quick) ? 77 : 1_000, method);
  }
});

test('a callback is called after the command has returned, also for an error found at once', async (t) => {
  const { client } = await connectedClient(t);
  const order: string[] = [];
  const done = new Promise<void>((resolve) => {
    client.get(undefined as never, (error) => {
      order.push((error as AerospikeError).codeName);
      resolve();
    });
  });
  order.push('returned');
  await done;
  deepStrictEqual(order, ['returned', 'ERR_PARAM']);
});

test('policies of the configuration stand in for missing ones', async (t) => {
  const { client, link } = await connectedClient(t, {
    policies: {
      read: { totalTimeout: 1 },
      write: { totalTimeout: 2 },
      remove: { maxRetries: 3 },
      operate: { maxRetries: 4 },
    },
  });
  await client.get(key);
  await client.put(key, { a: 1 });
  await client.remove(key);
  await client.operate(key, [operations.read('a')]);
  await client.get(key, { totalTimeout: 9 });
  const values = link.runs.map((run) => [run.policy.totalTimeout, run.policy.maxRetries]);
  deepStrictEqual(values, [
    [1, 2],
    [2, 0],
    [1_000, 3],
    [1_000, 4],
    [9, 2],
  ]);
});

test('the signal of a policy goes down with the command', async (t) => {
  const { client, link } = await connectedClient(t);
  const { signal } = new AbortController();
  await client.get(key, { signal });
  strictEqual(link.runs[0]?.signal, signal);
});

test('a plain object with the fields of a key is a key', async (t) => {
  const { client, link } = await connectedClient(t);
  const plain = { ns: 'test', set: 'demo', key: 'k' };
  strictEqual((await client.get(plain)).key, plain);
  const { ns, set, key: userKey } = (link.runs[0] as RecordedRun).key as Key;
  deepStrictEqual({ ns, set, key: userKey }, plain);
  await client.get({ ns: 'test', set: '', key: 1 });
});

test('bad arguments reject with ERR_PARAM, reach the callback, and never the link', async (t) => {
  const { client, link } = await connectedClient(t);
  const cases: [string, unknown[], RegExp][] = [
    ['get', [undefined], /^Key must be an object$/],
    ['get', ['key'], /^Key must be an object$/],
    ['get', [null], /^Key must be an object$/],
    ['get', [{}], /^Key object invalid: Namespace must be/],
    ['get', [{ ns: 'test', key: {} }], /^Key object invalid: Invalid user key/],
    ['get', [{ ns: 'test' }], /^Key object invalid: Either key or digest/],
    ['get', [key, 5], /^Policy must be an object$/],
    ['get', [key, { totalTimeout: 'x' }], /^Policy object invalid: totalTimeout/],
    ['select', [key, 'a'], /^Bins must be an array/],
    ['select', [key, [5]], /^Bins array invalid/],
    ['select', [key, ['a'.repeat(16)]], /^Bins array invalid: Bin name length exceeded/],
    ['put', [key, undefined], /^Record must be an object$/],
    ['put', [key, 5], /^Record must be an object$/],
    ['put', [key, new Map([['a', 1]])], /^Record must be an object of bins, not a Map$/],
    ['put', [key, new Set(['a'])], /^Record must be an object of bins, not a Set$/],
    ['put', [key, { a: undefined }], /Bin value 'undefined' not supported: a$/],
    ['put', [key, { ['a'.repeat(16)]: 1 }], /^Record object invalid$/],
    ['put', [key, { éééééééé: 1 }], /^Record object invalid$/],
    ['put', [key, { a: 1 }, { ttl: Number.NaN }], /^Meta object invalid: ttl/],
    ['put', [key, { a: 1 }, { ttl: '60' }], /^Meta object invalid: ttl/],
    ['put', [key, { a: 1 }, { ttl: -4 }], /^Meta object invalid: ttl/],
    ['put', [key, { a: 1 }, { gen: 65_536 }], /^Meta object invalid: gen/],
    ['put', [key, { a: 1 }, 5], /^Metadata must be an object$/],
    ['operate', [key, operations.read('a')], /^Operations must be an array$/],
    ['operate', [key, []], /it is empty$/],
    ['operate', [key, [null]], /element 0 should be an operation, not null$/],
    ['operate', [key, [{ op: 1, bin: 5 }]], /element 0 should have the name of a bin, not 5$/],
    ['operate', [key, [{ op: 1 }]], /element 0 has no bin$/],
    [
      'operate',
      [key, [operations.read('a'), operations.incr('a', 'x')]],
      /element 1 should have a number for bin a, not text$/,
    ],
    ['operate', [key, [operations.append('a', 5)]], /element 0 should have text or bytes for bin a, not 5$/],
    ['operate', [key, [{ op: 9_999, bin: 'a' }]], /^Operations array invalid: /],
    ['add', [key, { a: null }], /should have a number for bin a, not null$/],
    ['prepend', [key, { a: 5 }], /should have text or bytes for bin a, not 5$/],
    ['append', [key, undefined], /^Record must be an object$/],
  ];
  for (const [method, args, message] of cases) {
    await rejects((client as unknown as Loose)[method]?.(...args) as Promise<unknown>, (error: unknown) => {
      strictEqual(error instanceof AerospikeError && error.code, status.ERR_PARAM, method);
      match((error as Error).message, message);
      return true;
    });
    const [error] = await called(client, method, ...args);
    match((error as Error).message, message);
  }
  deepStrictEqual(link.runs, []);
});

test('the cause of a refused bin says which one it is', async (t) => {
  const { client } = await connectedClient(t);
  await rejects(client.put(key, { abcdefghijklmnop: 1 }), ({ cause }: Error) => {
    strictEqual((cause as Error).message, 'Bin name length exceeded (max. 15): abcdefghijklmnop');
    return true;
  });
});

test('select asks for no bin with an empty name', async (t) => {
  const { client, link } = await connectedClient(t);
  await client.select(key, ['', 'a', '']);
  await client.select(key, ['']);
  deepStrictEqual(
    link.runs.map((run) => run.args),
    [['a'], []],
  );
});

test('operations that only read are retried like a read, unless a policy says otherwise', async (t) => {
  const retries = async (operation: object, config: object, given?: object): Promise<number | undefined> => {
    const { client, link } = await connectedClient(t, { policies: { operate: config } });
    await client.operate(key, [operation as never], null, given);
    return link.runs[0]?.policy.maxRetries;
  };
  const read = operations.read('a');
  strictEqual(await retries(read, {}), 2);
  strictEqual(await retries(read, {}, { totalTimeout: 5 }), 2);
  strictEqual(await retries(read, { maxRetries: 0 }), 0);
  strictEqual(await retries(read, { maxRetries: 0 }, { maxRetries: 7 }), 7);
  strictEqual(await retries(operations.incr('a', 1), {}), 0);
});

test('the callback of a failed command gets the key or a record with nothing in it, too', async (t) => {
  const { client, link } = await connectedClient(t);
  const failure = AerospikeError.fromCode({ code: status.ERR_TIMEOUT });
  link.answer = () => failure;
  const nothing = new Record(key, undefined as never);
  const read = [operations.read('a')];
  for (const [expected, method, ...args] of [
    [nothing, 'get', key],
    [nothing, 'select', key, ['a']],
    [nothing, 'operate', key, read],
    [nothing, 'add', key, { a: 1 }],
    [key, 'put', key, { a: 1 }],
    [key, 'remove', key],
    [null, 'exists', key],
    [null, 'existsWithMetadata', key],
  ] as const) {
    deepStrictEqual(await called(client, method, ...args), [failure, expected], method);
  }
});

test('the callback of a command without key or connection gets the error alone', async (t) => {
  const { client } = await connectedClient(t);
  strictEqual((await called(client, 'get', undefined)).length, 1);
  client.close();
  strictEqual((await called(client, 'get', key)).length, 1);
});

test('what is no transaction is refused as one', async (t) => {
  const { client } = await connectedClient(t);
  const message = 'Policy object invalid: txn should be a Transaction';
  for (const txn of [{}, Object.create(Transaction.prototype)]) {
    await rejects(client.get(key, { txn }), { code: status.ERR_PARAM, message });
    await rejects(client.batchGet([key], { txn }), { code: status.ERR_PARAM, message });
  }
});

test('an error knows its command and client, and shows who awaited it', async (t) => {
  const { client, link } = await connectedClient(t);
  link.answer = notFound;
  async function theCaller(): Promise<void> {
    await client.get(key);
  }
  await rejects(theCaller(), (error: unknown) => {
    const { client: owner, command, stack } = error as AerospikeError;
    deepStrictEqual([owner === client, command?.name, command?.key], [true, 'get', key]);
    match(String(stack), /theCaller/);
    strictEqual(/client-core/.test(String(stack)), false);
    strictEqual(JSON.stringify(error).includes('captureStackTraces'), false);
    return true;
  });
});

test('an error of whatever kind of command shows who awaited it', async (t) => {
  const { client, link } = await connectedClient(t);
  link.infoAnswer = () => new Error('no answer');
  const commands: { readonly [name: string]: () => Promise<unknown> } = {
    info: () => client.infoAny('build') as Promise<unknown>,
    batch: () => client.batchGet([{ ns: 'test' } as never]) as Promise<unknown>,
    work: () => client.scan('test', 'demo').background('m', 'f', [], { txn: {} } as never) as Promise<unknown>,
    transaction: () => client.commit({} as never) as Promise<unknown>,
  };
  for (const captures of [false, true]) {
    client.captureStackTraces = captures;
    for (const [name, command] of Object.entries(commands)) {
      const theCaller = async (): Promise<void> => {
        await command();
      };
      const error = await theCaller().catch((thrown: unknown) => thrown);
      const { stack } = error as AerospikeError;
      match(String(stack), /theCaller/, `${name}, ${captures}`);
      strictEqual(!captures && /lifecycle/.test(String(stack)), false, `${name}: ${stack}`);
    }
  }
});

test('with captureStackTraces a callback error shows where the command was called', async (t) => {
  const { client, link } = await connectedClient(t);
  link.answer = notFound;
  client.captureStackTraces = true;
  const [error] = await called(client, 'get', key);
  match(String((error as Error).stack), /^AerospikeError: .*\n(.*\n)*.*Client\.get/);
});

test('an error of another kind becomes an AerospikeError that keeps it as cause', async (t) => {
  const { client, link } = await connectedClient(t);
  const cause = new RangeError('odd');
  link.answer = () => cause;
  await rejects(client.get(key), (error: unknown) => {
    const { code, message, cause: kept } = error as AerospikeError;
    deepStrictEqual([code, message, kept], [status.ERR_CLIENT, 'odd', cause]);
    return true;
  });
});

test('without connections allowed every command fails at once', async (t) => {
  const { client } = await connectedClient(t, { maxConnsPerNode: 0 });
  await rejects(client.get(key), { code: status.ERR_NO_MORE_CONNECTIONS });
});

test('stats have the documented shape, and the failures of all namespaces of a node', async (t) => {
  const { client, link } = await connectedClient(t);
  for (const [ns, code] of [
    ...([['test', status.ERR_TIMEOUT] as const, ['bar', status.ERR_TIMEOUT] as const] as const),
    ...([['test', status.ERR_RECORD_BUSY] as const, ['test', status.ERR_SERVER] as const] as const),
  ]) {
    link.nodeCounts.of(ns).refused(code);
  }
  const none = { inPool: 0, inUse: 0, opened: 0, closed: 0, recovered: 0, aborted: 0 };
  const { cluster, merged, ...documented } = client.stats();
  deepStrictEqual(documented, {
    commands: { inFlight: 0, queued: 4 },
    nodes: [
      {
        name: 'BB9',
        syncConnections: { ...none, inPool: 1, opened: 3, closed: 2 },
        asyncConnections: { inPool: 2, inUse: 1, opened: 5, closed: 2, recovered: 1, aborted: 1 },
        pipelineConnections: none,
        errorCount: 1,
        timeoutCount: 2,
        keyBusyCount: 1,
      },
    ],
  });
  strictEqual(cluster?.role, 'follower');
  deepStrictEqual(merged, { commands: 30, requests: 4 });
});

test('info requests give reply texts, per node and in all documented forms', async (t) => {
  const { client, link } = await connectedClient(t);
  strictEqual(await client.infoAny('build'), 'build\t8.1.0.1\n');
  deepStrictEqual(await client.infoAll('build'), [{ host: { node_id: 'BB9' }, info: 'build\t8.1.0.1\n' }]);
  strictEqual(await client.infoNode('build', { name: 'BB9' }), 'build\t8.1.0.1\n');
  strictEqual(await client.info('build', '192.0.2.1:3000'), 'build\t8.1.0.1\n');
  strictEqual(await client.info('build', { addr: '192.0.2.1', port: 3000 }), 'build\t8.1.0.1\n');
  await client.infoAny();
  deepStrictEqual(
    link.infos.map(({ node, commands }) => [node, commands]),
    [...Array(5).fill(['BB9', ['build']]), ['BB9', []]],
  );
  for (const args of [[], ['build'], ['build', { timeout: 5 }]]) {
    deepStrictEqual(await called(client, 'infoAny', ...args), [null, 'build\t8.1.0.1\n']);
  }
  deepStrictEqual(await called(client, 'infoAll'), [null, [{ host: { node_id: 'BB9' }, info: 'build\t8.1.0.1\n' }]]);
});

test('an empty info reply is null, an error in a reply is an error', async (t) => {
  const { client, link } = await connectedClient(t);
  link.infoAnswer = () => '';
  strictEqual(await client.infoAny('x'), null);
  deepStrictEqual(await client.infoAll('x'), [{ host: { node_id: 'BB9' } }]);
  link.infoAnswer = () => 'build\t8.1.0.1\nx\tERROR:4:unrecognized command\n';
  await rejects(client.infoAny('build\nx'), { code: 4, message: 'unrecognized command' });
});

test('infoAny asks the next node when one does not answer', async (t) => {
  const { client, link } = await connectedClient(t);
  const first = link.nodes[0] as FakeLink['nodes'][number];
  link.nodes = [first, { ...first, name: 'BBA' }];
  const failure = AerospikeError.fromCode({ code: status.ERR_CONNECTION });
  link.infoAnswer = (node) => (node === 'BB9' ? failure : 'build\t1\n');
  strictEqual(await client.infoAny('build'), 'build\t1\n');
  await rejects(client.infoAll('build'), { code: status.ERR_CONNECTION });
});

test('bad arguments of info requests reject with ERR_PARAM', async (t) => {
  const { client } = await connectedClient(t);
  const loose = client as unknown as Loose;
  const cases: [string, unknown[]][] = [
    ['info', ['build', 'bad host!']],
    ['info', ['build', undefined]],
    ['info', [5, 'a:3000']],
    ['infoNode', ['build', undefined]],
    ['infoNode', ['build', {}]],
    ['infoAny', [5]],
    ['infoAll', ['build', 5]],
  ];
  for (const [method, args] of cases) {
    await rejects(loose[method]?.(...args) as Promise<unknown>, { code: status.ERR_PARAM }, method);
  }
});

test('a signal that is none is refused, and null stands for none', async (t) => {
  const { client, link } = await connectedClient(t);
  for (const signal of [{}, 'abort', { aborted: false }]) {
    await rejects(client.get(key, { signal: signal as unknown as AbortSignal }), { code: status.ERR_PARAM });
  }
  strictEqual(link.runs.length, 0);
  await client.get(key, { signal: null as unknown as undefined });
  strictEqual(link.runs.length, 1);
});
