// The bytes of a transaction as the vendor's client 6.7.1 sends them, captured on their way to a strongly consistent
// namespace; the id of the transaction is the captured one.

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { operations } from '../../../src/api/operations.ts';
import { Key } from '../../../src/model/key.ts';
import { policy } from '../../../src/model/policies/policy.ts';
import { Transaction } from '../../../src/model/transaction.ts';
import { TransactionBench } from '../../helpers/transaction-bench.ts';
import { hex } from '../../wire/fixtures.ts';

const NAMES = '000000050074657374000000050164656d6f';
const ID = '0000000905050759fa49769425';
const DEADLINE = '00000005068ac1cd1f';
const VERSION = '000000080308ebbb3b7c0100';
const K1 = 'b747f5854d0b33259928d0cfab7fad81d6abfbf6';
const K2 = 'a933ee0e8f82c106697150d15e504f08b2b2e01d';
const K3 = 'c4ce8e13c42f3b2fca10203a870ba2be3f6bfc0d';
const MONITOR = '00000005007465737400000009013c45524f7e4d5254000000150441bb113cfa9acb219e0bc9fbc8df047d046291cd';

const key = (name: string): Key => new Key('test', 'demo', name);

/** A transaction with the captured id. */
function captured(t: TestContext): Transaction {
  t.mock.method(crypto, 'getRandomValues', (ids: BigInt64Array) => {
    ids[0] = hex('050759fa49769425').readBigInt64LE();
    return ids;
  });
  const txn = new Transaction();
  t.mock.restoreAll();
  txn.setTimeout(7);
  return txn;
}

function sent(bench: TransactionBench): string[] {
  return bench.seen.splice(0).map(({ frame }) => frame.toString('hex'));
}

test('a read has the id of its transaction', async (t) => {
  const bench = await TransactionBench.start(t);
  await bench.client.get(key('k1'), { txn: captured(t) });
  assert.deepStrictEqual(sent(bench), [
    `020300000000004e1603000000000000000000000000000003e800040000${NAMES}0000001504${K1}${ID}`,
  ]);
});

test('the first write adds its record to a new monitor, and has version and deadline', async (t) => {
  const bench = await TransactionBench.start(t);
  const txn = captured(t);
  await bench.client.get(key('k1'), { txn });
  bench.seen.length = 0;
  await bench.client.put(key('k1'), { i: 2 }, null, { txn });
  await bench.client.put(key('k1'), { i: 3 }, null, { txn });
  assert.deepStrictEqual(sent(bench), [
    `020300000000007e1600010000000000000000000007000003e800030002${MONITOR}0000000e02010002696425947649fa59070500000023040400056b657964739401b504${K1}010d`,
    `02030000000000741600010000000000000000000000000003e800060001${NAMES}0000001504${K1}${ID}${VERSION}${DEADLINE}0000000d02010001690000000000000002`,
    `02030000000000681600010000000000000000000000000003e800050001${NAMES}0000001504${K1}${ID}${DEADLINE}0000000d02010001690000000000000003`,
  ]);
});

test('later writes add their records to the monitor that is there', async (t) => {
  const bench = await TransactionBench.start(t);
  const txn = captured(t);
  await bench.client.put(key('k1'), { i: 2 }, null, { txn });
  bench.seen.length = 0;
  await bench.client.put(key('k2'), { i: 4 }, null, { txn, key: policy.key.SEND });
  assert.deepStrictEqual(sent(bench), [
    `020300000000006c1600010000000000000000000007000003e800030001${MONITOR}00000023040400056b657964739401b504${K2}010d`,
    `02030000000000701600010000000000000000000000000003e800060001${NAMES}0000001504${K2}${ID}${DEADLINE}0000000402036b320000000d02010001690000000000000004`,
  ]);
});

test('the rows of a batch have the fields of the transaction', async (t) => {
  const bench = await TransactionBench.start(t);
  const txn = captured(t);
  await bench.client.put(key('k1'), { i: 2 }, null, { txn });
  await bench.client.get(key('k3'), { txn });
  bench.seen.length = 0;
  const ops = [operations.incr('i', 1)];
  await bench.client.batchWrite(
    [
      { type: 1, key: key('k3'), ops },
      { type: 1, key: key('k7'), ops },
      { type: 0, key: key('k8'), readAllBins: true },
    ],
    { txn },
  );
  const row = '008100000000000000';
  const incr = '0000000d050100016900000000000000';
  assert.strictEqual(
    sent(bench)[1],
    `020300000000012d1608000000000000000000000000000003e8000100000000011329000000030d00000000${K3}0e${row}00050001${NAMES}${ID}${VERSION}${DEADLINE}${incr}010000000121c6190d0feb8168962a724699b15823ddbe34c00e${row}00040001${NAMES}${ID}${DEADLINE}${incr}010000000220083973e21fd57818a8c97b16415524405471be0a0300000000000000030000${NAMES}${ID}`,
  );
});

test('a commit verifies what was read, decides, rolls forward and removes the monitor', async (t) => {
  const bench = await TransactionBench.start(t);
  const txn = captured(t);
  await bench.client.get(key('k3'), { txn });
  await bench.client.get(key('k4'), { txn });
  for (const name of ['k1', 'k2']) await bench.client.put(key(name), { i: 2 }, null, { txn });
  bench.seen.length = 0;
  await bench.client.commit(txn);
  const verify = `122100400100030000${NAMES}${VERSION}`;
  assert.deepStrictEqual(sent(bench), [
    // Captured with two different versions; with one of them twice the second row repeats the first.
    `02030000000000781608000000000000000000000000000027100001000000000` +
      `05e29000000020d00000000${K3}${verify}000000013240e74ec54ff4e7b0c29d9edf0709dc1762943201`,
    `0203000000000051160001000000000000000000000000000bb800030001${MONITOR}000000080211000366776401`,
    `02030000000000821608000000000000000000000000000027100001000000000` +
      `06829000000020d00000000${K1}120011000200040000${NAMES}${ID}${DEADLINE}00000001${K2}01`,
    `0203000000000045160013000000000000000000000000000bb800030000${MONITOR}`,
  ]);
});

test('one record is verified and rolled by a command of its own, which has no deadline', async (t) => {
  const bench = await TransactionBench.start(t);
  const txn = captured(t);
  await bench.client.get(key('k3'), { txn });
  await bench.client.put(key('k1'), { i: 2 }, null, { txn });
  bench.seen.length = 0;
  await bench.client.commit(txn);
  const [verify, , roll] = sent(bench);
  assert.deepStrictEqual(
    [verify, roll],
    [
      `020300000000004d162100400100000000000000000000000bb800040000${NAMES}0000001504${K3}${VERSION}`,
      `020300000000004e160011000200000000000000000000000bb800040000${NAMES}0000001504${K1}${ID}`,
    ],
  );
});

test('an abort rolls back and removes the monitor', async (t) => {
  const bench = await TransactionBench.start(t);
  const txn = captured(t);
  await bench.client.put(key('k1'), { i: 2 }, null, { txn });
  bench.seen.length = 0;
  await bench.client.abort(txn);
  assert.deepStrictEqual(sent(bench), [
    `020300000000004e160011000400000000000000000000000bb800040000${NAMES}0000001504${K1}${ID}`,
    `0203000000000045160013000000000000000000000000000bb800030000${MONITOR}`,
  ]);
});
