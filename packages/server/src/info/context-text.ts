// The steps of a context in the words of a real server: `[map_key(<string#5>), list_index(-1)]`.

import {
  CDT_CONTEXT_FAMILY,
  CDT_CONTEXT_FAMILY_MASK,
  CDT_CONTEXT_SELECTOR,
  CDT_CONTEXT_SELECTOR_MASK,
  ElementReader,
  KIND,
  PARTICLE,
} from 'tendril/wire';
import { numberOf } from '../operation/cdt/elements.ts';
import type { ContextItem } from '../operation/cdt/operation.ts';

const SELECTORS: ReadonlyMap<number, string> = new Map([
  [CDT_CONTEXT_SELECTOR.INDEX, 'index'],
  [CDT_CONTEXT_SELECTOR.RANK, 'rank'],
  [CDT_CONTEXT_SELECTOR.KEY, 'key'],
  [CDT_CONTEXT_SELECTOR.VALUE, 'value'],
]);

export function contextText(context: readonly ContextItem[]): string {
  return `[${context.map(stepText).join(', ')}]`;
}

function stepText({ type, value }: ContextItem): string {
  const family = (type & CDT_CONTEXT_FAMILY_MASK) === CDT_CONTEXT_FAMILY.LIST ? 'list' : 'map';
  return `${family}_${SELECTORS.get(type & CDT_CONTEXT_SELECTOR_MASK) ?? 'unknown'}(${valueText(value)})`;
}

/** Numbers as they are; of texts and bytes only how long they are. */
function valueText(element: Buffer): string {
  const number = numberOf(element);
  if (number !== undefined) return String(number);
  const reader = new ElementReader(element, 0, element.length);
  if (reader.next() !== KIND.STR || reader.payloadBytes === 0) return '<value>';
  const isText = element[reader.payloadAt] === PARTICLE.STRING;
  return `<${isText ? 'string' : 'blob'}#${reader.payloadBytes - 1}>`;
}
