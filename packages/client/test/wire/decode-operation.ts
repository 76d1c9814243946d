// Requests back to the operations that make them: the other direction, which only tests need.

import { wrongArgument } from '../../src/command/record/function-arguments.ts';
import type { BinValue } from '../../src/model/bin-value.ts';
import { CdtContext } from '../../src/model/operations/context.ts';
import { Operation } from '../../src/model/operations/operation.ts';
import { FUNCTIONS, type FunctionRow } from '../../src/wire/codes/functions.ts';
import { OP } from '../../src/wire/codes/ops.ts';
import { STRING_END } from '../../src/wire/codes/strings.ts';
import { unpackValue } from '../../src/wire/msgpack/unpack.ts';

export type Call = Operation & { [name: string]: unknown };

export const ROWS: readonly FunctionRow[] = Object.values(FUNCTIONS).flatMap((group) =>
  Object.values<FunctionRow>(group),
);

/** The operation that a request stands for; undefined where no function of the client makes it. */
export function operationOf(op: number | undefined, bin: string, bytes: Buffer): Call | undefined {
  let payload: BinValue;
  try {
    payload = unpackValue(bytes, 0, bytes.length);
  } catch {
    return undefined;
  }
  if (!Array.isArray(payload)) return undefined;
  const [first, steps] = payload as [unknown, unknown];
  const [code, ...values] = (first === 0xff ? payload[2] : payload) as readonly BinValue[];
  const row = ROWS.find(
    (one) =>
      one.op === op &&
      one.code === (op === OP.CDT_MODIFY ? plainCode(code) : code) &&
      !['newList', 'oneText'].includes(one.parameters[0]?.kind as string),
  );
  if (row === undefined) return undefined;
  const operation = new Operation(row.number, bin) as Call;
  if (first === 0xff) {
    const context = new CdtContext();
    for (let i = 0; i < (steps as BinValue[]).length; i += 2) {
      context.items.push([(steps as number[])[i] as number, (steps as BinValue[])[i + 1]]);
    }
    operation.context = context;
  }
  if (!setArguments(row, operation, code as number, values)) return undefined;
  return wrongArgument(row, operation) === undefined ? operation : undefined;
}

const MODES = { 65: [67, 2], 66: [68, 2], 69: [67, 1], 70: [68, 1] } as {
  [code: number]: [plain: number, mode: number];
};

/** Adding and replacing entries are the write modes of putting them. */
function plainCode(code: unknown): unknown {
  return MODES[code as number]?.[0] ?? code;
}

/** Gives an operation the parameters; false where a function would send others. */
function setArguments(row: FunctionRow, operation: Call, code: number, values: readonly BinValue[]): boolean {
  const left = [...values];
  const policy: { [name: string]: unknown } = {};
  const mode = row.op === OP.CDT_MODIFY ? MODES[code]?.[1] : undefined;
  if (mode !== undefined) policy.writeMode = mode;
  for (const { name, kind } of row.parameters) {
    if (kind === 'listPolicy' || kind === 'mapPolicy') {
      if (left.length > 0) operation.policy = policy;
      if (left.length > 0) policy.order = left.shift();
      if (left.length > 0) policy.writeFlags = left.shift();
      if (mode !== undefined) operation.policy = policy;
    } else if (kind === 'listFlags' || kind === 'writeFlags') {
      if (left.length > 0) operation.policy = { writeFlags: left.shift() };
    } else if (kind === 'mapOrder') {
      operation.policy = { order: left.shift() };
    } else if (kind === 'overflow') {
      const flags = Number(left.shift() ?? 0);
      operation.sign = (flags & 1) !== 0;
      operation[name] = flags & ~1;
    } else if (kind === 'signed' || kind === 'invertSize') {
      operation[name] = left.shift() === 1;
    } else if (kind === 'pair' || kind === 'oneText') {
      const texts = left.shift();
      if (!Array.isArray(texts)) return false;
      operation[name] = texts.shift();
      if (texts.length > 0) left.unshift(texts.shift() as BinValue);
    } else if (kind === 'cutFlags') {
      operation.policy = { writeFlags: left.shift() ?? 0 };
      if (operation.end === STRING_END) operation.end = undefined;
    } else operation[name] = left.shift();
  }
  return left.length === 0;
}
