// Runs scans and queries: those that stream to a consumer, and those that all nodes are told to carry out by themselves.

import { COMMANDS, type CommandTrace } from '../../channels.ts';
import type { StreamSource } from '../../command/query/record-source.ts';
import { StreamCall } from '../../command/query/stream-call.ts';
import { checkSignal, preparedOutside } from '../../command/record/arguments.ts';
import type { ClusterLink, StreamControl } from '../../command/routing/cluster-link.ts';
import { notBeforeTurn } from '../../command/run/settle-later.ts';
import type { StreamConsumer } from '../../command/stream-definition.ts';
import { type CommandPolicy, resolveCommandPolicy, resolveStreamPolicy } from '../../model/policies/resolve.ts';
import { reportUnknownFields } from '../../model/policies/unknown-fields.ts';
import { optionalArgument } from '../commands/callback.ts';
import { attended, callStack } from './attended.ts';
import type { CommandHost } from './command-host.ts';

/** Nothing is thrown: `consumer` is told of everything. */
export function executeStream<R>(
  host: CommandHost,
  source: StreamSource<R>,
  policy: unknown,
  consumer: StreamConsumer<R>,
): StreamControl {
  if (!COMMANDS.hasSubscribers) return stream(host, source, policy, consumer, null);
  const { otherTrace, traceStream } = require('./tracing.js') as typeof import('./tracing.ts');
  const trace = otherTrace('stream', source.name);
  return traceStream(trace, consumer, (told) => stream(host, source, policy, told, trace));
}

function stream<R>(
  { face, life, calls }: CommandHost,
  source: StreamSource<R>,
  policy: unknown,
  consumer: StreamConsumer<R>,
  trace: CommandTrace | null,
): StreamControl {
  const stack = callStack(face, executeStream);
  const call = new StreamCall(calls, source.name, consumer, stack);
  try {
    const link = life.ready();
    const given = optionalArgument(policy);
    reportUnknownFields(source.name, given, life.warn);
    const resolved = resolveStreamPolicy(life.options.policies[source.name], life.laid(source.name, given));
    preparedOutside(resolved, source.name);
    const signal = checkSignal(given);
    const definition = source.define(resolved);
    if (trace !== null) trace.namespace = definition.ns;
    call.expect(definition.open);
    const begin = (open: ClusterLink): void => {
      if (call.isOver) return;
      life.begin();
      call.begin(definition.begin(open, signal, call));
    };
    if (link !== undefined) begin(link);
    else
      life.room.enter({ bytes: 0, start: begin, fail: (error) => call.refuse(error) }, resolved.totalTimeout, signal);
  } catch (error) {
    call.refuse(error);
  }
  return call;
}

/** Runs what all nodes are told to begin. */
export function executeWork(
  { face, life }: CommandHost,
  name: 'query' | 'scan',
  kind: 'scan' | 'write',
  policy: unknown,
  begin: (link: ClusterLink, policy: CommandPolicy) => Promise<void>,
): Promise<void> {
  return attended(face, 'job', name, () =>
    notBeforeTurn(async () => {
      life.ready();
      const given = optionalArgument(policy);
      reportUnknownFields(kind, given, life.warn);
      const base = life.options.policies[kind] as CommandPolicy;
      const resolved = preparedOutside(resolveCommandPolicy(base, life.laid(kind, given)), `background ${name}`);
      const link = await life.connected();
      await life.during(() => begin(link, resolved));
    }),
  );
}
