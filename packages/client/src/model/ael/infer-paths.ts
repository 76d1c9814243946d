// The types of paths and of the methods that end them: what a segment says of the value before it, and what is at its
// end.

import type { PathMethod } from './path-methods.ts';
import { isSingle } from './paths.ts';
import { fail } from './problem.ts';
import type { Argument, Expression, Method, Path, Segment } from './syntax.ts';
import type { TypeScope } from './type-scope.ts';
import { ANY, BOOL, INT, LIST, MAP, namesOf, TypeSet, typeSetOf } from './types.ts';

/** Whether a path leads to one element at most. */
function isPlain({ segments }: Path): boolean {
  for (const segment of segments) if (!isSingle(segment) || segment.filter !== undefined) return false;
  return true;
}

/** @param isRead - whether the type at its end must be known */
export function inferPath(scope: TypeScope, node: Path, isRead: boolean): TypeSet {
  const { base, segments } = node;
  const first = segments[0] as Segment;
  const set = first.of === 'list' ? LIST : first.of === 'map' ? MAP : LIST | MAP;
  scope.narrow(base, set, 'what a path leads into');
  for (const { filter } of segments) {
    if (filter !== undefined) scope.narrowInLoop(filter, BOOL, 'the filter of elements');
  }
  const last = segments.at(-1) as Segment;
  const type = isPlain(node) ? new TypeSet(ANY) : typeSetOf(LIST);
  scope.pinned(type, last.pin, last.at);
  return isRead ? scope.mustBeKnown(node, type) : type;
}

/** The type of a method that ends a path, or stands behind a whole list or map. */
export function inferPathMethod(scope: TypeScope, node: Method, row: PathMethod): TypeSet {
  const { name, at, args, receiver, flags } = node;
  for (const flag of flags) {
    if (row.flags?.includes(flag) !== true) fail(at, `:${flag} is not a flag of ${name}, or is not compiled here`);
  }
  receiverOf(scope, node, row);
  argumentOf(scope, at, name, row, args, receiver);
  if (row.result !== undefined) return resultOf(name, row.result, receiver);
  return receiver.kind === 'path' ? (receiver.base.type as TypeSet) : (receiver.type as TypeSet);
}

function receiverOf(scope: TypeScope, { name, at, receiver }: Method, row: PathMethod): void {
  if ((name === 'exists' || name === 'type') && receiver.kind === 'bin') {
    receiver.type = scope.bin(receiver, false);
  } else if (name === 'type') fail(at, 'type() is for bins alone');
  else if (receiver.kind === 'path') {
    const isCounted = name === 'count' && isPlain(receiver);
    const type = inferPath(scope, receiver, isCounted);
    receiver.type = type;
    if (isCounted && !type.narrow(LIST | MAP)) {
      fail(at, `type conflict: count() is for LIST or MAP, not ${namesOf(type.set)}`);
    }
  } else if (name === 'count') whole(scope, receiver, LIST | MAP, name);
  else if (row.list !== undefined && row.map !== undefined) whole(scope, receiver, LIST | MAP, name);
  else if (row.list !== undefined) whole(scope, receiver, LIST, name);
  else if (row.map !== undefined) whole(scope, receiver, MAP, name);
  else fail(at, `${name}() ends a path, as in $.map.key.${name}()`);
}

/** Which of the two a whole collection is may follow from the method. */
function whole(scope: TypeScope, receiver: Expression, set: number, name: string): void {
  scope.narrow(receiver, set, `the value before .${name}()`);
}

function argumentOf(
  scope: TypeScope,
  at: number,
  name: string,
  row: PathMethod,
  args: readonly Argument[],
  receiver: Expression,
): void {
  const [first, second] = args;
  if (row.argument === undefined) {
    if (first !== undefined) fail(first.at, `${name}() takes no argument`);
    return;
  }
  if (first === undefined) fail(at, `${name}() takes one argument`);
  if (second !== undefined) fail(second.at, `${name}() takes one argument`);
  if (first.name !== undefined) fail(first.at, `${name}() takes its argument without a name`);
  const what = `the argument of ${name}`;
  if (name === 'modify') scope.narrowInLoop(first.value, row.argument, what);
  else scope.narrow(first.value, row.argument, what);
  if (name === 'insertItems' && receiver.kind === 'path') {
    const isList = receiver.segments.at(-1)?.of === 'list';
    (first.value.type as TypeSet).narrow(isList ? LIST : MAP);
  }
}

function resultOf(name: string, result: number, receiver: Expression): TypeSet {
  if (name !== 'getIndexes' && name !== 'getRanks') return typeSetOf(result);
  const last = receiver.kind === 'path' ? receiver.segments.at(-1) : undefined;
  return typeSetOf(last !== undefined && isSingle(last) ? INT : LIST);
}
