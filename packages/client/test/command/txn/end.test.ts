// How transactions end, step by step, against a node that answers each step as the test says.

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { AerospikeError } from '../../../src/model/error.ts';
import { Key } from '../../../src/model/key.ts';
import { status } from '../../../src/model/status.ts';
import { Transaction } from '../../../src/model/transaction.ts';
import { failureOf } from '../../helpers/router-bench.ts';
import { type Answer, type Step, TransactionBench } from '../../helpers/transaction-bench.ts';

const { abortStatus, commitStatus, state } = Transaction;
const key = (name: string): Key => new Key('test', 'demo', name);

interface Prepared {
  readonly bench: TransactionBench;
  readonly txn: Transaction;
}

/** A transaction that has read one record and written two. */
async function prepared(t: TestContext, script: Partial<Record<Step, Answer[]>> = {}): Promise<Prepared> {
  const roll = { maxRetries: 1, totalTimeout: 200, socketTimeout: 50 };
  const bench = await TransactionBench.start(t, { policies: { txnRoll: roll, txnVerify: roll } });
  const txn = new Transaction();
  await bench.client.get(key('read'), { txn });
  await bench.client.put(key('a'), { n: 1 }, null, { txn });
  await bench.client.put(key('b'), { n: 1 }, null, { txn });
  bench.seen.length = 0;
  Object.assign(bench.script, script);
  return { bench, txn };
}

const facts = (error: AerospikeError): unknown[] => [error.code, error.inDoubt];

test('a commit goes through all its steps, in order', async (t) => {
  const { bench, txn } = await prepared(t);
  assert.strictEqual(await bench.client.commit(txn), commitStatus.OK);
  assert.deepStrictEqual(bench.steps(), ['verify', 'decide', 'forward', 'close']);
  assert.strictEqual(txn.getState(), state.COMMITTED);
});

test('what was only read needs no monitor', async (t) => {
  const bench = await TransactionBench.start(t);
  const txn = new Transaction();
  await bench.client.get(key('read'), { txn });
  assert.strictEqual(await bench.client.commit(txn), commitStatus.OK);
  assert.deepStrictEqual(bench.steps(), ['read', 'verify']);
});

test('a transaction without commands sends nothing, committed or aborted', async (t) => {
  const bench = await TransactionBench.start(t);
  assert.strictEqual(await bench.client.commit(new Transaction()), commitStatus.OK);
  assert.strictEqual(await bench.client.abort(new Transaction()), abortStatus.OK);
  assert.deepStrictEqual(bench.steps(), []);
});

test('a record that changed since it was read fails the commit and undoes the writes', async (t) => {
  const { bench, txn } = await prepared(t, { verify: [status.MRT_VERSION_MISMATCH] });
  const error = await failureOf(bench.client.commit(txn));
  assert.deepStrictEqual(facts(error), [status.TXN_FAILED, false]);
  assert.match(error.message, /^Transaction aborted: the record that it has read changed meanwhile$/);
  assert.strictEqual((error.cause as AerospikeError).code, status.MRT_VERSION_MISMATCH);
  assert.deepStrictEqual(bench.steps(), ['verify', 'back', 'close']);
  assert.strictEqual(txn.getState(), state.ABORTED);
});

test('a record that is gone is no reason to fail: the server says so where it was there', async (t) => {
  const { bench, txn } = await prepared(t, { verify: [status.ERR_RECORD_NOT_FOUND] });
  assert.strictEqual(await bench.client.commit(txn), commitStatus.OK);
});

test('a node that does not verify in time fails the commit with its own error', async (t) => {
  const { bench, txn } = await prepared(t, { verify: ['silence', 'silence'] });
  const error = await bench.router.failureOf(bench.client.commit(txn));
  assert.deepStrictEqual(facts(error), [status.ERR_TIMEOUT, false]);
  assert.match(error.message, /^Transaction aborted: what it has read could not be verified: /);
  assert.deepStrictEqual(bench.steps(), ['verify', 'verify', 'back', 'close']);
  assert.strictEqual(txn.getState(), state.ABORTED);
});

