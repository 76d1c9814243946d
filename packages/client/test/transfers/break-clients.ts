// Clients that are broken on purpose, to see that they are found out: all of this process, until they are mended.

import { MonitorAdditions } from '../../src/command/txn/monitor-additions.ts';
import * as rows from '../../src/command/txn/transaction-rows.ts';
import { AerospikeError } from '../../src/index.ts';
import { status } from '../../src/model/status.ts';

/**
 * - `verify`: what was read is not verified.
 * - `monitor`: only the first records that a transaction writes are added to its monitor.
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
  const { add } = MonitorAdditions.prototype;
  const begun = new WeakSet<MonitorAdditions>();
  MonitorAdditions.prototype.add = function (...args): Promise<void> {
    if (begun.has(this)) return Promise.resolve();
    return add.apply(this, args).then(() => void begun.add(this));
  };
  return () => {
    MonitorAdditions.prototype.add = add;
  };
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
