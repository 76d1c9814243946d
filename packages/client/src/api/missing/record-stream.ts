// RecordStream: the records that a query or scan finds, as events.

import type { Stream } from 'node:stream';
import type { AerospikeBins } from '../../model/bin-value.ts';
import type { ClientType } from '../../model/client-type.ts';
import type { AerospikeError } from '../../model/error.ts';
import type { Record } from '../../model/record.ts';

/** The records that a query or scan finds, as events. */
export interface RecordStream extends Stream {
  aborted: boolean;
  client: ClientType;
  writable: false;
  readable: true;
  _read(): void;
  /** Ends the stream early. */
  abort(): void;
  on<B extends object = AerospikeBins>(event: 'data', listener: (record: Record<B>) => void): this;
  on(event: 'error', listener: (error: AerospikeError) => void): this;
  on(event: 'end', listener: (state: number[]) => void): this;
  on(...args: Parameters<Stream['on']>): this;
}
