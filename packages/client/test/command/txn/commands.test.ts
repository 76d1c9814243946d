// Commands in a transaction against a node that answers each step as the test says.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lists, operations } from '../../../src/api/operations.ts';
import { Key } from '../../../src/model/key.ts';
import { status } from '../../../src/model/status.ts';
import { ledgerOf, Transaction } from '../../../src/model/transaction.ts';
import { field } from '../../helpers/reply-rows.ts';
import { failureOf } from '../../helpers/router-bench.ts';
import { FIELD, fieldOf, TransactionBench, VERSION } from '../../helpers/transaction-bench.ts';

const key = (name: string, namespace = 'test'): Key => new Key(namespace, 'demo', name);

/** Names of the records that a transaction knows, by how it knows them. */
function known(txn: Transaction): { readonly reads: number; readonly writes: number } {
  const ledger = ledgerOf(txn);
  return { reads: ledger?.reads.length ?? -1, writes: ledger?.writes.length ?? -1 };
}

test('the version that was read goes back with the next command on the record', async (t) => {
  const bench = await TransactionBench.start(t);
  const txn = new Transaction();
  await bench.client.get(key('a'), { txn });
  await bench.client.exists(key('a'), { txn });
  await bench.client.get(key('b'), { txn });
  const versions = bench.seen.map(({ request }) => fieldOf(request.commands[0], FIELD.VERSION));
  assert.deepStrictEqual(versions, [undefined, VERSION, undefined]);
});

test('a record that is not there has a version too, and is verified', async (t) => {
  const bench = await TransactionBench.start(t);
  const txn = new Transaction();
  bench.script.read = [{ code: status.ERR_RECORD_NOT_FOUND, fields: [field(FIELD.VERSION, Buffer.alloc(7))] }];
  assert.strictEqual(await bench.client.exists(key('a'), { txn }), false);
  assert.deepStrictEqual(known(txn), { reads: 1, writes: 0 });
  await bench.client.commit(txn);
  assert.deepStrictEqual(bench.steps(), ['read', 'verify']);
});

test('a write that changed nothing is verified, one that did is rolled', async (t) => {
  const bench = await TransactionBench.start(t);
  const txn = new Transaction();
  bench.script.write = [{ code: status.FILTERED_OUT, fields: [field(FIELD.VERSION, VERSION)] }, {}];
  await failureOf(bench.client.put(key('a'), { n: 1 }, null, { txn }));
  assert.deepStrictEqual(known(txn), { reads: 1, writes: 0 });
  await bench.client.put(key('a'), { n: 1 }, null, { txn });
  assert.deepStrictEqual(known(txn), { reads: 0, writes: 1 });
});

test('every kind of write is in the monitor before it is sent, and only once', async (t) => {
  const bench = await TransactionBench.start(t);
  const { client } = bench;
  const txn = new Transaction();
  await client.put(key('a'), { n: 1 }, null, { txn });
  await client.operate(key('b'), [operations.incr('n', 1)], null, { txn });
  await client.append(key('c'), { n: 'x' }, null, { txn });
  await client.remove(key('d'), { txn });
  await client.operate(key('e'), [lists.append('l', 1)], null, { txn });
  bench.script.write = [status.ERR_UDF];
  await failureOf(client.apply(key('f'), { module: 'm', funcname: 'f' }, { txn }));
  assert.deepStrictEqual(bench.steps(), Array(6).fill(['add', 'write']).flat());
  await client.put(key('a'), { n: 2 }, null, { txn });
  await client.operate(key('a'), [operations.read('n')], null, { txn });
  assert.deepStrictEqual(bench.steps(), ['write', 'read']);
});

test('writes issued together share what they add to the monitor, and only the first makes it', async (t) => {
  const bench = await TransactionBench.start(t);
  const txn = new Transaction();
  const names = ['a', 'b', 'c', 'd'];
  await Promise.all(names.map((name) => bench.client.put(key(name), { n: 1 }, null, { txn })));
  const additions = bench.seen.filter(({ step }) => step === 'add').map(({ request }) => request.commands[0]);
  assert.deepStrictEqual(
    additions.map((command) => command?.ops.length),
    [2, 1],
  );
  assert.deepStrictEqual(bench.steps(), ['add', 'add', 'write', 'write', 'write', 'write'].sort());
  assert.deepStrictEqual(known(txn), { reads: 0, writes: 4 });
});

