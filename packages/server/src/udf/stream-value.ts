// What comes of a function on a stream of records: values, or a failure. Programs see both through `tendril-server/lua`.

/** A value in a stream: particle type and bytes; type 0 for what has none. */
export interface StreamValue {
  readonly type: number;
  readonly value: Buffer;
}

/** A function on a stream has failed. Its message is what the server sends as FAILURE. */
export class AggregationError extends Error {
  override readonly name = 'AggregationError';
}
