// Starts scans and queries, in each of their forms: as events, as a loop, as a list, in the background.

import type { GivenWork } from '../../command/query/background-job.ts';
import type { GivenQuery } from '../../command/query/query-arguments.ts';
import type { RecordSource, RecordSourceOptions, StreamSource } from '../../command/query/record-source.ts';
import { randomJobId } from '../../command/run/job-id.ts';
import type { AerospikeBins, AerospikeBinValue } from '../../model/bin-value.ts';
import type { ClientType } from '../../model/client-type.ts';
import type { Record } from '../../model/record.ts';
import { deliver, optionalArgument, type TypedCallback } from '../commands/callback.ts';
import type { Config } from '../configuration/config.ts';
import { CORE, type HasCore } from '../lifecycle/core-of.ts';
import { Job } from './job.ts';
import type { RecordCursor } from './record-cursor.ts';
import type { RecordStream } from './record-stream.ts';

/** What gives records, and states to go on from. */
type Source = StreamSource<Record> & Pick<RecordSource, 'maxRecords' | 'state'>;

type Listener<A> = ((argument: A) => void) | null | undefined;

/** What a scan or query streams as it is set now. */
export function sourceOf(name: 'query' | 'scan', given: GivenQuery, options: RecordSourceOptions): RecordSource {
  const sources =
    require('../../command/query/record-source.js') as typeof import('../../command/query/record-source.ts');
  return new sources.RecordSource(name, given, options);
}

/** What a query streams that has a function over its records. */
export function aggregationOf(client: ClientType, given: GivenQuery): Source {
  const aggregations =
    require('../../command/query/aggregation.js') as typeof import('../../command/query/aggregation.ts');
  const userPath: unknown = (client as unknown as { config?: Config }).config?.modlua?.userPath;
  return new aggregations.AggregationSource(given, typeof userPath === 'string' ? userPath : undefined, randomJobId());
}

/** Emits each record as an event. */
export function openStream(
  client: ClientType,
  source: Source,
  isPage: boolean,
  policy: unknown,
  [onData, onError, onEnd]: readonly [Listener<never>, Listener<never>, Listener<never>],
): RecordStream {
  const streams = require('./record-stream.js') as typeof import('./record-stream.ts');
  const stream = new streams.RecordStream(client);
  if (onData) stream.on('data', onData as () => void);
  if (onError) stream.on('error', onError as () => void);
  if (onEnd) stream.on('end', onEnd as () => void);
  const consumer = stream._consumer(source, isPage);
  stream._begin(coreOf(client).executeStream(source, policy, consumer));
  return stream;
}

/** Hands each record to a loop. */
export function openCursor<B extends object>(client: ClientType, source: Source, policy: unknown): RecordCursor<B> {
  const cursors = require('./record-cursor.js') as typeof import('./record-cursor.ts');
  return new cursors.RecordCursor<B>({
    start: (consumer) => coreOf(client).executeStream(source, policy, consumer),
    state: ({ open }) => source.state(open),
  });
}

/** Collects all records of a stream; `keepState` gets where it ended. */
export function collect<B extends object = AerospikeBins>(
  open: () => RecordStream,
  keepState: (state: number[]) => void,
): Promise<Record<B>[]> {
  return new Promise((resolve, reject) => {
    const records: Record<B>[] = [];
    const stream = open();
    stream.on('error', reject);
    stream.on('data', (record: Record<B>) => records.push(record));
    stream.on('end', (state) => {
      keepState(state);
      resolve(records);
    });
  });
}

/** The first value that a function yields; null if there is none. */
export async function firstValue(cursor: RecordCursor): Promise<AerospikeBinValue> {
  for await (const { bins } of cursor) return bins as unknown as AerospikeBinValue;
  return null;
}

/** Begins work in the background. */
export function startWork(
  client: ClientType,
  name: 'query' | 'scan',
  kind: 'scan' | 'write',
  ttl: unknown,
  given: GivenQuery,
  work: object,
  policy: unknown,
  id: unknown,
  callback: unknown,
): Promise<Job> | undefined {
  const jobId = typeof id === 'number' ? id : randomJobId();
  const isFiltered = Array.isArray(given.filters) && given.filters.length > 0;
  const outcome = coreOf(client)
    .executeWork(name, kind, optionalArgument(policy), (link, resolved) => {
      const { recordsPerSecond = 0 } = resolved as { recordsPerSecond?: number };
      const jobs =
        require('../../command/query/background-job.js') as typeof import('../../command/query/background-job.ts');
      const checked = jobs.checkWork(name, given, { ...work, ttl, recordsPerSecond } as GivenWork);
      return jobs.beginWork(link, name, checked, resolved, jobId);
    })
    .then(() => new Job(client, jobId, isFiltered ? 'query' : 'scan'));
  return deliver(outcome, (callback ?? undefined) as TypedCallback<Job> | undefined);
}

function coreOf(client: ClientType) {
  return (client as unknown as HasCore)[CORE];
}
