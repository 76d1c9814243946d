// What the channel `tendril:command` says of commands, while somebody listens; loaded only then.

import { COMMANDS, type CommandTrace } from '../../channels.ts';
import type { StreamControl } from '../../command/routing/cluster-link.ts';
import type { StreamConsumer } from '../../command/stream-definition.ts';
import type { AerospikeError } from '../../model/error.ts';

type Kind = CommandTrace['kind'];

/** A command on the record of that key, if it is one. */
export function recordTrace(name: string, key: unknown): CommandTrace {
  const { ns, set } = Object(key) as { readonly ns?: unknown; readonly set?: unknown };
  return { ...otherTrace('record', name), namespace: textOf(ns), set: textOf(set) };
}

/** A batch of what is in the first array of its input. */
export function batchTrace(name: string, input: unknown): CommandTrace {
  const rows = Array.isArray(input) ? input : Object.values(Object(input)).find(Array.isArray);
  const first: { readonly key?: unknown } = Object(rows?.[0]);
  return { ...recordTrace(name, first.key ?? first), kind: 'batch', batchSize: rows?.length };
}

export function otherTrace(kind: Kind, name: string): CommandTrace {
  return { name, kind, namespace: undefined, set: undefined, batchSize: undefined, node: undefined, attempts: 0 };
}

/** Tells the start of a command, runs it with what subscribers have bound to it, and tells its outcome. */
export function tracePromise<T>(trace: CommandTrace, run: () => Promise<T>): Promise<T> {
  return COMMANDS.tracePromise(async () => {
    try {
      return await run();
    } catch (error) {
      noteNode(trace, error);
      throw error;
    }
  }, trace) as Promise<T>;
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
