// The operations of a command: one row each, everything else follows from it. To add one, add its row here and what
// carries it out (docs/protocol/framing.md, "Operations").

/** Whose payload an operation carries: a plain value, or an operation of one of the families. */
export type OperationFamily = 'scalar' | 'cdt' | 'exp' | 'bits' | 'hll' | 'string';

/** What stands behind the bin name. */
export type OperationValue = 'none' | 'any' | 'number' | 'text or bytes' | 'payload';

export interface OperationRow {
  readonly code: number;
  readonly family: OperationFamily;
  /** Whether a command with it is a write. */
  readonly modifies: boolean;
  readonly value: OperationValue;
  /** Whether it works on a bin; one that does not works on the whole record. */
  readonly hasBin: boolean;
  /** What the vendor's client calls it in the values that its public `operations` make; families have none here. */
  readonly scalar?: number;
}

const ROWS = {
  READ: { code: 1, family: 'scalar', modifies: false, value: 'none', hasBin: true, scalar: 1 },
  WRITE: { code: 2, family: 'scalar', modifies: true, value: 'any', hasBin: true, scalar: 0 },
  CDT_READ: { code: 3, family: 'cdt', modifies: false, value: 'payload', hasBin: true },
  CDT_MODIFY: { code: 4, family: 'cdt', modifies: true, value: 'payload', hasBin: true },
  INCR: { code: 5, family: 'scalar', modifies: true, value: 'number', hasBin: true, scalar: 2 },
  EXP_READ: { code: 7, family: 'exp', modifies: false, value: 'payload', hasBin: true },
  EXP_MODIFY: { code: 8, family: 'exp', modifies: true, value: 'payload', hasBin: true },
  APPEND: { code: 9, family: 'scalar', modifies: true, value: 'text or bytes', hasBin: true, scalar: 4 },
  PREPEND: { code: 10, family: 'scalar', modifies: true, value: 'text or bytes', hasBin: true, scalar: 3 },
  TOUCH: { code: 11, family: 'scalar', modifies: true, value: 'none', hasBin: false, scalar: 5 },
  BITS_READ: { code: 12, family: 'bits', modifies: false, value: 'payload', hasBin: true },
  BITS_MODIFY: { code: 13, family: 'bits', modifies: true, value: 'payload', hasBin: true },
  DELETE_ALL: { code: 14, family: 'scalar', modifies: true, value: 'none', hasBin: false, scalar: 6 },
  HLL_READ: { code: 15, family: 'hll', modifies: false, value: 'payload', hasBin: true },
  HLL_MODIFY: { code: 16, family: 'hll', modifies: true, value: 'payload', hasBin: true },
  STRING_READ: { code: 17, family: 'string', modifies: false, value: 'payload', hasBin: true },
  STRING_MODIFY: { code: 18, family: 'string', modifies: true, value: 'payload', hasBin: true },
  TO_STRING: { code: 19, family: 'string', modifies: false, value: 'none', hasBin: true },
} as const satisfies { readonly [name: string]: OperationRow };

type Rows = typeof ROWS;
export type OperationName = keyof Rows;
type ScalarName = { [N in OperationName]: Rows[N] extends { readonly scalar: number } ? N : never }[OperationName];

/** What is known of an operation, under its name in the server's spelling. */
export const OPERATIONS: { readonly [N in OperationName]: OperationRow } = ROWS;

const NAMES = Object.keys(ROWS) as OperationName[];

/** The code of each operation on the wire. */
export const OP = Object.fromEntries(NAMES.map((name) => [name, ROWS[name].code])) as {
  readonly [N in OperationName]: Rows[N]['code'];
};

/** The vendor's public code of each scalar operation. */
export const SCALAR_OPERATION = Object.fromEntries(
  NAMES.map((name) => [name, OPERATIONS[name].scalar]).filter(([, scalar]) => scalar !== undefined),
) as { readonly [N in ScalarName]: Rows[N]['scalar'] };

const byCode: (OperationRow | undefined)[] = [];
const byScalar: (OperationRow | undefined)[] = [];
for (const row of Object.values(OPERATIONS)) {
  byCode[row.code] = row;
  if (row.scalar !== undefined) byScalar[row.scalar] = row;
}

/** The operation of a code on the wire; undefined for one that does not exist. */
export function operationOf(code: number): OperationRow | undefined {
  return byCode[code];
}

/** The operation of a public scalar code; undefined for one that does not exist. */
export function scalarOperationOf(scalar: number): OperationRow | undefined {
  return byScalar[scalar];
}
