// What a command needs of the server that it goes to: operations and expressions that only newer ones know. Found when a
// command is prepared, held against the version of a node when it is routed there: an older node is never sent what it
// would answer with an error that does not say why.

import { AerospikeError } from '../model/error.ts';
import { isEntry } from '../model/exp/entry.ts';
import { shapeOf } from '../model/exp/shapes.ts';
import { isContext } from '../model/operations/context.ts';
import { status } from '../model/status.ts';
import { type BuildVersion, isAtLeast } from '../topology/build-version.ts';
import { BITS_OP } from '../wire/codes/bits.ts';
import { BUILD_8_1_1, BUILD_8_1_2, BUILD_8_2, type ServerNeed } from '../wire/codes/builds.ts';
import {
  CDT_CONTEXT,
  CDT_CONTEXT_INVERTED,
  CDT_CONTEXT_SEVERAL,
  CDT_FORM,
  LIST_OP,
} from '../wire/codes/collections.ts';
import { EXP, EXP_ENTRY, EXP_MODIFY_LOCAL, EXP_SYSTEM } from '../wire/codes/expressions.ts';
import { functionOf } from '../wire/codes/functions.ts';
import { MAX_EXP_DEPTH } from '../wire/codes/limits.ts';
import { STRING_OP } from '../wire/codes/strings.ts';

/** What operations need. */
export function needsOfOperations(operations: readonly { readonly op: number }[]): ServerNeed | undefined {
  let most: ServerNeed | undefined;
  for (const operation of operations) {
    const row = functionOf(operation.op);
    if (row === undefined) continue;
    if (row.since !== undefined) most = newer(most, { what: row.name, build: row.since });
    for (const { name, kind } of row.parameters) {
      const value = (operation as unknown as { readonly [name: string]: unknown })[name];
      if (kind === 'expression') most = newer(most, needsOfExpression(value));
      else if (kind === 'path') most = newer(most, needsOfContext(value, 0));
    }
  }
  return most;
}

/** What an expression needs. Text in base64 is not looked into. */
export function needsOfExpression(expression: unknown, depth = 0): ServerNeed | undefined {
  if (!Array.isArray(expression) || depth > MAX_EXP_DEPTH) return undefined;
  let most: ServerNeed | undefined;
  for (let i = 0; i < expression.length; i++) {
    const entry: unknown = expression[i];
    if (!isEntry(entry)) continue;
    const { op } = entry;
    if (op === EXP.CALL) most = newer(most, needsOfCall(expression, i));
    else if (op === EXP_ENTRY.MERGE) most = newer(most, needsOfExpression(entry.exp, depth + 1));
    else if (op === EXP_ENTRY.CTX || op === EXP_ENTRY.CALL_VOP_START) {
      if (entry.ctx !== undefined) most = newer(most, needsOfContext(entry.ctx, depth + 1));
    } else {
      const shape = shapeOf(op);
      if (shape?.since !== undefined) most = newer(most, { what: `exp.${shape.name}`, build: shape.since });
    }
  }
  return most;
}

function needsOfContext(context: unknown, depth: number): ServerNeed | undefined {
  if (!isContext(context)) return undefined;
  return context.items.reduce<ServerNeed | undefined>(
    (most, [type, value]) => newer(newer(most, needsOfStep(type)), needsOfExpression(value, depth)),
    undefined,
  );
}

/** Steps of paths that lead to many elements. */
function needsOfStep(type: number): ServerNeed | undefined {
  if (type === CDT_CONTEXT.EXP) return { what: 'a path to many elements', build: BUILD_8_1_1 };
  if (type === CDT_CONTEXT.MAP_KEYS_IN) return { what: 'a list of keys on the way of a path', build: BUILD_8_1_2 };
  if (type === CDT_CONTEXT.AND) return { what: 'a filter behind a step of a path', build: BUILD_8_1_2 };
  if (!SEVERAL.has(type & ~CDT_CONTEXT_INVERTED)) return undefined;
  return { what: 'a step of a path that selects several elements', build: BUILD_8_2 };
}

const SEVERAL: ReadonlySet<number> = new Set(Object.values(CDT_CONTEXT_SEVERAL));

/** The entries of a call: its head, type, system, the head of its payload, and the code of the operation. */
function needsOfCall(entries: readonly unknown[], at: number): ServerNeed | undefined {
  const system = intOf(entries[at + 2]);
  const code = intOf(entries[at + 4]);
  if (system === undefined || code === undefined) return undefined;
  const own = system & ~EXP_MODIFY_LOCAL;
  if (own === EXP_SYSTEM.CDT && code === CDT_FORM.PATH) return { what: 'a path to many elements', build: BUILD_8_1_1 };
  const what = newCall(own, code);
  return what === undefined ? undefined : { what, build: BUILD_8_2 };
}

function intOf(entry: unknown): number | undefined {
  const value = isEntry(entry) ? entry.intVal : undefined;
  return typeof value === 'number' ? value : undefined;
}

function newCall(system: number, code: number): string | undefined {
  if (system === EXP_SYSTEM.STRING) return `exp.string.${NAMES[code] ?? code}`;
  if (system === EXP_SYSTEM.CDT && code === LIST_OP.STRING_LIST_JOIN) return 'exp.lists.join';
  return system === EXP_SYSTEM.BITS && code === BITS_OP.B64_ENCODE ? 'exp.bit.b64Encode' : undefined;
}

/** Names of operations on text as programs have them: B64_DECODE is b64Decode. */
const NAMES: { readonly [code: number]: string } = Object.fromEntries(
  Object.entries(STRING_OP).map(([name, code]) => [
    code,
    name.toLowerCase().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
  ]),
);

/** The one that fewer servers meet. */
export function newer(a: ServerNeed | undefined, b: ServerNeed | undefined): ServerNeed | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return isAtLeast(a.build, b.build) ? a : b;
}

/** Whether a node can do it. One whose version is not understood is left to say so itself. */
export function meets(version: BuildVersion | undefined, { build }: ServerNeed): boolean {
  return version === undefined || isAtLeast(version, build);
}

/** The error for a node that cannot: `node` is its address or name. */
export function unmet({ what, build }: ServerNeed, node: string, text: string): AerospikeError {
  const wanted = build === BUILD_8_2 ? '8.2' : build.join('.').replace(/(?:\.0){1,2}$/, '');
  const message = `${what} needs server ${wanted} or newer, node ${node} runs ${text}`;
  return AerospikeError.fromCode({ code: status.ERR_UNSUPPORTED_FEATURE, message, node });
}
