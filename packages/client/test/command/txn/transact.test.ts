// client.transaction: a function in a transaction, against a node that answers each step as the test says.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Key } from '../../../src/model/key.ts';
import { status } from '../../../src/model/status.ts';
import { Transaction } from '../../../src/model/transaction.ts';
import { failureOf } from '../../helpers/router-bench.ts';
import { TransactionBench } from '../../helpers/transaction-bench.ts';

const a = new Key('test', 'demo', 'a');
const ROLL = { maxRetries: 0, totalTimeout: 100, socketTimeout: 50 };

async function start(t: Parameters<typeof TransactionBench.start>[0]) {
  const bench = await TransactionBench.start(t, { policies: { txnRoll: ROLL } });
  const transactions: Transaction[] = [];
  /** Writes one record. */
  const write = async (txn: Transaction): Promise<string> => {
    transactions.push(txn);
    await bench.client.put(a, { n: 1 }, null, { txn });
    return 'written';
  };
  return { bench, transactions, write };
}

test('the function runs once, its transaction is committed, and its result is returned', async (t) => {
  const { bench, transactions, write } = await start(t);
  assert.strictEqual(await bench.client.transaction(write, { timeout: 5 }), 'written');
  assert.deepStrictEqual(bench.steps(), ['add', 'write', 'decide', 'forward', 'close']);
  assert.deepStrictEqual(
    transactions.map((txn) => [txn.getTimeout(), txn.getState()]),
    [[5, Transaction.state.COMMITTED]],
  );
});

test('what the function throws aborts the transaction, and is thrown', async (t) => {
  const { bench, write } = await start(t);
  const failure = new Error('not enough');
  const work = async (txn: Transaction): Promise<never> => {
    await write(txn);
    throw failure;
  };
  await assert.rejects(bench.client.transaction(work), (error) => error === failure);
  assert.deepStrictEqual(bench.steps(), ['add', 'write', 'back', 'close']);
  await assert.rejects(
    bench.client.transaction(() => {
      throw failure;
    }),
    (error) => error === failure,
  );
  assert.deepStrictEqual(bench.steps(), []);
});

for (const [step, code] of [
  ['write', status.MRT_BLOCKED],
  ['write', status.MRT_VERSION_MISMATCH],
  ['add', status.MRT_EXPIRED],
  ['decide', status.MRT_ABORTED],
] as const) {
  test(`it runs anew in a transaction of its own when another was in the way: ${code} at ${step}`, async (t) => {
    const { bench, transactions, write } = await start(t);
    bench.script[step] = [code, code];
    assert.strictEqual(await bench.after(bench.client.transaction(write)), 'written');
    assert.strictEqual(new Set(transactions).size, 3);
    assert.deepStrictEqual(
      transactions.map((txn) => txn.getState()),
      [Transaction.state.ABORTED, Transaction.state.ABORTED, Transaction.state.COMMITTED],
    );
  });
}

test('it runs anew when what it has read changed before the commit', async (t) => {
  const { bench } = await start(t);
  bench.script.verify = [status.MRT_VERSION_MISMATCH];
  let runs = 0;
  const read = async (txn: Transaction): Promise<unknown> => {
    runs++;
    return (await bench.client.get(a, { txn })).bins.n;
  };
  assert.strictEqual(await bench.after(bench.client.transaction(read)), 1);
  assert.strictEqual(runs, 2);
});

test('an error that wraps the one in the way, and rows of a batch that were, count too', async (t) => {
  const { bench } = await start(t);
  let runs = 0;
  const wrapping = async (txn: Transaction): Promise<void> => {
    runs++;
    if (runs > 1) return;
    bench.script.write = [status.MRT_BLOCKED];
    try {
      await bench.client.put(a, { n: 1 }, null, { txn });
    } catch (cause) {
      throw new Error('my own', { cause });
    }
  };
  await bench.after(bench.client.transaction(wrapping));
  assert.strictEqual(runs, 2);
  runs = 0;
  const batch = async (txn: Transaction): Promise<void> => {
    runs++;
    bench.script.batch = runs === 1 ? [status.MRT_BLOCKED] : [];
    await bench.client.batchRemove([a, new Key('test', 'demo', 'b')], { txn });
  };
  await bench.after(bench.client.transaction(batch));
  assert.strictEqual(runs, 2);
});

test('it gives up after so many attempts, with the last error', async (t) => {
  const { bench, transactions, write } = await start(t);
  bench.script.write = Array(20).fill(status.MRT_BLOCKED);
  const error = await bench.router.failureOf(bench.client.transaction(write, { retries: 2 }));
  assert.deepStrictEqual([error.code, transactions.length], [status.MRT_BLOCKED, 3]);
  const once = await bench.router.failureOf(bench.client.transaction(write, { retries: 0 }));
  assert.deepStrictEqual([once.code, transactions.length], [status.MRT_BLOCKED, 4]);
});

