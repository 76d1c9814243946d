// What `exp.ael` means: types only. The work begins in compile.ts.

import type { AerospikeExp } from '../exp/entry.ts';

/**
 * An expression written as text in AEL, the Aerospike Expression Language; docs/guide/ael.md has the language.
 *
 * The text is compiled here to what the builders of `exp` make, so that servers from 6.0 on understand it. Texts without
 * parameters are kept, and cost next to nothing when they come again.
 *
 * A plain string where a command takes an expression is not AEL: it is the base64 of an expression, as with `aerospike`.
 *
 * @throws AerospikeError `ERR_PARAM` for text that is no expression, with line, column and what was expected; for values
 * whose type cannot be told; and for what only servers from 8.2 on can do.
 *
 * @example
 * import { client, exp } from 'tendril';
 *
 * const filter = exp.ael("$.age > ?0 and $.name == ?1", [21, "O'Neil"]);
 * const same = exp.ael`$.age > ${21} and $.name == ${"O'Neil"}`;
 * console.log(client().expressionToBase64(filter) === client().expressionToBase64(same)); // true
 */
export interface AelFunction {
  /** @param parameters - Values for `?0`, `?1` … in an array, or for `?name` in an object; never read as text. */
  (text: string, parameters?: readonly unknown[] | { readonly [name: string]: unknown }): AerospikeExp;
  /**
   * A template, whose values become parameters. Backslashes mean what they mean in AEL; variables of `let` are written
   * `\${name}`.
   */
  (text: TemplateStringsArray, ...values: readonly unknown[]): AerospikeExp;
}
