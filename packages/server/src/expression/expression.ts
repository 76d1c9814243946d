// An expression, compiled once and evaluated as often as needed, and the expressions that were compiled last: batches
// and scans send the same one for every record.

import { ElementReader, EXP_TYPE, WireError } from 'tendril/wire';
import { MAX_CACHED_EXPRESSION_BYTES, MAX_CACHED_EXPRESSIONS, NODE_WORK_BYTES } from '../limits.ts';
import type { ServerVersion } from '../server-version.ts';
import { compiledTextAt } from './ael.ts';
import { ExpressionBuilder } from './build.ts';
import { malformed } from './malformed.ts';
import type { Node } from './node.ts';
import { OPERATIONS } from './operations.ts';
import type { RecordView, Scope } from './scope.ts';
import { INTERNAL_TYPE, type Value } from './value.ts';

export class Expression {
  /** Of EXP_TYPE or INTERNAL_TYPE. */
  readonly type: number;
  /** Whether an index can stand on it: on bins, and on nothing that changes without them. */
  readonly isIndexable: boolean;
  readonly #root: Node;
  readonly #workBytes: number;

  constructor(root: Node, { nodes, readsData, readsMetadata }: ExpressionBuilder) {
    this.type = root.type;
    this.isIndexable = readsData && !readsMetadata;
    this.#root = root;
    this.#workBytes = nodes * NODE_WORK_BYTES;
  }

  /** @throws ParticleError when it costs too much. */
  evaluate(scope: Scope): Value {
    scope.meter.spend(0, this.#workBytes);
    return this.#root.evaluate(scope);
  }

  /**
   * Whether a record passes the filter; what is unknown does not. Undefined for a record without its bins when they
   * have to be looked at.
   *
   * @throws ParticleError when it costs too much.
   */
  matches(scope: Scope, record: RecordView): boolean | undefined {
    scope.record = record;
    const value = this.evaluate(scope);
    if (value === undefined && record.bins === undefined) return undefined;
    return value === true;
  }
}

/**
 * Compiles the one expression in `bytes`, which it keeps a copy of.
 *
 * @throws ParticleError with result code 4 when it is malformed.
 */
export function compileExpression(bytes: Buffer, version: ServerVersion): Expression {
  const { expression, end } = compileWholeAt(Buffer.from(bytes), 0, bytes.length, version);
  if (end !== bytes.length) throw malformed('bytes follow its end');
  return expression;
}

/**
 * Compiles what starts at `start` and stands in no other expression: from server 8.2 on it may be text in AEL.
 *
 * @throws ParticleError with result code 4 when it is malformed.
 */
export function compileWholeAt(
  buffer: Buffer,
  start: number,
  end: number,
  version: ServerVersion,
): { readonly expression: Expression; readonly end: number } {
  const compiled = version === '8.2' ? orMalformed(() => compiledTextAt(buffer, start, end)) : undefined;
  if (compiled === undefined) return compileExpressionAt(buffer, start, end, version);
  const { expression } = compileExpressionAt(compiled.bytes, 0, compiled.bytes.length, version);
  return { expression, end: compiled.end };
}

function orMalformed<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw error instanceof WireError ? malformed(error.message) : error;
  }
}

/**
 * Compiles the expression that starts at `start`; the bytes must stay as they are.
 *
 * @throws ParticleError with result code 4 when it is malformed.
 */
export function compileExpressionAt(
  buffer: Buffer,
  start: number,
  end: number,
  version: ServerVersion,
): { readonly expression: Expression; readonly end: number } {
  const reader = new ElementReader(buffer, start, end);
  const builder = new ExpressionBuilder(reader, version, OPERATIONS[version]);
  return orMalformed(() => {
    const root = builder.build();
    if (root.type === INTERNAL_TYPE.SPECIAL) throw malformed('a value that only compares is no result');
    return { expression: new Expression(root, builder), end: reader.pos };
  });
}

const caches: Readonly<Record<ServerVersion, Map<string, Expression>>> = { '8.1': new Map(), '8.2': new Map() };

/**
 * Compiles a filter: an expression that is true or false.
 *
 * @throws ParticleError with result code 4 when it is malformed or no filter.
 */
export function compileFilter(bytes: Buffer, version: ServerVersion): Expression {
  if (bytes.length > MAX_CACHED_EXPRESSION_BYTES) return checkedFilter(bytes, version);
  const filters = caches[version];
  const key = bytes.toString('latin1');
  const known = filters.get(key);
  if (known !== undefined) return known;
  const filter = checkedFilter(bytes, version);
  if (filters.size >= MAX_CACHED_EXPRESSIONS) filters.delete(filters.keys().next().value as string);
  filters.set(key, filter);
  return filter;
}

function checkedFilter(bytes: Buffer, version: ServerVersion): Expression {
  const filter = compileExpression(bytes, version);
  if (filter.type !== EXP_TYPE.BOOL) throw malformed(`a filter has type ${filter.type}, which is no boolean`);
  return filter;
}
