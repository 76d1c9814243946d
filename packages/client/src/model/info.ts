// The text of info replies taken apart: lines of `command TAB value`, values divided by the separators of their command.
// Never asks a server, and refuses nothing: what cannot be divided stays as it is.
// Specification: docs/protocol/info.md, and the behaviour of the module this one replaces.

import type { Untyped } from './untyped.ts';

/** What an info reply is made of. */
export type InfoValue = string | number | undefined | readonly InfoValue[] | { readonly [name: string]: InfoValue };

/**
 * How to divide a value: one character makes a list; two characters make an object, the first between the pairs and the
 * second between name and value; a function does as it likes.
 */
export type InfoSeparator = string | ((text: string) => InfoValue);

/** Numbers in their shortest form become numbers; `08`, `1.0` and texts stay. */
function asValue(text: string | undefined): string | number | undefined {
  return text !== undefined && String(Number(text)) === text ? Number(text) : text;
}

function pairs(text: string, between: string, within: string): { [name: string]: InfoValue } {
  const result: { [name: string]: InfoValue } = {};
  for (const pair of text.split(between)) {
    if (pair === '') continue;
    const [name = '', value] = pair.split(within, 2);
    result[name] = asValue(value);
  }
  return result;
}

function list(text: string, between: string): string[] {
  const parts = text.split(between);
  if (parts.at(-1) === '') parts.pop();
  return parts;
}

/** Commands without separators of their own: a list or pairs where there is a semicolon. */
function pairsOrList(text: string): InfoValue {
  if (!text.includes(';')) return text;
  return text.includes('=') ? pairs(text, ';', '=') : text.split(';');
}

/** `num_bins=2,limit=10,name,name`: statistics first, then names. */
function binNames(text: string): InfoValue {
  const stats: { [name: string]: InfoValue } = {};
  const names: string[] = [];
  for (const part of text.split(',')) {
    const [name = '', value] = part.split('=', 2);
    if (value === undefined) names.push(name);
    else stats[name] = asValue(value);
  }
  return { stats, names };
}

/** One object instead of a list of one: the separator at the end goes. */
const withoutLast = (text: string): string => text.slice(0, -1);

/**
 * Separators by command, from the outside in. `*` stands for one part of a command's path, `**` for any number; the
 * first pattern that fits counts. Programs may add patterns of their own.
 */
const separators: { [pattern: string]: readonly InfoSeparator[] } = {
  bins: [';:', binNames],
  'bins/*': [binNames],
  'namespace/*': [';='],
  service: [';'],
  sindex: [';', ':='],
  'sindex/*': [';', ':='],
  'sindex/*/**': [';='],
  'udf-list': [';', ',='],
  'get-dc-config': [';', ':='],
  sets: [';', ':='],
  'sets/*': [';', ':='],
  'sets/*/**': [withoutLast, ':='],
};
const DEFAULT_SEPARATORS: readonly InfoSeparator[] = [pairsOrList];

/** As in paths of files, parts that begin with a dot are matched by no star. */
const PART = '[^./][^/]*';

function patternToRegExp(pattern: string): RegExp {
  const parts = pattern.split('/').map((part) => {
    if (part === '**') return `${PART}(?:/${PART})*`;
    if (part === '*') return PART;
    return part.replace(/[\\^$.+?()[\]{}|]/g, '\\$&').replaceAll('*', '[^/]*');
  });
  return new RegExp(`^${parts.join('/')}$`);
}

function separatorsOf(command: string): readonly InfoSeparator[] {
  const path = command.replace(/\/+/g, '/').replace(/\/$/, '');
  const pattern = Object.keys(separators).find((candidate) => patternToRegExp(candidate).test(path));
  return (pattern === undefined ? undefined : separators[pattern]) ?? DEFAULT_SEPARATORS;
}

function divideText(text: InfoValue, separator: InfoSeparator): InfoValue {
  if (typeof text !== 'string') return text;
  if (typeof separator === 'function') return separator(text);
  return separator.length === 2 ? pairs(text, separator.charAt(0), separator.charAt(1)) : list(text, separator);
}

/** Divides a text, each text of a list, or each text in an object. */
function divide(value: InfoValue, separator: InfoSeparator): InfoValue {
  if (Array.isArray(value)) return value.map((element: InfoValue) => divideText(element, separator));
  if (typeof value !== 'object') return divideText(value, separator);
  return Object.fromEntries(Object.entries(value).map(([name, text]) => [name, divideText(text, separator)]));
}

/**
 * Takes the reply to an info request apart.
 *
 * @param text - As returned by `client.info`, `infoAny`, `infoNode`, or in the elements of `infoAll`.
 * @returns Values by command: texts, numbers, lists and objects ({@link InfoValue}); an empty object for an empty reply.
 */
function parse(text: string | null | undefined): { [command: string]: Untyped } {
  if (!text) return {};
  const result = pairs(text, '\n', '\t');
  for (const command of Object.keys(result)) {
    result[command] = separatorsOf(command).reduce(divide, result[command]);
  }
  return result;
}

/**
 * Replies to info requests as data.
 *
 * @example
 * import { info } from 'tendril';
 *
 * const { build, edition, features } = info.parse('build\t8.1.0.3\nfeatures\tbatch-any;geo\n');
 * console.log(build, edition, features); // 8.1.0.3 undefined [ 'batch-any', 'geo' ]
 */
export const info = { parse, separators };
