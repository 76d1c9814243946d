// Runs batches, in a transaction or not, at once or when the client is connected.

import { COMMANDS } from '../../channels.ts';
import { BatchCall, type RunPart } from '../../command/batch/batch-call.ts';
import type { BatchMethod } from '../../command/batch/batch-methods.ts';
import { checkSignal, prepared } from '../../command/record/arguments.ts';
import type { ClusterLink } from '../../command/routing/cluster-link.ts';
import { afterTurn, noNodes, rejectLater } from '../../command/run/settle-later.ts';
import type { TransactionBatch } from '../../command/txn/batch-command.ts';
import type { BatchResult } from '../../model/batch-result.ts';
import { type CommandPolicy, resolveBatchPolicy } from '../../model/policies/resolve.ts';
import { reportUnknownFields } from '../../model/policies/unknown-fields.ts';
import { status } from '../../model/status.ts';
import type { Clock } from '../../time/clock.ts';
import { callStack } from './attended.ts';
import type { CommandHost } from './command-host.ts';
import { withinTime } from './left-time.ts';

/** Of a batch that is under way. */
interface BatchWork {
  readonly policy: CommandPolicy;
  readonly endMs: number;
  readonly signal: AbortSignal | undefined;
  readonly transaction: TransactionBatch | undefined;
}

/** Stacks of errors begin below the function `runner`. */
export function executeBatch<I>(
  host: CommandHost,
  method: BatchMethod<I>,
  input: I,
  policy: unknown,
  // biome-ignore lint/complexity/noBannedTypes: what Error.captureStackTrace takes
  runner: Function,
): Promise<BatchResult[]> {
  if (!COMMANDS.hasSubscribers) return batch(host, method, input, policy, runner);
  const { batchTrace, tracePromise } = require('./tracing.js') as typeof import('./tracing.ts');
  return tracePromise(batchTrace(method.name, input), () => batch(host, method, input, policy, runner));
}

function batch<I>(
  host: CommandHost,
  method: BatchMethod<I>,
  input: I,
  policy: unknown,
  // biome-ignore lint/complexity/noBannedTypes: what Error.captureStackTrace takes
  runner: Function,
): Promise<BatchResult[]> {
  const { face, life, calls } = host;
  const stack = callStack(face, runner);
  let isUnderWay = false;
  let transaction: TransactionBatch | undefined;
  try {
    life.ready();
    const { policies } = life.options;
    reportUnknownFields('batch', policy, life.warn);
    const resolved = resolveBatchPolicy(policies[method.policy], life.laid(method.policy, policy));
    prepared(resolved);
    const signal = checkSignal(policy);
    const plan = method.plan(input, { policy: resolved, configured: policies.batchRows, warn: life.warn });
    const call = new BatchCall(calls, method, plan, resolved, stack);
    const endMs = life.clock.now() + resolved.totalTimeout;
    if (resolved.txn !== undefined) {
      const txn = require('../../command/txn/batch-command.js') as typeof import('../../command/txn/batch-command.ts');
      const begun = new txn.TransactionBatch(resolved, life.clock, signal);
      call.onOver = () => begun.end();
      transaction = begun;
    }
    const work = { policy: resolved, endMs, signal, transaction };
    life.begin();
    isUnderWay = true;
    call.prepare(() => start(host, call, work));
    return call.promise;
  } catch (error) {
    transaction?.end();
    if (isUnderWay) life.end();
    return rejectLater(calls.complete(error, method.name, undefined, stack, runner));
  }
}

function start<I>({ life }: CommandHost, call: BatchCall<I>, work: BatchWork): void {
  const { policy, signal } = work;
  const link = life.ready();
  if (link !== undefined) {
    run(life.clock, link, call, work);
    return;
  }
  // As with other commands, a client that drains waits for none of those that wait for it.
  const held = { bytes: call.bytes, fail: (error: unknown) => call.fail(error) };
  life.hold({ ...held, start: (opened) => run(life.clock, opened, call, work) }, policy, signal);
  life.end();
}

function run<I>(clock: Clock, link: ClusterLink, call: BatchCall<I>, work: BatchWork): void {
  if (link.nodes.length === 0) {
    // The code of the vendor's client.
    afterTurn(() => call.fail(noNodes(status.ERR_SERVER)));
    return;
  }
  const { policy, endMs, signal, transaction } = work;
  const part: RunPart = (definition, outcome) => {
    const leftMs = Math.max(1, Math.ceil(endMs - clock.now()));
    link.runBatch({ ...definition, policy: withinTime(policy, leftMs) }, signal, outcome);
  };
  if (transaction === undefined) call.run(part);
  else transaction.run(link, call, part);
}
