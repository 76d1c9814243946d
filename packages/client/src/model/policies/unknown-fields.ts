// Names in a policy that no command reads: misspelt ones, and those of another kind of policy.
// Objects of a class, the policy classes among them, are not looked at: their properties are not what a user typed.

import { allFieldsOf, type Kind, POLICIES } from './table.ts';

/** A signal ends any command early; it stands in its policy, but is not a field of a policy class. */
const SIGNAL = 'signal';

const KNOWN = new Map(
  (Object.keys(POLICIES) as Kind[]).map((kind) => [kind, new Set([...Object.keys(allFieldsOf(kind)), SIGNAL])]),
);

const NONE: readonly string[] = Object.freeze([]);

/** @internal The names in `given` that a policy of this kind does not have and that hold a value; mostly none. */
export function unknownFields(kind: Kind, given: unknown): readonly string[] {
  if (!isPlain(given)) return NONE;
  const known = KNOWN.get(kind) as ReadonlySet<string>;
  let unknown: string[] | undefined;
  for (const name in given) {
    if (!known.has(name) && given[name] !== undefined && given[name] !== null) {
      unknown ??= [];
      unknown.push(name);
    }
  }
  return unknown ?? NONE;
}

/** Of this realm or another one. */
function isPlain(given: unknown): given is { readonly [name: string]: unknown } {
  if (typeof given !== 'object' || given === null) return false;
  const prototype = Object.getPrototypeOf(given);
  return prototype === Object.prototype || prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Names that were reported, with their kind; a program that makes up names is not followed without end. */
const MAX_REPORTED = 256;
const reported = new Set<string>();

/**
 * @internal Hands one warning for each unknown name, once per process, kind and name, to `warn`.
 * Cheap where nothing is unknown: a look at each name that was given.
 */
export function reportUnknownFields(kind: Kind, given: unknown, warn: (message: string) => void): void {
  for (const name of unknownFields(kind, given)) {
    const id = `${kind} ${name}`;
    if (reported.has(id) || reported.size >= MAX_REPORTED) continue;
    reported.add(id);
    warn(`Policy value ${name} has no effect: ${reason(kind, name)}`);
  }
}

function reason(kind: Kind, name: string): string {
  const { className } = POLICIES[kind];
  const meant = similar(name, KNOWN.get(kind) as ReadonlySet<string>);
  if (meant) return `${className} has no such field, ${meant} may be meant`;
  const others = (Object.keys(POLICIES) as Kind[]).filter((other) => KNOWN.get(other)?.has(name));
  if (others.length === 0) return `${className} has no such field`;
  return `it belongs to ${others.map((other) => POLICIES[other].className).join(', ')}, not to ${className}`;
}

/** @internal The name among the known ones, or the fields of a kind, that may be meant. */
export function similarName(name: string, known: Kind | readonly string[]): string | undefined {
  return similar(name, new Set(typeof known === 'string' ? KNOWN.get(known) : known));
}

function similar(name: string, known: ReadonlySet<string>): string | undefined {
  const bare = bareName(name);
  for (const candidate of known) {
    if (bareName(candidate) === bare || isOneEditAway(candidate.toLowerCase(), name.toLowerCase())) return candidate;
  }
  return undefined;
}

/** Without what spellings differ in: case, hyphens, underscores, and a unit or plural at the end. */
function bareName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[-_]/g, '')
    .replace(/(?:ms|s)$/, '');
}

/** Whether one letter was added, left out, replaced or swapped with the next. */
function isOneEditAway(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  const rest = [a.slice(start), b.slice(start)] as const;
  if (rest[0].slice(1) === rest[1] || rest[0] === rest[1].slice(1) || rest[0].slice(1) === rest[1].slice(1))
    return true;
  return rest[0].slice(2) === rest[1].slice(2) && rest[0][0] === rest[1][1] && rest[0][1] === rest[1][0];
}
