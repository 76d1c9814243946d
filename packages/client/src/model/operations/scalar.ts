// Operations on a bin's whole value or on the record, and those that follow paths into it. Never checks or encodes
// them; the operate command does.

import { SCALAR_OPERATION } from '../../wire/codes/ops.ts';
import type { AerospikeBinValue } from '../bin-value.ts';
import type { AerospikeExp } from '../exp/entry.ts';
import type { CdtContext } from './context.ts';
import { Operation } from './operation.ts';

/** The operations on one bin or the record as a whole. */
export const operations = {
  Operation,
  /** Reads a bin. */
  read: <N extends string>(bin: N): Operation<N> => new Operation(SCALAR_OPERATION.READ, bin),
  /** Sets a bin; null removes it. */
  write: <N extends string>(bin: N, value: AerospikeBinValue): Operation<N, undefined> =>
    new Operation(SCALAR_OPERATION.WRITE, bin, { value }),
  /** Adds to a number; an absent bin counts as 0. */
  add: <N extends string>(bin: N, value: AerospikeBinValue): Operation<N, undefined> =>
    new Operation(SCALAR_OPERATION.INCR, bin, { value }),
  /** Adds to a number; an absent bin counts as 0. */
  incr: <N extends string>(bin: N, value: AerospikeBinValue): Operation<N, undefined> =>
    new Operation(SCALAR_OPERATION.INCR, bin, { value }),
  /** Appends text or bytes. */
  append: <N extends string>(bin: N, value: AerospikeBinValue): Operation<N, undefined> =>
    new Operation(SCALAR_OPERATION.APPEND, bin, { value }),
  /** Prepends text or bytes. */
  prepend: <N extends string>(bin: N, value: AerospikeBinValue): Operation<N, undefined> =>
    new Operation(SCALAR_OPERATION.PREPEND, bin, { value }),
  /** Renews the lifetime of the record; seconds, or a constant of `ttl`. */
  touch: (ttl?: number): Operation<never, undefined> => new Operation(SCALAR_OPERATION.TOUCH, undefined, { ttl }),
  /** Removes the record. */
  delete: (): Operation<never, undefined> => new Operation(SCALAR_OPERATION.DELETE_ALL, undefined),
  /**
   * Reads what a path leads to, all children of its steps included.
   *
   * @param bin - Bin with a list or a map.
   * @param flags - What is returned: a value of `exp.pathSelectFlags`, with `NO_FAIL` added or not.
   * @param context - The path, of at least one step.
   * @throws TypeError if the path is not a context.
   */
  selectByPath<N extends string>(bin: N, flags: number, context: CdtContext): Operation<N> {
    return paths().selectByPath(bin, flags, context);
  },
  /**
   * Changes what a path leads to: each value becomes the result of an expression.
   *
   * @param bin - Bin with a list or a map.
   * @param modExp - The expression; it reads the value by `exp.loopVarInt` and the like.
   * @param flags - A value of `exp.pathModifyFlags`.
   * @param context - The path, of at least one step.
   * @throws TypeError if the path is not a context.
   */
  modifyByPath<N extends string>(
    bin: N,
    modExp: AerospikeExp | string,
    flags: number,
    context: CdtContext,
  ): Operation<N> {
    return paths().modifyByPath(bin, modExp, flags, context);
  },
};

const paths = (): typeof import('./paths.ts') => require('./paths.js');
