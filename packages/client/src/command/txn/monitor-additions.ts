// Adding the records that a transaction writes to its monitor, before they are written. One request at a time: only the
// first may make the monitor. Those that come meanwhile go together in the next.

import { AerospikeError } from '../../model/error.ts';
import type { CommandPolicy } from '../../model/policies/resolve.ts';
import { status } from '../../model/status.ts';
import { nameOf, type TransactionLedger } from '../../model/transaction-ledger.ts';
import { REMOVE } from '../record/remove.ts';
import { addCommand, additionOf, monitorKey, monitorPolicy } from './monitor.ts';
import { runRecord, type TransactionLink } from './run-record.ts';

interface Addition {
  readonly link: TransactionLink;
  readonly digests: readonly Buffer[];
  readonly policy: CommandPolicy;
  done(): void;
  failed(error: AerospikeError): void;
}

export class MonitorAdditions {
  readonly #ledger: TransactionLedger;
  /** Those of commands under way, whose number has a limit. */
  #waiting: Addition[] = [];
  #isBusy = false;

  constructor(ledger: TransactionLedger) {
    this.#ledger = ledger;
  }

  /** Resolves when the records are in the monitor. @throws AerospikeError, one of its own for each caller. */
  add(link: TransactionLink, digests: readonly Buffer[], policy: CommandPolicy): Promise<void> {
    return new Promise((done, failed) => {
      this.#waiting.push({ link, digests, policy, done, failed });
      if (!this.#isBusy) this.#next();
    });
  }

  #next(): void {
    const additions = this.#waiting;
    this.#isBusy = additions.length > 0;
    if (!this.#isBusy) return;
    this.#waiting = [];
    this.#send(additions).then(
      () => {
        for (const { done } of additions) done();
        this.#next();
      },
      (error: AerospikeError) => {
        for (const { failed } of additions) failed(ownError(error));
        this.#next();
      },
    );
  }

  async #send(additions: readonly Addition[]): Promise<void> {
    const ledger = this.#ledger;
    const args = additionOf(ledger, distinct(additions.flatMap(({ digests }) => digests)));
    // Each caller watches its own time; the request has that of the most patient.
    const { link, policy } = additions.reduce((a, b) => (patience(b) > patience(a) ? b : a));
    const limits = monitorPolicy('operate', policy);
    const deadline = await runRecord(link, addCommand(args), monitorKey(ledger), args, limits);
    if (deadline !== undefined) ledger.deadline = deadline;
    else if (ledger.deadline === 0) await this.#refuse(link, limits);
  }

  /** A server without transactions takes a monitor for a record like any other, which must not stay there. */
  async #refuse(link: TransactionLink, limits: CommandPolicy): Promise<never> {
    try {
      const policy = { ...monitorPolicy('remove', limits), durableDelete: false };
      await runRecord(link, REMOVE, monitorKey(this.#ledger), undefined, policy);
    } catch {}
    const message = 'The server does not know transactions: it answered without a deadline';
    throw AerospikeError.fromCode({ code: status.ERR_UNSUPPORTED_FEATURE, message });
  }
}

function patience({ policy }: Addition): number {
  return policy.totalTimeout === 0 ? Number.POSITIVE_INFINITY : policy.totalTimeout;
}

function distinct(digests: readonly Buffer[]): readonly Buffer[] {
  return digests.length === 1 ? digests : [...new Map(digests.map((digest) => [nameOf(digest), digest])).values()];
}

/** The write that waited was not sent: whether the addition happened is of no account to it. */
function ownError({ code, message, node, attempts, cause }: AerospikeError): AerospikeError {
  return AerospikeError.fromCode({ code, message, node, attempts, cause: cause ?? undefined });
}
