// Contexts as bytes: the list in front of an operation on a nested list or map, and, in base64, the text that info
// commands take (docs/protocol/collections.md, "Context").
//
//   context := list header (two per step) · *( type · value )

import type { BinValue } from '../model/bin-value.ts';
import { CdtContext, type CdtItem } from '../model/operations/context.ts';
import { CDT_CONTEXT } from './codes/collections.ts';
import { MAX_CDT_DEPTH } from './codes/limits.ts';
import { packBool, packInteger, packListHeader } from './msgpack/headers.ts';
import { packValue } from './msgpack/pack.ts';
import { unpackValue } from './msgpack/unpack.ts';
import { UnsupportedValueError, WireError } from './wire-error.ts';
import { Writer } from './writer.ts';

/** Writes an expression; given by the caller, because expressions have contexts inside them. */
export type PackExpression = (w: Writer, expression: unknown) => void;

/**
 * Writes the steps of a context.
 *
 * @param createFlags - Added to the type of the last step: what is made when it leads nowhere.
 * @throws {@link UnsupportedValueError} for no steps, for too many, and for values that have no bytes.
 */
export function packContext(
  w: Writer,
  items: readonly CdtItem[],
  packExpression: PackExpression,
  createFlags = 0,
): void {
  const last = items.length - 1;
  if (last < 0) throw new UnsupportedValueError('A context needs at least one step');
  if (last >= MAX_CDT_DEPTH) throw new UnsupportedValueError(`A context has at most ${MAX_CDT_DEPTH} steps`);
  packListHeader(w, items.length * 2);
  for (let i = 0; i <= last; i++) {
    const [type, value] = items[i] as CdtItem;
    packInteger(w, i === last ? type | createFlags : type);
    if (type !== CDT_CONTEXT.EXP && type !== CDT_CONTEXT.AND) packValue(w, value as BinValue);
    else if (value === undefined || value === null) packBool(w, true);
    else packExpression(w, value);
  }
}

/** The text of a context. @throws {@link UnsupportedValueError} as {@link packContext} does. */
export function contextToBase64(context: CdtContext, packExpression: PackExpression): string {
  const w = new Writer(64);
  packContext(w, context.items, packExpression);
  return w.take().toString('base64');
}

/**
 * The context of a text.
 *
 * @throws {@link WireError} for anything but a context, and for one with expressions: their text cannot be turned back.
 */
export function contextFromBase64(text: string): CdtContext {
  const bytes = Buffer.from(text, 'base64');
  const steps = bytes.length > 0 ? unpackValue(bytes, 0, bytes.length) : undefined;
  if (!Array.isArray(steps) || steps.length === 0 || steps.length % 2 !== 0)
    throw new WireError('The text is not a context');
  const context = new CdtContext();
  for (let i = 0; i < steps.length; i += 2) {
    const type: unknown = steps[i];
    if (typeof type !== 'number') throw new WireError('The text is not a context');
    const value: unknown = steps[i + 1];
    const isExpression = type === CDT_CONTEXT.EXP || type === CDT_CONTEXT.AND;
    if (isExpression && value !== true) {
      throw new WireError('The context has an expression, which cannot be read from text');
    }
    context.items.push([type, isExpression ? undefined : value]);
  }
  return context;
}