test('commands on one record go one after the other in the order in which they were issued', async (t) => {
  const bench = await TransactionBench.start(t);
  const txn = new Transaction();
  const { client } = bench;
  const results = await Promise.all([
    client.put(key('a'), { n: 1 }, null, { txn }),
    client.get(key('a'), { txn }),
    client.get(key('b'), { txn }),
    client.put(key('a'), { n: 2 }, null, { txn }),
  ]);
  assert.strictEqual(results.length, 4);
  const ofA = bench.seen.filter(({ request, step }) => step !== 'add' && fieldOf(request.commands[0], FIELD.ID));
  const { digest } = key('a');
  assert.strictEqual(digest === undefined, false);
  // The read of another record waits for nothing.
  assert.strictEqual(bench.seen[1]?.step, 'read');
  assert.deepStrictEqual(
    ofA
      .filter(
        ({ request }) => !request.commands[0]?.digest.equals(bench.seen[1]?.request.commands[0]?.digest as Buffer),
      )
      .map(({ step }) => step),
    ['write', 'read', 'write'],
  );
});

test('what a caller changes after the call is not sent', async (t) => {
  const bench = await TransactionBench.start(t);
  const bins = { n: 1 };
  const write = bench.client.put(key('a'), bins, null, { txn: new Transaction() });
  bins.n = 77;
  await write;
  const [op] = bench.seen[1]?.request.commands[0]?.ops ?? [];
  assert.strictEqual(op?.at(-1), 1);
});

test('all commands of a transaction are of one namespace', async (t) => {
  const bench = await TransactionBench.start(t);
  const txn = new Transaction();
  await bench.client.get(key('a'), { txn });
  const error = await failureOf(bench.client.get(key('a', 'other'), { txn }));
  assert.deepStrictEqual(
    [error.code, error.message],
    [
      status.ERR_PARAM,
      'All commands of a transaction must be of one namespace: its first is of test, this one of other',
    ],
  );
  const batch = await failureOf(bench.client.batchGet([key('a'), key('b', 'other')], { txn }));
  assert.strictEqual(batch.code, status.ERR_PARAM);
  assert.strictEqual(await bench.client.commit(txn), 0);
});

test('a write whose record could not be added is not sent, and has the error of the monitor without its doubt', async (t) => {
  const bench = await TransactionBench.start(t);
  for (const answer of [status.MRT_EXPIRED, status.MRT_TOO_MANY_WRITES, status.MRT_COMMITTED, 'cut'] as const) {
    const txn = new Transaction();
    bench.script.add = [answer];
    const error = await bench.router.failureOf(bench.client.put(key('a'), { n: 1 }, null, { txn }));
    assert.strictEqual(error.inDoubt, false);
    if (answer !== 'cut') assert.strictEqual(error.code, answer);
    assert.deepStrictEqual([bench.steps(), known(txn)], [['add'], { reads: 0, writes: 0 }]);
  }
});

test('each of several writes that waited for one addition has an error of its own', async (t) => {
  const bench = await TransactionBench.start(t);
  const txn = new Transaction();
  await bench.client.put(key('a'), { n: 1 }, null, { txn });
  bench.script.add = [{ fields: [] }, status.MRT_EXPIRED];
  const failures = ['b', 'c', 'd'].map((name) =>
    failureOf(bench.client.put(key(name), { n: 1 }, null, { txn })).catch(() => undefined),
  );
  const [, c, d] = await Promise.all(failures);
  assert.deepStrictEqual([c?.code, d?.code], [status.MRT_EXPIRED, status.MRT_EXPIRED]);
  assert.notStrictEqual(c, d);
});

