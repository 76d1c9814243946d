// A call of an operation on a list, a map, bytes or a HyperLogLog, taken apart for whoever shows it.

import { EXP, EXP_ENTRY, EXP_MODIFY_LOCAL } from '../../../wire/codes/expressions.ts';
import type { EntryTree } from './entry-tree.ts';

/** What shows the parts of a call. */
export interface Show {
  text(tree: EntryTree): string;
  /** An operand, in parentheses if it binds looser than its place. */
  operand(tree: EntryTree): string;
  /** An expression inside a context; undefined for what is none. */
  whole(expression: unknown): string | undefined;
}

export interface CallTree {
  /** Of the result. */
  readonly type: number;
  readonly system: number;
  readonly isChange: boolean;
  readonly code: number;
  readonly context: unknown;
  /** Without the policy. */
  readonly args: readonly EntryTree[];
  /** The items of the policy: order and write flags, as far as the operation takes them. */
  readonly policy: Policy;
  /** What it works on. */
  readonly value: EntryTree;
}

export interface Policy {
  /** Undefined where none was given. */
  readonly order: number | undefined;
  readonly writeFlags: number | undefined;
}

const NO_POLICY: Policy = { order: undefined, writeFlags: undefined };

/** @returns undefined for anything but a call. */
export function callOf({ entry, args }: EntryTree): CallTree | undefined {
  const [type, system, operation, value] = args;
  if (entry.op !== EXP.CALL || value === undefined) return undefined;
  const [code, ...parameters] = (operation as EntryTree).args;
  const number = system?.entry.intVal;
  if (typeof number !== 'number' || typeof code?.entry.intVal !== 'number') return undefined;
  const policy = parameters.find(isPolicy);
  return {
    type: type?.entry.intVal as number,
    system: number & ~EXP_MODIFY_LOCAL,
    isChange: (number & EXP_MODIFY_LOCAL) !== 0,
    code: code.entry.intVal,
    context: (operation as EntryTree).entry.ctx,
    args: policy === undefined ? parameters : parameters.filter((parameter) => parameter !== policy),
    policy: policy === undefined ? NO_POLICY : itemsOf(policy),
    value,
  };
}

function isPolicy({ entry }: EntryTree): boolean {
  return 'listPolicy' in entry || 'mapPolicy' in entry;
}

function itemsOf({ entry }: EntryTree): Policy {
  const given = entry.listPolicy ?? entry.mapPolicy;
  if (typeof given !== 'object' || given === null) return NO_POLICY;
  const { policy = given } = given as { readonly policy?: unknown };
  const { order, writeFlags } = (policy ?? {}) as { readonly order?: unknown; readonly writeFlags?: unknown };
  const takesOrder = entry.op !== EXP_ENTRY.CDT_LIST_MOD && entry.op !== EXP_ENTRY.CDT_MAP_MOD;
  return {
    order: takesOrder ? numberOf(order) : undefined,
    writeFlags: entry.op === EXP_ENTRY.CDT_MAP_CR ? undefined : numberOf(writeFlags),
  };
}

/** A missing entry is 0; one that is not a number cannot be a flag. */
function numberOf(value: unknown): number {
  if (value === undefined || value === null) return 0;
  return typeof value === 'number' ? value : Number.NaN;
}

/** The integer that an entry is; undefined for others. */
export function integerOf(tree: EntryTree | undefined): number | undefined {
  const { op, intVal, uintVal } = tree?.entry ?? { op: -1 };
  const value = op === EXP_ENTRY.VAL_INT ? intVal : op === EXP_ENTRY.VAL_UINT ? uintVal : undefined;
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : undefined;
}

/** The type that a bin, a variable of a loop or a call is read as; undefined where the entries do not say. */
export function typeOfTree({ entry, args }: EntryTree): number | undefined {
  if (entry.op !== EXP.BIN && entry.op !== EXP.LOOPVAR && entry.op !== EXP.CALL) return undefined;
  return args[0]?.entry.intVal as number | undefined;
}

/** The text of what a call works on. */
export function receiverText(show: Show, value: EntryTree): string {
  const text = show.text(value);
  return value.entry.op === EXP.BIN || value.entry.op === EXP.LOOPVAR ? text : `(${text})`;
}
