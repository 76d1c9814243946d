// Conditions: what is true or false of a record. Each holds an expression of the client; nothing here is sent.

import { AerospikeError, type AerospikeExp, exp } from '../public.ts';

/** What is true or false of a record. */
export class Condition {
  /** As `filterExpression` and the functions of `exp` take it. */
  readonly expression: AerospikeExp;

  constructor(expression: AerospikeExp) {
    this.expression = expression;
  }

  /** Whether this and all others hold. */
  and(...others: readonly Condition[]): Condition {
    return others.length === 0 ? this : new Condition(exp.and(this.expression, ...others.map(expressionOf)));
  }

  /** Whether this or one of the others holds. */
  or(...others: readonly Condition[]): Condition {
    return others.length === 0 ? this : new Condition(exp.or(this.expression, ...others.map(expressionOf)));
  }

  /** Whether this does not hold. What is unknown, as of a bin that is missing, stays so, and a filter refuses it. */
  not(): Condition {
    return new Condition(exp.not(this.expression));
  }
}

export function expressionOf(condition: Condition): AerospikeExp {
  if (condition instanceof Condition) return condition.expression;
  throw AerospikeError.param(
    `a condition is ${typeof condition}; expected what typed bins make, as in (user) => user.age.gt(21)`,
  );
}
