// What the channel `tendril:command` says of commands, while somebody listens; loaded only then.

import { COMMANDS, type CommandTrace } from '../../channels.ts';
import type { StreamControl } from '../../command/routing/cluster-link.ts';
import type { StreamConsumer } from '../../command/stream-definition.ts';
import type { AerospikeError } from '../../model/error.ts';

type Kind = CommandTrace['kind'];

/** A command on the record of that key, if it is one. */
export function recordTrace(name: string, key: unknown): CommandTrace {
  return traceOf('record', name, key, undefined);
}

/** A batch of what is in the first array of its input. */
export function batchTrace(name: string, input: unknown): CommandTrace {
  const rows = Array.isArray(input) ? input : Object.values(Object(input)).find(Array.isArray);
  const first: { readonly key?: unknown } = Object(rows?.[0]);
  return traceOf('batch', name, first.key ?? first, rows?.length);
}

export function otherTrace(kind: Kind, name: string): CommandTrace {
  return traceOf(kind, name, undefined, undefined);
}

function traceOf(kind: Kind, name: string, key: unknown, batchSize: number | undefined): CommandTrace {
  const { ns, set } = Object(key) as { readonly ns?: unknown; readonly set?: unknown };
  return { name, kind, namespace: textOf(ns), set: textOf(set), batchSize, node: undefined, attempts: 0 };
}

/**
 * Tells the start of a command, runs it with what subscribers have bound to it, and tells its outcome, in the context of
 * its call. What `TracingChannel.tracePromise` does, for which a failure would have to be looked at by a promise of its
 * own first.
 */
export function tracePromise<T>(trace: CommandTrace, run: () => Promise<T>): Promise<T> {
  return COMMANDS.start.runStores(trace, () => {
    try {
      return run().then(
        (result) => {
          trace.result = result;
          tellOutcome(trace);
          return result;
        },
        (error: unknown) => {
          trace.error = error;
          noteNode(trace, error);
          COMMANDS.error.publish(trace);
          tellOutcome(trace);
          throw error;
        },
      );
    } finally {
      COMMANDS.end.publish(trace);
    }
  });
}

function tellOutcome(trace: CommandTrace): void {
  COMMANDS.asyncStart.publish(trace);
  COMMANDS.asyncEnd.publish(trace);
}

/** The same for a scan or query, whose outcome its consumer is told. */
export function traceStream<R>(
  trace: CommandTrace,
  consumer: StreamConsumer<R>,
  run: (consumer: StreamConsumer<R>) => StreamControl,
): StreamControl {
  let isOver = false;
  const end = (tell: () => void, error?: AerospikeError): void => {
    if (isOver) {
      tell();
      return;
    }
    isOver = true;
    if (error !== undefined) {
      trace.error = error;
      noteNode(trace, error);
      COMMANDS.error.publish(trace);
    }
    COMMANDS.asyncStart.runStores(trace, tell);
    COMMANDS.asyncEnd.publish(trace);
  };
  const told: StreamConsumer<R> = {
    onRecord: (record, partition, cursor) => consumer.onRecord(record, partition, cursor),
    onEnd: () => end(() => consumer.onEnd()),
    onError: (error) => end(() => consumer.onError(error), error),
  };
  return COMMANDS.start.runStores(trace, () => {
    const control = run(told);
    COMMANDS.end.publish(trace);
    return {
      get open() {
        return control.open;
      },
      pause: () => control.pause(),
      resume: () => control.resume(),
      stop: () => end(() => control.stop()),
    };
  });
}

/** Of a command that failed, what its error says. */
function noteNode(trace: CommandTrace, error: unknown): void {
  const { node, attempts } = Object(error) as { readonly node?: unknown; readonly attempts?: unknown };
  trace.node ??= textOf(node);
  if (trace.attempts === 0 && typeof attempts === 'number') trace.attempts = attempts;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