test('a verification that fails says so when the writes could not be undone either', async (t) => {
  const { bench, txn } = await prepared(t, { verify: [status.MRT_VERSION_MISMATCH], back: [status.MRT_ABORTED] });
  const error = await failureOf(bench.client.commit(txn));
  assert.match(error.message, /; the server will undo what it has written$/);
  assert.deepStrictEqual(bench.steps(), ['verify', 'back']);
});

test('a transaction whose time is over is not committed, and can be aborted', async (t) => {
  const { bench, txn } = await prepared(t, { decide: [status.MRT_EXPIRED] });
  const error = await failureOf(bench.client.commit(txn));
  assert.deepStrictEqual(facts(error), [status.MRT_EXPIRED, false]);
  assert.match(error.message, /^Transaction not committed: /);
  assert.strictEqual(txn.getState(), state.VERIFIED);
  assert.strictEqual(await bench.client.abort(txn), abortStatus.OK);
  assert.deepStrictEqual(bench.steps(), ['verify', 'decide', 'back', 'close']);
});

test('a transaction that the server has aborted is aborted', async (t) => {
  const { bench, txn } = await prepared(t, { decide: [status.MRT_ABORTED] });
  const error = await failureOf(bench.client.commit(txn));
  assert.deepStrictEqual(facts(error), [status.MRT_ABORTED, false]);
  assert.strictEqual(txn.getState(), state.ABORTED);
  assert.strictEqual(await bench.client.abort(txn), abortStatus.ALREADY_ABORTED);
  assert.deepStrictEqual(bench.steps(), ['verify', 'decide']);
});

test('a transaction that the server has committed is committed', async (t) => {
  const { bench, txn } = await prepared(t, { decide: [status.MRT_COMMITTED] });
  assert.strictEqual(await bench.client.commit(txn), commitStatus.OK);
  assert.deepStrictEqual(bench.steps(), ['verify', 'decide', 'forward', 'close']);
});

for (const answer of ['silence', 'cut'] as const) {
  test(`a decision without an answer is in doubt, cannot be aborted, and is found out by another commit: ${answer}`, async (t) => {
    const { bench, txn } = await prepared(t, { decide: [answer, answer] });
    const error = await bench.router.failureOf(bench.client.commit(txn));
    assert.strictEqual(error.inDoubt, true);
    assert.match(error.message, /^It is in doubt whether the transaction was committed: /);
    assert.deepStrictEqual([txn.getInDoubt(), txn.getState()], [true, state.VERIFIED]);
    assert.deepStrictEqual(bench.steps(), ['verify', 'decide', 'decide']);

    assert.deepStrictEqual(facts(await failureOf(bench.client.abort(txn))), [status.TXN_FAILED, true]);
    assert.deepStrictEqual(bench.steps(), []);

    bench.script.decide = [status.MRT_COMMITTED];
    assert.strictEqual(await bench.client.commit(txn), commitStatus.OK);
    assert.deepStrictEqual(bench.steps(), ['decide', 'forward', 'close']);
    assert.deepStrictEqual([txn.getInDoubt(), txn.getState()], [false, state.COMMITTED]);
  });
}

test('doubt stays when the next commit fails for a reason of its own', async (t) => {
  const { bench, txn } = await prepared(t, { decide: ['silence', 'silence', status.MRT_EXPIRED] });
  await bench.router.failureOf(bench.client.commit(txn));
  assert.deepStrictEqual(facts(await failureOf(bench.client.commit(txn))), [status.MRT_EXPIRED, true]);
  assert.strictEqual(txn.getInDoubt(), true);
});

test('doubt ends when the server says that it has aborted', async (t) => {
  const { bench, txn } = await prepared(t, { decide: ['silence', 'silence', status.MRT_ABORTED] });
  await bench.router.failureOf(bench.client.commit(txn));
  assert.deepStrictEqual(facts(await failureOf(bench.client.commit(txn))), [status.MRT_ABORTED, false]);
  assert.deepStrictEqual([txn.getInDoubt(), txn.getState()], [false, state.ABORTED]);
});

