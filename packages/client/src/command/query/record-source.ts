// What a scan or query streams, made from what the user set and the policy it runs under.

import type { StreamCommandPolicy } from '../../model/policies/resolve.ts';
import type { Record } from '../../model/record.ts';
import { needsOf } from '../record/operate.ts';
import type { ClusterLink, StreamControl } from '../routing/cluster-link.ts';
import type { OpenPartition, StreamConsumer, StreamDefinition } from '../stream-definition.ts';
import {
  checkMaxRecords,
  checkPartitions,
  checkProjection,
  checkSelection,
  type GivenQuery,
} from './query-arguments.ts';
import { writePart } from './query-frame.ts';
import { readRecordRow, rowReading } from './record-row.ts';
import { encodeState } from './stream-state.ts';

/** A scan or query whose policy is known. */
export interface DefinedStream<R> {
  /** What is to be asked. */
  readonly open: readonly OpenPartition[];
  /** For traces. */
  readonly ns?: string;
  begin(link: ClusterLink, signal: AbortSignal | undefined, consumer: StreamConsumer<R>): StreamControl;
}

/** What can be streamed, before its policy is known. */
export interface StreamSource<R> {
  /** The public name, for errors, and the kind of its policy. */
  readonly name: 'query' | 'scan';
  /** @throws AerospikeError `ERR_PARAM` */
  define(policy: StreamCommandPolicy): DefinedStream<R>;
}

/** How a scan or query is to run. */
export interface RecordSourceOptions {
  /** Where a page or another process ended. */
  readonly state: unknown;
  /** Beats that of the policy. */
  readonly maxRecords?: unknown;
  readonly isConcurrent: boolean;
  readonly jobId: number;
}

export class RecordSource implements StreamSource<Record> {
  readonly name: 'query' | 'scan';
  /** Records at most, once that is known; 0 for all. */
  maxRecords = 0;
  readonly #given: GivenQuery;
  readonly #options: RecordSourceOptions;

  constructor(name: 'query' | 'scan', given: GivenQuery, options: RecordSourceOptions) {
    this.name = name;
    this.#given = given;
    this.#options = options;
  }

  define(policy: StreamCommandPolicy): DefinedStream<Record> {
    const { state, maxRecords, isConcurrent, jobId } = this.#options;
    const selection = checkSelection(this.#given);
    const projection = checkProjection(this.#given);
    const reading = rowReading(selection.ns, selection.set, policy);
    this.maxRecords = checkMaxRecords(maxRecords) || policy.maxRecords;
    const definition: StreamDefinition<Record> = {
      name: this.name,
      ns: selection.ns,
      policy,
      needs: needsOf(projection.operations) ?? policy.needs,
      open: checkPartitions(this.#given, state),
      maxRecords: this.maxRecords,
      isConcurrent,
      jobId,
      isWhole: false,
      encodePart: (w, part, id) => writePart(w, selection, projection, policy, part, id),
      decodeRecord: (buffer, start, end, digest) => readRecordRow(buffer, start, end, digest, reading),
    };
    return {
      open: definition.open,
      ns: selection.ns,
      begin: (link, signal, consumer) => link.runStream(definition, signal, consumer),
    };
  }

  /** The state to go on from; undefined when nothing is left. */
  state(open: readonly OpenPartition[]): number[] | undefined {
    const { ns, set } = this.#given;
    return open.length === 0 ? undefined : encodeState(ns as string, typeof set === 'string' ? set : '', open);
  }
}