test('attempts follow each other after pauses that grow', async (t) => {
  const { bench, transactions, write } = await start(t);
  bench.script.write = Array(20).fill(status.MRT_BLOCKED);
  const begunMs = bench.router.clock.now();
  await bench.router.failureOf(bench.client.transaction(write, { retries: 6 }));
  // The least of the pauses: 8, 16, 32, 64, 128 and 256 ms.
  assert.strictEqual(transactions.length, 7);
  assert.ok(bench.router.clock.now() - begunMs >= 504);
});

test('other errors are not tried again', async (t) => {
  const { bench, transactions, write } = await start(t);
  bench.script.write = [status.ERR_RECORD_TOO_BIG];
  const error = await failureOf(bench.client.transaction(write));
  assert.deepStrictEqual([error.code, transactions.length], [status.ERR_RECORD_TOO_BIG, 1]);
});

test('a commit in doubt is repeated until it is known, and the function is not', async (t) => {
  const { bench, transactions, write } = await start(t);
  bench.script.decide = ['silence', 'cut', status.MRT_COMMITTED];
  assert.strictEqual(await bench.after(bench.client.transaction(write)), 'written');
  assert.deepStrictEqual([transactions.length, transactions[0]?.getState()], [1, Transaction.state.COMMITTED]);
});

test('a commit that stays in doubt is an error in doubt', async (t) => {
  const { bench, transactions, write } = await start(t);
  bench.script.decide = Array(50).fill('cut');
  const error = await bench.router.failureOf(bench.client.transaction(write));
  assert.deepStrictEqual([error.inDoubt, transactions.length], [true, 1]);
  assert.strictEqual(bench.steps().filter((step) => step === 'decide').length, 5);
});

test('a transaction that could not be committed is aborted', async (t) => {
  const { bench, write } = await start(t);
  bench.script.decide = [status.ERR_DEVICE_OVERLOAD, status.ERR_DEVICE_OVERLOAD];
  const error = await bench.router.failureOf(bench.client.transaction(write));
  assert.strictEqual(error.code, status.ERR_DEVICE_OVERLOAD);
  assert.deepStrictEqual(bench.steps().slice(-2), ['back', 'close']);
});

test('a function may end its transaction itself', async (t) => {
  const { bench, write } = await start(t);
  const aborting = async (txn: Transaction): Promise<number> => {
    await write(txn);
    return bench.client.abort(txn);
  };
  assert.strictEqual(await bench.client.transaction(aborting), Transaction.abortStatus.OK);
  assert.deepStrictEqual(bench.steps(), ['add', 'write', 'back', 'close']);
  const committing = async (txn: Transaction): Promise<number> => {
    await write(txn);
    return bench.client.commit(txn);
  };
  assert.strictEqual(await bench.client.transaction(committing), Transaction.commitStatus.OK);
});

test('commands that a function did not await keep it from being committed', async (t) => {
  const { bench } = await start(t);
  let forgotten: Promise<unknown> | undefined;
  const forgetting = (txn: Transaction): void => {
    forgotten = bench.client.put(a, { n: 1 }, null, { txn }).catch(() => {});
  };
  const error = await failureOf(bench.client.transaction(forgetting));
  assert.match(error.message, /while a command of it is under way/);
  await forgotten;
});

test('an aborted signal ends it before the next attempt, and before the commit', async (t) => {
  const { bench, transactions, write } = await start(t);
  const abort = new AbortController();
  const work = async (txn: Transaction): Promise<void> => {
    await write(txn);
    abort.abort(new Error('enough'));
  };
  const error = await failureOf(bench.client.transaction(work, { signal: abort.signal }));
  assert.deepStrictEqual([error.code, (error.cause as Error).message], [status.ERR_CLIENT_ABORT, 'enough']);
  assert.deepStrictEqual(bench.steps(), ['add', 'write', 'back', 'close']);
  await failureOf(bench.client.transaction(write, { signal: abort.signal }));
  assert.strictEqual(transactions.length, 1);
});

test('wrong arguments reject', async (t) => {
  const { bench, write } = await start(t);
  const { client } = bench;
  await assert.rejects(client.transaction('no function' as never), { code: status.ERR_PARAM });
  for (const options of [
    { retries: -1 },
    { retries: 1.5 },
    { retries: 1e6 },
    { timeout: -1 },
    { timeout: '1' },
    { signal: {} },
  ]) {
    await assert.rejects(
      client.transaction(write, options as never),
      { code: status.ERR_PARAM },
      JSON.stringify(options),
    );
  }
  await assert.doesNotReject(client.transaction(write, null));
});