for (const answer of [status.MRT_ABORTED, 'silence', 'cut'] as const) {
  test(`a roll forward that fails leaves the rest to the server: ${answer}`, async (t) => {
    const { bench, txn } = await prepared(t, { forward: [answer, answer] });
    assert.strictEqual(await bench.after(bench.client.commit(txn)), commitStatus.ROLL_FORWARD_ABANDONED);
    assert.strictEqual(txn.getState(), state.COMMITTED);
    assert.strictEqual(bench.steps().includes('close'), false);
  });

  test(`a roll back that fails leaves the rest to the server: ${answer}`, async (t) => {
    const { bench, txn } = await prepared(t, { back: [answer, answer] });
    assert.strictEqual(await bench.after(bench.client.abort(txn)), abortStatus.ROLL_BACK_ABANDONED);
    assert.strictEqual(txn.getState(), state.ABORTED);
    assert.strictEqual(bench.steps().includes('close'), false);
  });

  test(`a monitor that is not removed is left to the server: ${answer}`, async (t) => {
    const committed = await prepared(t, { close: [answer, answer] });
    const { bench } = committed;
    assert.strictEqual(await bench.after(bench.client.commit(committed.txn)), commitStatus.CLOSE_ABANDONED);
    const txn = new Transaction();
    await bench.client.put(key('c'), { n: 1 }, null, { txn });
    bench.script.close = [answer, answer];
    assert.strictEqual(await bench.after(bench.client.abort(txn)), abortStatus.CLOSE_ABANDONED);
  });
}

test('a monitor that is gone already is closed', async (t) => {
  const { bench, txn } = await prepared(t, { close: [status.ERR_RECORD_NOT_FOUND] });
  assert.strictEqual(await bench.client.commit(txn), commitStatus.OK);
});

test('a transaction that is over says so, and sends nothing', async (t) => {
  const { bench, txn } = await prepared(t);
  await bench.client.commit(txn);
  bench.seen.length = 0;
  assert.strictEqual(await bench.client.commit(txn), commitStatus.ALREADY_COMMITTED);
  assert.strictEqual((await failureOf(bench.client.abort(txn))).code, status.TXN_ALREADY_COMMITTED);
  const other = new Transaction();
  await bench.client.abort(other);
  assert.strictEqual(await bench.client.abort(other), abortStatus.ALREADY_ABORTED);
  assert.strictEqual((await failureOf(bench.client.commit(other))).code, status.TXN_ALREADY_ABORTED);
  assert.deepStrictEqual(bench.steps(), []);
});

test('a callback gets the outcome, or the error', async (t) => {
  const { bench, txn } = await prepared(t);
  const called = (end: 'abort' | 'commit', transaction: Transaction): Promise<unknown[]> =>
    new Promise((resolve) => {
      bench.client[end](transaction, (...args: unknown[]) => resolve(args));
    });
  assert.deepStrictEqual(await called('commit', txn), [null, commitStatus.OK]);
  const [error] = await called('abort', txn);
  assert.strictEqual((error as AerospikeError).code, status.TXN_ALREADY_COMMITTED);
});

test('what is no transaction, or was destroyed, is refused', async (t) => {
  const bench = await TransactionBench.start(t);
  for (const wrong of [undefined, null, 'txn', {}, Object.create(Transaction.prototype)]) {
    for (const end of ['abort', 'commit'] as const) {
      const error = await failureOf(bench.client[end](wrong as Transaction));
      assert.deepStrictEqual(
        [error.code, error.message],
        [status.ERR_CLIENT, 'transaction must be an instance of class Transaction.'],
      );
    }
  }
  const txn = new Transaction();
  txn.destroyAll();
  assert.match((await failureOf(bench.client.commit(txn))).message, /^The object has been destroyed/);
  assert.match((await failureOf(bench.client.abort(txn))).message, /^The object has been destroyed/);
});

