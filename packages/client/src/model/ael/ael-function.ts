// What `exp.ael` means: types only. The work begins in compile.ts.

import type { AerospikeExp } from '../exp/entry.ts';

/**
 * An expression written as text in AEL, the Aerospike Expression Language; docs/guide/ael.md has the language.
 *
 * The text is compiled here to what the builders of `exp` make, so that servers from 6.0 on understand it. Texts
 * without parameters are kept, and cost next to nothing when they come again.
 *
 * A plain string where a command takes an expression is not AEL: it is the base64 of an expression, as with
 * `aerospike`.
 *
 * @throws AerospikeError `ERR_PARAM` for text that is not an expression, with line, column and what was expected, and
 *   for values
 * whose type cannot be told. What only newer servers can do is compiled, and refused with `ERR_UNSUPPORTED_FEATURE`
 * when a command is to go to a node that is older.
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
  /**
   * Text that the server compiles, as it is: servers from 8.2 on do, an older one is not sent it
   * (`ERR_UNSUPPORTED_FEATURE`). It is a whole expression, no part of another, and has no parameters. What is wrong
   * with it only the server says.
   *
   * @throws AerospikeError `ERR_PARAM` if it is not text, is empty, or has more than 1 MiB.
   */
  onServer(text: string): AerospikeExp;
}