test('a server without transactions is told apart, and keeps no monitor', async (t) => {
  const bench = await TransactionBench.start(t);
  bench.script.add = [{}];
  const error = await failureOf(bench.client.put(key('a'), { n: 1 }, null, { txn: new Transaction() }));
  assert.strictEqual(error.code, status.ERR_UNSUPPORTED_FEATURE);
  assert.match(error.message, /answered without a deadline \(transactions need an Enterprise Edition .*: test\)$/);
  assert.deepStrictEqual(bench.steps(), ['add', 'close']);
  bench.script.read = [status.ERR_ENTERPRISE_ONLY];
  const read = await failureOf(bench.client.get(key('a'), { txn: new Transaction() }));
  assert.strictEqual(read.code, status.ERR_ENTERPRISE_ONLY);
  assert.match(read.message, /\(transactions need an Enterprise Edition/);
});

test('a record that another transaction has locked fails the command, and no more', async (t) => {
  const bench = await TransactionBench.start(t);
  const txn = new Transaction();
  bench.script.write = [status.MRT_BLOCKED];
  const error = await failureOf(bench.client.put(key('a'), { n: 1 }, null, { txn }));
  assert.deepStrictEqual([error.code, error.inDoubt], [status.MRT_BLOCKED, false]);
  assert.deepStrictEqual(known(txn), { reads: 0, writes: 0 });
  assert.strictEqual(await bench.client.commit(txn), Transaction.commitStatus.OK);
});

test('the time of a command holds for its turn and for the monitor too', async (t) => {
  const bench = await TransactionBench.start(t);
  const txn = new Transaction();
  bench.script.add = ['silence'];
  const first = failureOf(bench.client.put(key('a'), { n: 1 }, null, { txn, totalTimeout: 400 }));
  const behind = failureOf(bench.client.get(key('a'), { txn, totalTimeout: 100 }));
  const [error, second] = await bench.after(Promise.all([first, behind]));
  assert.deepStrictEqual([error.code, error.inDoubt], [status.ERR_TIMEOUT, false]);
  assert.deepStrictEqual([second.code, second.inDoubt], [status.ERR_TIMEOUT, false]);
  assert.match(second.message, /the commands before it in its transaction took all of totalTimeout/);
  assert.deepStrictEqual(bench.steps(), ['add']);
});

test('a signal ends a command that waits for its turn', async (t) => {
  const bench = await TransactionBench.start(t);
  const txn = new Transaction();
  bench.script.read = ['silence'];
  const first = failureOf(bench.client.get(key('a'), { txn, totalTimeout: 50, maxRetries: 0 }));
  const abort = new AbortController();
  const behind = failureOf(bench.client.get(key('a'), { txn, signal: abort.signal }));
  abort.abort(new Error('enough'));
  const error = await behind;
  assert.deepStrictEqual([error.code, (error.cause as Error).message], [status.ERR_CLIENT_ABORT, 'enough']);
  await bench.after(first);
  assert.strictEqual((await bench.client.get(key('b'), { txn })).bins.n, 1);
});

test('a batch adds the records that it writes at once, and its rows tell the transaction what they are told', async (t) => {
  const bench = await TransactionBench.start(t);
  const txn = new Transaction();
  await bench.client.put(key('a'), { n: 1 }, null, { txn });
  bench.seen.length = 0;
  const ops = [operations.incr('n', 1)];
  const results = await bench.client.batchWrite(
    [
      { type: 1, key: key('a'), ops },
      { type: 1, key: key('b'), ops },
      { type: 3, key: key('c') },
      { type: 0, key: key('d'), readAllBins: true },
    ],
    { txn },
  );
  assert.deepStrictEqual(
    results.map((row) => row.status),
    [0, 0, 0, 0],
  );
  assert.deepStrictEqual(known(txn), { reads: 1, writes: 3 });
  const added = bench.seen[0]?.request.commands[0]?.ops[0] as Buffer;
  const digest = (index: number): Buffer => results[index]?.record.key.digest as Buffer;
  assert.deepStrictEqual(
    [0, 1, 2, 3].map((index) => added.includes(digest(index))),
    [false, true, true, false],
  );
  assert.deepStrictEqual(bench.steps(), ['add', 'batch']);
});

test('a batch that only reads needs no monitor', async (t) => {
  const bench = await TransactionBench.start(t);
  const txn = new Transaction();
  await bench.client.batchGet([key('a'), key('b')], { txn });
  assert.deepStrictEqual([bench.steps(), known(txn)], [['batch'], { reads: 2, writes: 0 }]);
});

test('rows in doubt are rolled, rows that failed are not', async (t) => {
  const bench = await TransactionBench.start(t);
  const txn = new Transaction();
  const ops = [operations.incr('n', 1)];
  bench.script.batch = [status.MRT_BLOCKED, 'cut'];
  const rows = [
    { type: 1, key: key('a'), ops },
    { type: 1, key: key('b'), ops },
  ];
  const blocked = await bench.client.batchWrite(rows, { txn });
  assert.deepStrictEqual(
    blocked.map((row) => row.status),
    [status.MRT_BLOCKED, status.MRT_BLOCKED],
  );
  assert.deepStrictEqual(known(txn), { reads: 0, writes: 0 });
  await bench.router.failureOf(bench.client.batchWrite(rows, { txn }));
  assert.deepStrictEqual(known(txn), { reads: 0, writes: 2 });
  assert.strictEqual(ledgerOf(txn)?.hasWriteInDoubt, true);
});

test('a row has the transaction of its batch, and no other', async (t) => {
  const bench = await TransactionBench.start(t);
  const txn = new Transaction();
  const row = { key: key('a'), readAllBins: true, policy: { txn: new Transaction() } };
  for (const policy of [undefined, { txn }]) {
    const error = await failureOf(bench.client.batchRead([row] as never, policy));
    assert.strictEqual(error.code, status.ERR_PARAM);
  }
  assert.strictEqual(ledgerOf(txn)?.underWay, 0);
  assert.deepStrictEqual(bench.steps(), []);
});

test('a batch that is refused leaves its transaction free to end', async (t) => {
  const bench = await TransactionBench.start(t);
  const txn = new Transaction();
  await failureOf(bench.client.batchRead('no rows' as never, { txn }));
  await failureOf(bench.client.batchRead([{ key: 'no key' }] as never, { txn }));
  await failureOf(bench.client.put('no key' as never, {}, null, { txn }));
  await failureOf(bench.client.put(key('a'), { n: Symbol('no value') } as never, null, { txn }));
  assert.strictEqual(ledgerOf(txn)?.underWay, 0);
  assert.strictEqual(await bench.client.commit(txn), Transaction.commitStatus.OK);
});

test('scans, queries and background jobs take no part', async (t) => {
  const bench = await TransactionBench.start(t);
  const txn = new Transaction();
  const refused = { code: status.ERR_PARAM, message: /takes no part in a transaction/ };
  await assert.rejects(bench.client.scan('test', 'demo').results({ txn }), refused);
  await assert.rejects(bench.client.query('test', 'demo').results({ txn }), refused);
  await assert.rejects(bench.client.scan('test', 'demo').operate([operations.incr('n', 1)], { txn }), refused);
  await assert.rejects(bench.client.query('test', 'demo').operate([operations.incr('n', 1)], { txn }), refused);
});

test('commands wait with their transaction for the client to connect', async (t) => {
  const bench = await TransactionBench.start(t);
  bench.client.close(false, false);
  const txn = new Transaction();
  const connecting = bench.client.connect();
  const write = bench.client.put(key('a'), { n: 1 }, null, { txn });
  const batch = bench.client.batchGet([key('b')], { txn });
  assert.strictEqual(ledgerOf(txn)?.underWay, 2);
  await Promise.all([connecting, write, batch]);
  assert.deepStrictEqual(bench.steps().sort(), ['add', 'read', 'write']);
  assert.strictEqual(await bench.client.commit(txn), Transaction.commitStatus.OK);
});

test('commands of a transaction are never merged with others', async (t) => {
  const bench = await TransactionBench.start(t, { mergeCommands: 'on' });
  const txn = new Transaction();
  await Promise.all(['a', 'b', 'c'].map((name) => bench.client.get(key(name), { txn })));
  assert.deepStrictEqual(bench.steps(), ['read', 'read', 'read']);
});