test('a commit is refused while commands are under way, and the transaction stays open', async (t) => {
  const { bench, txn } = await prepared(t);
  const reads = [bench.client.get(key('c'), { txn }), bench.client.get(key('d'), { txn })];
  const error = await failureOf(bench.client.commit(txn));
  assert.deepStrictEqual(
    [error.code, error.message],
    [status.ERR_PARAM, "The transaction can't be committed while 2 commands of it are under way: await them"],
  );
  await Promise.all(reads);
  assert.strictEqual(await bench.client.commit(txn), commitStatus.OK);
});

test('two commits at a time are refused, and so is an abort meanwhile', async (t) => {
  const { bench, txn } = await prepared(t);
  const first = bench.client.commit(txn);
  for (const end of ['abort', 'commit'] as const) {
    assert.match((await failureOf(bench.client[end](txn))).message, /is being committed already/);
  }
  await assert.rejects(bench.client.get(key('c'), { txn }), /its end has begun/);
  assert.strictEqual(await first, commitStatus.OK);
});

test('an abort waits for the writes that were sent, and refuses those that were not', async (t) => {
  const { bench, txn } = await prepared(t);
  const sent = bench.client.put(key('a'), { n: 1 }, null, { txn });
  const behind = failureOf(bench.client.put(key('a'), { n: 2 }, null, { txn }));
  const waiting = failureOf(bench.client.put(key('c'), { n: 1 }, null, { txn }));
  const order: string[] = [];
  sent.then(() => order.push('write'));
  const abort = bench.client.abort(txn).then((outcome) => {
    order.push('abort');
    return outcome;
  });
  for (const refused of [behind, waiting]) {
    assert.match((await refused).message, /^The transaction takes no more commands: it was aborted$/);
  }
  assert.strictEqual(await abort, abortStatus.OK);
  assert.deepStrictEqual(order, ['write', 'abort']);
  assert.deepStrictEqual(bench.steps(), ['write', 'add', 'back', 'close']);
});

test('an abort does not wait for commands without end, and then leaves the monitor to the server', async (t) => {
  const { bench, txn } = await prepared(t, { write: ['silence'] });
  const never = { txn, totalTimeout: 0, socketTimeout: 0 };
  const write = failureOf(bench.client.put(key('a'), { n: 9 }, null, never));
  assert.strictEqual(await bench.after(bench.client.abort(txn)), abortStatus.OK);
  assert.strictEqual(bench.steps().includes('close'), false);
  bench.client.close();
  bench.router.router.close();
  await write;
});

test('a write in doubt is rolled with the others, and its monitor is left to the server', async (t) => {
  const { bench, txn } = await prepared(t, { write: ['cut'] });
  const error = await bench.router.failureOf(bench.client.put(key('c'), { n: 1 }, null, { txn }));
  assert.strictEqual(error.inDoubt, true);
  bench.seen.length = 0;
  assert.strictEqual(await bench.client.abort(txn), abortStatus.OK);
  const [back] = bench.seen;
  assert.strictEqual(back?.request.commands.length, 3);
  assert.deepStrictEqual(bench.steps(), ['back']);
});

test('the last client of a process destroys the open transactions, unless it is told not to', async (t) => {
  const { bench, txn } = await prepared(t);
  bench.client.close(false, false);
  assert.strictEqual(txn.getDestroyed(), false);
  await bench.client.connect();
  bench.client.close();
  assert.strictEqual(txn.getDestroyed(), true);
});

test('an end without connection fails as any command', async (t) => {
  const { bench, txn } = await prepared(t);
  bench.client.close(false, false);
  const error = await failureOf(bench.client.abort(txn));
  assert.ok(error instanceof AerospikeError);
  assert.deepStrictEqual([error.code, error.message], [status.ERR_CLIENT, 'Not connected.']);
});
