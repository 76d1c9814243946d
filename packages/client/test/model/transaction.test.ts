import { deepStrictEqual, notStrictEqual, ok, strictEqual, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { AerospikeError } from '../../src/model/error.ts';
import { status } from '../../src/model/status.ts';
import { ledgerOf, _transactionPool as pool, Transaction } from '../../src/model/transaction.ts';

test('a transaction begins open, without doubt, and with the capacities of the replaced module', () => {
  const txn = new Transaction();
  deepStrictEqual(
    [txn.getState(), txn.getInDoubt(), txn.getTimeout(), txn.getDestroyed()],
    [Transaction.state.OPEN, false, 0, false],
  );
  deepStrictEqual([txn.getReadsCapacity(), txn.getWritesCapacity()], [128, 128]);
});

test('each transaction has an id of its own, of which getId tells the nearest number', () => {
  const [a, b] = [new Transaction(), new Transaction()];
  notStrictEqual(ledgerOf(a)?.id, ledgerOf(b)?.id);
  strictEqual(a.getId(), Number(BigInt.asUintN(64, ledgerOf(a)?.id ?? 0n)));
  ok(a.getId() > 0);
});

test('capacities that are no unsigned integers of 32 bits are refused in the words of the replaced module', () => {
  const make = (reads: unknown, writes: unknown) => () => new Transaction(reads as number, writes as number);
  throws(make('256', 256), { name: 'TypeError', message: 'Must specify a number for readsCapacity' });
  throws(make(256, 2.5), { name: 'TypeError', message: 'Must specify a number for writesCapacity' });
  throws(make(2 ** 32, 256), { name: 'RangeError', message: 'readsCapacity is out of uint32 range' });
  throws(make(256, -1), { name: 'RangeError', message: 'writesCapacity is out of uint32 range' });
  throws(make(-1, 2 ** 32), {
    name: 'RangeError',
    message: 'both readsCapacity and writesCapacity are out of uint32 range',
  });
});

test('a timeout is a whole number of seconds', () => {
  const txn = new Transaction();
  txn.setTimeout(60);
  strictEqual(txn.getTimeout(), 60);
  for (const timeout of [-1, 1.5, Number.NaN, '3' as unknown as number]) {
    throws(() => txn.setTimeout(timeout), { code: status.ERR_PARAM });
  }
  strictEqual(txn.getTimeout(), 60);
});

test('open transactions are in the pool until they are over', () => {
  pool.removeAllTransactions();
  const open = [new Transaction(), new Transaction()];
  deepStrictEqual(pool.getTransactions(), open);
  const ledger = ledgerOf(open[0]);
  ok(ledger);
  ledger.state = Transaction.state.COMMITTED;
  deepStrictEqual([pool.getTransactions(), pool.getLength()], [[open[1]], 1]);
  pool.removeTransactions([0, 5, -1]);
  strictEqual(pool.getLength(), 0);
});

test('destroyed transactions take no more commands, and no other timeout', () => {
  const txn = new Transaction();
  txn.destroyAll();
  strictEqual(txn.getDestroyed(), true);
  strictEqual(pool.getLength(), 0);
  throws(() => txn.setTimeout(1), AerospikeError);
  throws(() => ledgerOf(txn)?.begin(), { code: status.ERR_PARAM, message: /it was destroyed/ });
});

test('open transactions may announce so much together', () => {
  pool.removeAllTransactions();
  const kept: Transaction[] = [];
  throws(() => {
    for (let i = 0; i < 100; i++) kept.push(new Transaction(4096, 4096));
  }, RangeError);
  // 61 times 8,192 is below the limit of 500,000, 62 times is beyond it.
  strictEqual(kept.length, 62);
  pool.removeAllTransactions();
  strictEqual(new Transaction(4096, 4096).getReadsCapacity(), 4096);
});

test('the pool doubles its capacity when more transactions are open', () => {
  pool.removeAllTransactions();
  const capacity = pool.getCapacity();
  const kept = Array.from({ length: capacity + 1 }, () => new Transaction());
  strictEqual(pool.getLength(), kept.length);
  strictEqual(pool.getCapacity(), 2 * capacity);
  pool.removeAllTransactions();
});
