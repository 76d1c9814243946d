import { deepStrictEqual, doesNotThrow, strictEqual, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { status } from '../../src/model/status.ts';
import { STATE, TransactionLedger } from '../../src/model/transaction-ledger.ts';

const record = (id: number) => ({ set: 'demo', digest: Buffer.alloc(20, id) });
const version = Buffer.from([1, 2, 3, 4, 5, 6, 7]);

for (const [what, change, why] of [
  ['was committed', { state: STATE.COMMITTED }, 'it was committed'],
  ['was aborted', { state: STATE.ABORTED }, 'it was aborted'],
  ['has been verified', { state: STATE.VERIFIED }, 'its commit has begun'],
  [
    'may have been committed',
    { state: STATE.COMMIT_FAILED },
    'its commit has begun, and it is in doubt whether it succeeded',
  ],
  ['is being ended', { isEnding: true }, 'its end has begun'],
  ['was destroyed', { isDestroyed: true }, 'it was destroyed'],
] as const) {
  test(`a transaction that ${what} takes no more commands, and says why`, () => {
    const ledger = new TransactionLedger(1n);
    doesNotThrow(() => ledger.check());
    Object.assign(ledger, change);
    const refusal = { code: status.ERR_PARAM, message: `The transaction takes no more commands: ${why}` };
    throws(() => ledger.check(), refusal);
    throws(() => ledger.begin(), refusal);
    strictEqual(ledger.underWay, 0);
  });
}

test('a record that was read and then written is only written: there is nothing to verify', () => {
  const ledger = new TransactionLedger(1n);
  ledger.noteRead(record(1), version);
  ledger.noteRead(record(2), undefined);
  deepStrictEqual([ledger.versionOf(record(1).digest), ledger.versionOf(record(2).digest)], [version, undefined]);
  ledger.noteWrite(record(1), undefined, status.OK);
  deepStrictEqual([ledger.versionOf(record(1).digest), ledger.isWritten(record(1).digest)], [undefined, true]);
});

test('a write that changed nothing counts as a read of the version that it found', () => {
  const ledger = new TransactionLedger(1n);
  ledger.noteWrite(record(1), version, status.ERR_RECORD_EXISTS);
  ledger.noteWrite(record(2), undefined, status.FILTERED_OUT);
  deepStrictEqual([ledger.versionOf(record(1).digest), ledger.isWritten(record(1).digest)], [version, false]);
  strictEqual(ledger.isWritten(record(2).digest), false);
});

test('a write in doubt is a write, and the server must be left what undoes it', () => {
  const ledger = new TransactionLedger(1n);
  ledger.noteDoubt(record(1));
  deepStrictEqual([ledger.isWritten(record(1).digest), ledger.hasWriteInDoubt], [true, true]);
});

test('whoever waits for the commands under way is called by the end of the last one', () => {
  const ledger = new TransactionLedger(1n);
  let calls = 0;
  ledger.whenIdle(() => calls++);
  strictEqual(calls, 1);
  ledger.begin();
  ledger.begin();
  ledger.whenIdle(() => calls++);
  ledger.end();
  strictEqual(calls, 1);
  ledger.end();
  strictEqual(calls, 2);
});
