// Public entry `tendril-server/lua`: the client's part of an aggregation, for a client that has no engine of its own. The
// nodes run a pipeline up to its first reduce; this runs that reduce, and what follows it, on the values that they have
// sent. Values are bytes, as they come and go.

import { reduceValues } from './udf/aggregation.ts';
import { EnginePool } from './udf/engine-pool.ts';
import { AggregationError, type StreamValue } from './udf/stream-value.ts';

const engines = new EnginePool();

export { AggregationError, type StreamValue };

/** What {@link reduceStream} takes. */
export interface ReduceOptions {
  /** Sources of modules by their names without extension: the one that is called, and those that it requires. */
  readonly modules: Readonly<Record<string, Uint8Array | string>>;
  readonly module: string;
  readonly functionName: string;
  /** The packed list of arguments. */
  readonly args: Uint8Array;
  /** What the nodes have sent, in any order. */
  readonly values: AsyncIterable<StreamValue> | Iterable<StreamValue>;
  /** Receives what the function logs. Default: nobody does. */
  readonly log?: (level: 'error' | 'warn' | 'info' | 'debug', message: string) => void;
}

/**
 * Runs the client's part of the pipeline that a function returns and gives its values. The function runs in a thread,
 * which is kept for a while for the next one on the same modules; it does not keep the process.
 *
 * @throws {@link AggregationError} when the function fails.
 */
export async function* reduceStream(options: ReduceOptions): AsyncGenerator<StreamValue, void, void> {
  const { modules, module, functionName, args, values, log } = options;
  const engine = engines.take(modules, log);
  try {
    yield* reduceValues(engine.udf, { module, functionName: Buffer.from(functionName), args }, values);
  } finally {
    engines.give(engine);
  }
}
