// The Lua engine that the last part of an aggregation runs on: an entry of the package `tendril-server`, which programs
// install beside this one if they use such functions. Here is what is asked of it.

import { requireInstalled } from '../../installed.ts';
import { AerospikeError } from '../../model/error.ts';
import { status } from '../../model/status.ts';

/** A value in a stream: particle type and bytes; type 0 for what has none. */
export interface StreamValue {
  readonly type: number;
  readonly value: Buffer;
}

/** The client's part of a pipeline. */
export interface ReduceOptions {
  /** Sources by their names without extension: of the module that is called, and of those that it requires. */
  readonly modules: { readonly [name: string]: Uint8Array };
  readonly module: string;
  readonly functionName: string;
  /** A packed list. */
  readonly args: Uint8Array;
  readonly values: AsyncIterable<StreamValue>;
}

export interface AggregationEngine {
  /** The values that the pipeline gives. Throws an error of the name `AggregationError` when the function fails. */
  reduceStream(options: ReduceOptions): AsyncIterable<StreamValue>;
}

const ENGINE = 'tendril-server/lua';

const NOT_INSTALLED =
  'A function over a stream of records ends in the client, which needs a Lua engine for it: npm install tendril-server';

/** @throws AerospikeError `ERR_UNSUPPORTED_FEATURE` when there is none. */
export function aggregationEngine(): AggregationEngine {
  try {
    return requireInstalled(ENGINE) as AggregationEngine;
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const isMissing = code === 'MODULE_NOT_FOUND' && message.includes('tendril-server');
    throw AerospikeError.fromCode({
      code: status.ERR_UNSUPPORTED_FEATURE,
      message: isMissing ? NOT_INSTALLED : `The Lua engine of tendril-server cannot be loaded: ${message}`,
      cause,
    });
  }
}
