// What takes the place of a match, as ICU writes it: `$1` and `${name}` stand for groups, a backslash for what follows it.

import { badRegex } from './payload.ts';

/** Text, or the number of a group. */
export type ReplacementPart = string | number;

/** @throws ParticleError with result code 4 when it refers to a group that there is not. */
export function parseReplacement(
  text: string,
  groups: number,
  names: Readonly<Record<string, number>>,
): ReplacementPart[] {
  const parts: ReplacementPart[] = [];
  let at = 0;
  while (at < text.length) {
    if (text[at] === '$') at = addGroup(parts, text, at + 1, groups, names);
    else if (text[at] === '\\') at = addEscaped(parts, text, at + 1);
    else {
      const next = text.slice(at).search(/[$\\]/);
      const end = next === -1 ? text.length : at + next;
      parts.push(text.slice(at, end));
      at = end;
    }
  }
  return parts;
}

/** Returns where it ends. */
function addGroup(
  parts: ReplacementPart[],
  text: string,
  at: number,
  groups: number,
  names: Readonly<Record<string, number>>,
): number {
  const named = /^\{([A-Za-z][A-Za-z0-9]*)\}/.exec(text.slice(at, at + 64));
  if (named !== null) {
    const group = Object.hasOwn(names, named[1] as string) ? names[named[1] as string] : undefined;
    if (group === undefined) throw badRegex(`there is no group "${named[1]}" to put in`);
    parts.push(group);
    return at + named[0].length;
  }
  let end = at;
  let group = 0;
  // As many digits as make the number of a group.
  while (/[0-9]/.test(text[end] ?? '') && group * 10 + Number(text[end]) <= groups)
    group = group * 10 + Number(text[end++]);
  if (end === at) throw badRegex('a $ in the replacement stands for no group');
  parts.push(group);
  return end;
}

function addEscaped(parts: ReplacementPart[], text: string, at: number): number {
  const number = /^(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))/.exec(text.slice(at, at + 9));
  if (number !== null) {
    const codePoint = Number.parseInt((number[1] ?? number[2]) as string, 16);
    if (codePoint > 0x10ffff) throw badRegex(`there is no character ${number[0]}`);
    parts.push(String.fromCodePoint(codePoint));
    return at + number[0].length;
  }
  const codePoint = text.codePointAt(at);
  if (codePoint === undefined) return at;
  parts.push(String.fromCodePoint(codePoint));
  return at + (codePoint > 0xffff ? 2 : 1);
}

export function expanded(parts: readonly ReplacementPart[], group: (number: number) => string): string {
  return parts.map((part) => (typeof part === 'number' ? group(part) : part)).join('');
}
