// Clients that are broken on purpose, to see that they are found out: all of this process, until they are mended.

import * as records from '../../src/command/txn/run-record.ts';
import * as rows from '../../src/command/txn/transaction-rows.ts';
import { AerospikeError } from '../../src/index.ts';
import { status } from '../../src/model/status.ts';
import { MONITOR_BIN } from '../../src/wire/codes/transactions.ts';

/**
 * - `verify`: what was read is not verified.
 * - `monitor`: its monitor is not told that a transaction takes effect, before that is rolled forward.
 * - `early`: what was written is rolled forward before the answers to the verification are there.
 */
export const BREAKAGES = ['verify', 'monitor', 'early'] as const;
export type Breakage = (typeof BREAKAGES)[number];

type Verify = typeof rows.verifyRows;
type Roll = typeof rows.rollRows;

const WELL = { failed: 0, code: status.OK, error: undefined };

/** Breaks them, and returns what mends them. */
export function breakClients(breakage: Breakage): () => void {
  if (breakage === 'verify') return replaceRows(async () => WELL, rows.rollRows);
  if (breakage === 'early') return early();
  const { runRecord } = records;
  const forgetful: typeof runRecord = (link, definition, key, args, policy) => {
    const { bins } = (args ?? {}) as { readonly bins?: object };
    if (bins !== undefined && MONITOR_BIN.FORWARD in bins) return Promise.resolve(undefined as never);
    return runRecord(link, definition, key, args, policy);
  };
  Object.assign(records, { runRecord: forgetful });
  return () => void Object.assign(records, { runRecord });
}

function early(): () => void {
  const { verifyRows, rollRows } = rows;
  const underWay = new WeakMap<object, ReturnType<Verify>>();
  return replaceRows(
    async (link, ledger, policy) => {
      underWay.set(ledger, verifyRows(link, ledger, policy));
      return WELL;
    },
    async (link, ledger, direction, policy) => {
      const rolled = await rollRows(link, ledger, direction, policy);
      const verified = await underWay.get(ledger);
      if (direction === 'forward' && verified !== undefined && verified.failed > 0) {
        throw AerospikeError.fromCode({ code: status.TXN_FAILED });
      }
      return rolled;
    },
  );
}

/** The module's own object: what calls these functions looks them up there. */
function replaceRows(verifyRows: Verify, rollRows: Roll): () => void {
  const before = { verifyRows: rows.verifyRows, rollRows: rows.rollRows };
  Object.assign(rows, { verifyRows, rollRows });
  return () => void Object.assign(rows, before);
}
