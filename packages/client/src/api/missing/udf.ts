// A call of a user-defined function, as commands, batches and queries take it.

import type { AerospikeBinValue } from '../../model/bin-value.ts';

/** A call of a user-defined function. */
export interface UDF {
  /** Name of the module that was registered. */
  module: string;
  /** Name of the function in it. */
  funcname: string;
  /** Arguments after the record. */
  args?: AerospikeBinValue[] | undefined;
}
