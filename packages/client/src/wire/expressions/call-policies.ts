// The policy of a call on a list or a map: the parameters that it adds at the end, as many as its entry says, or none where
// there is no policy.
//
//   list := [ order ] · [ write flags ]        map := [ order ] · [ write flags ]

import { type ExpEntry, isEntry } from '../../model/exp/entry.ts';
import { EXP_ENTRY } from '../codes/expressions.ts';
import { packInteger } from '../msgpack/headers.ts';
import type { Writer } from '../writer.ts';
import { misfit } from './place.ts';

/** The field of the entry, and which items of the policy it writes. */
interface PolicyRow {
  readonly field: 'listPolicy' | 'mapPolicy';
  readonly items: readonly ('order' | 'writeFlags')[];
}

const ROWS: { readonly [op: number]: PolicyRow | undefined } = {
  [EXP_ENTRY.CDT_LIST_CRMOD]: { field: 'listPolicy', items: ['order', 'writeFlags'] },
  [EXP_ENTRY.CDT_LIST_MOD]: { field: 'listPolicy', items: ['writeFlags'] },
  [EXP_ENTRY.CDT_MAP_CRMOD]: { field: 'mapPolicy', items: ['order', 'writeFlags'] },
  [EXP_ENTRY.CDT_MAP_CR]: { field: 'mapPolicy', items: ['order'] },
  [EXP_ENTRY.CDT_MAP_MOD]: { field: 'mapPolicy', items: ['writeFlags'] },
};

export function isPolicyEntry(entry: unknown): entry is ExpEntry {
  return isEntry(entry) && ROWS[entry.op] !== undefined;
}

/** How many parameters a policy entry is. */
export function policyItems(entry: ExpEntry): number {
  const { field, items } = ROWS[entry.op] as PolicyRow;
  return entry[field] === undefined || entry[field] === null ? 0 : items.length;
}

export function writePolicyItems(w: Writer, entry: ExpEntry, depth: number): void {
  const { field, items } = ROWS[entry.op] as PolicyRow;
  const given = entry[field];
  if (given === undefined || given === null) return;
  if (typeof given !== 'object') throw misfit(depth, `the policy of a call is an object, not a ${typeof given}`);
  // The vendor's client reads it only where it is wrapped in an object of its own.
  const { policy = given } = given as { readonly policy?: unknown };
  for (const name of items) {
    const value = (policy as { readonly [name: string]: unknown } | null)?.[name] ?? 0;
    if (!Number.isInteger(value) || (value as number) < 0) {
      throw misfit(depth, `${name} of the policy of a call is an integer, not ${String(value)}`);
    }
    packInteger(w, value as number);
  }
}
