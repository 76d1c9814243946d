// How deep a written list or map nests.

import { ElementReader, KIND } from 'tendril/wire';

/** Lists and maps within each other in the one element that the bytes are; 0 for anything else. */
export function nestingOf(element: Buffer): number {
  const r = new ElementReader(element, 0, element.length);
  /** Elements that are still to come, level by level. */
  const left = [1];
  let deepest = 0;
  for (let level = 0; level >= 0; ) {
    if (left[level] === 0) {
      left.length = level--;
      continue;
    }
    left[level] = (left[level] as number) - 1;
    const kind = r.next();
    if (kind !== KIND.LIST && kind !== KIND.MAP) continue;
    left.push(kind === KIND.MAP ? r.count * 2 : r.count);
    level++;
    deepest = Math.max(deepest, level);
  }
  return deepest;
}
