// A function over a stream of records. Its pipeline runs at every node up to the first reduce; that reduce, and what
// follows it, run here, on what all nodes have sent. For that part a Lua engine is needed, which programs install if they
// use such functions (docs/decisions/0018): it is looked for when the first one begins.
//
//   nodes ──values──► RecordIterator ──► engine, a thread of its own ──values──► records without a key, for the consumer

import type { AerospikeBins, BinValue } from '../../model/bin-value.ts';
import { AerospikeError } from '../../model/error.ts';
import type { Key } from '../../model/key.ts';
import type { StreamCommandPolicy } from '../../model/policies/resolve.ts';
import { Record } from '../../model/record.ts';
import { status } from '../../model/status.ts';
import { DIGEST_BYTES, PARTITIONS } from '../../wire/codes/message.ts';
import { PARTICLE } from '../../wire/codes/particles.ts';
import { packValue } from '../../wire/msgpack/pack.ts';
import { readParticle } from '../../wire/particles.ts';
import { Writer } from '../../wire/writer.ts';
import type { StreamControl } from '../routing/cluster-link.ts';
import { afterTurn } from '../run/settle-later.ts';
import type { PartitionCursor, StreamConsumer, StreamDefinition } from '../stream-definition.ts';
import { findModules } from '../udf/module-source.ts';
import { checkUdf, type UdfCall } from '../udf/udf-call.ts';
import { aggregationEngine, type StreamValue } from './aggregation-engine.ts';
import { checkSelection, type GivenQuery } from './query-arguments.ts';
import { writeAggregation } from './query-frame.ts';
import { RecordIterator } from './record-iterator.ts';
import type { DefinedStream, StreamSource } from './record-source.ts';
import { wholeRange } from './stream-state.ts';
import { readValueRow } from './value-row.ts';

/** Values have no place to go on behind. */
const NO_CURSOR: PartitionCursor = { digest: Buffer.alloc(DIGEST_BYTES), bval: undefined };
const NO_PARTITION = 0;

export class AggregationSource implements StreamSource<Record> {
  readonly name = 'query';
  /** There are no pages. */
  readonly maxRecords = 0;
  readonly #given: GivenQuery;
  readonly #userPath: string | undefined;
  readonly #jobId: number;

  /** `userPath` is a folder of modules that count before those of the cluster. */
  constructor(given: GivenQuery, userPath: string | undefined, jobId: number) {
    this.#given = given;
    this.#userPath = userPath;
    this.#jobId = jobId;
  }

  define(policy: StreamCommandPolicy): DefinedStream<Record> {
    const selection = checkSelection(this.#given);
    const call = checkUdf(this.#given.udf);
    if (this.#given.pfEnabled === true) {
      throw AerospikeError.param('A function over a stream of records works on all partitions, not on some');
    }
    const definition: StreamDefinition<StreamValue> = {
      name: this.name,
      ns: selection.ns,
      policy,
      needs: policy.needs,
      open: wholeRange(0, PARTITIONS),
      maxRecords: 0,
      isConcurrent: true,
      jobId: this.#jobId,
      isWhole: true,
      encodePart: (w, _part, id) => writeAggregation(w, selection, call, policy, id),
      decodeRecord: readValueRow,
    };
    return {
      open: definition.open,
      begin: (link, signal, consumer) => {
        const aggregation = new Aggregation(consumer, call, signal);
        void aggregation.run({
          modules: () => findModules(link, call.module, this.#userPath, policy.infoTimeout),
          nodes: (values) => link.runStream(definition, signal, withoutNothing(values)),
        });
        return aggregation;
      },
    };
  }

  /** Nothing can go on in the middle. */
  state(): undefined {
    return undefined;
  }
}

/** Records cannot be sent, and come as nothing: the next one is asked for. */
function withoutNothing(values: StreamConsumer<StreamValue>): StreamConsumer<StreamValue> {
  return {
    onRecord: (value, partition, cursor) => value.type === PARTICLE.NULL || values.onRecord(value, partition, cursor),
    onEnd: () => values.onEnd(),
    onError: (error) => values.onError(error),
  };
}

/** Where an aggregation gets what it needs. */
interface AggregationInput {
  modules(): Promise<{ readonly [name: string]: Uint8Array }>;
  nodes(values: StreamConsumer<StreamValue>): StreamControl;
}

class Aggregation implements StreamControl {
  readonly open = [];
  readonly #consumer: StreamConsumer<Record>;
  readonly #call: UdfCall;
  readonly #signal: AbortSignal | undefined;
  readonly #values = new RecordIterator<StreamValue>();
  #nodes: StreamControl | undefined;
  #isPaused = false;
  #goOn: (() => void) | undefined;
  #isStopped = false;

  constructor(consumer: StreamConsumer<Record>, call: UdfCall, signal: AbortSignal | undefined) {
    this.#consumer = consumer;
    this.#call = call;
    this.#signal = signal;
  }

  async run(input: AggregationInput): Promise<void> {
    try {
      const engine = aggregationEngine();
      const modules = await input.modules();
      if (this.#isStopped) return;
      const { module, funcname, args } = this.#call;
      const packed = new Writer();
      packValue(packed, args as BinValue);
      this.#begin(input.nodes(this.#values));
      const values = { [Symbol.asyncIterator]: () => this.#values };
      const call = { modules, module, functionName: funcname, args: packed.take(), values };
      for await (const value of engine.reduceStream(call)) {
        this.#tell(value);
        if (this.#isPaused && !this.#isStopped) await this.#resumed();
        if (this.#isStopped) return;
        if (this.#signal?.aborted === true) throw aborted(this.#signal);
      }
      if (!this.#isStopped) this.#consumer.onEnd();
    } catch (error) {
      this.#nodes?.stop();
      afterTurn(() => {
        if (!this.#isStopped) this.#consumer.onError(asAerospikeError(error));
      });
    }
  }

  #begin(nodes: StreamControl): void {
    this.#nodes = nodes;
    this.#values.begin(nodes);
    if (this.#isPaused) nodes.pause();
  }

  /** What has no value is nothing to tell. */
  #tell({ type, value }: StreamValue): void {
    if (this.#isStopped || type === PARTICLE.NULL) return;
    const bins = readParticle(type, value, 0, value.length) as unknown as AerospikeBins;
    const record = new Record(NO_KEY, bins);
    if (!this.#consumer.onRecord(record, NO_PARTITION, NO_CURSOR)) this.#isPaused = true;
  }

  #resumed(): Promise<void> {
    return new Promise((resolve) => {
      this.#goOn = resolve;
    });
  }

  pause(): void {
    this.#isPaused = true;
    this.#nodes?.pause();
  }

  resume(): void {
    this.#isPaused = false;
    this.#nodes?.resume();
    this.#goOn?.();
    this.#goOn = undefined;
  }

  stop(): void {
    this.#isStopped = true;
    void this.#values.return();
    this.#goOn?.();
  }
}

/** Values are of no record. */
const NO_KEY = null as unknown as Key;

function aborted({ reason }: AbortSignal): AerospikeError {
  return AerospikeError.fromCode({ code: status.ERR_CLIENT_ABORT, message: 'The command was aborted', cause: reason });
}

function asAerospikeError(error: unknown): AerospikeError {
  if (error instanceof AerospikeError) return error;
  const { name, message } = error as Error;
  const code = name === 'AggregationError' ? status.ERR_UDF : status.ERR_CLIENT;
  return AerospikeError.fromCode({ code, message, cause: error });
}
