// The `operations` of the public interface: those of the model, and the names of those that are missing.

import * as model from '../model/operations.ts';
import type { AerospikeExp } from '../model/policies/fields.ts';
import type { cdt } from './missing/cdt.ts';
import { missingFunctions } from './missing.ts';

type Scalar = typeof model.operations;

/** The type of {@link operations}. */
export interface Operations extends Scalar {
  selectByPath(bin: string, flags: number, context: cdt.Context): model.Operation;
  modifyByPath(bin: string, modExp: AerospikeExp, flags: number, context: cdt.Context): model.Operation;
}

/**
 * Makes the operations of {@link Client.operate}: several reads and writes of one record, applied as one unit.
 *
 * @example
 * import { connect, Key, operations } from 'tendril';
 *
 * const client = await connect();
 * const key = new Key('test', 'demo', 'operations');
 * await client.put(key, { visits: 1, log: 'a' });
 * const record = await client.operate(key, [
 *   operations.incr('visits', 1),
 *   operations.append('log', 'b'),
 *   operations.read('visits'),
 * ]);
 * console.log(record.bins.visits); // 2
 * client.close();
 */
export const operations: Operations = { ...model.operations, ...missingFunctions('operations') };

export declare namespace operations {
  type Operation = model.Operation;
}
