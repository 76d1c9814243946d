// Expressions to bytes (docs/protocol/expressions.md): the entries of a program's array, checked and written in one
// pass.
//
//   expression := constant | list header (1 + arguments) · code · argument*
//   CALL       := 95 7f type system operation bin
//   operation  := list header · code · argument*          in a context: 93 cc ff context operation

import { type ExpEntry, isEntry } from '../../model/exp/entry.ts';
import { shapeOf } from '../../model/exp/shapes.ts';
import { isContext } from '../../model/operations/context.ts';
import { CDT_FORM } from '../codes/collections.ts';
import { AEL_COMPILE, EXP_ENTRY } from '../codes/expressions.ts';
import { MAX_EXP_BYTES } from '../codes/limits.ts';
import { MSGPACK } from '../codes/msgpack.ts';
import { packContext } from '../context.ts';
import { packInteger, packListHeader } from '../msgpack/headers.ts';
import { UnsupportedValueError } from '../wire-error.ts';
import { Writer } from '../writer.ts';
import { isPolicyEntry, policyItems, writePolicyItems } from './call-policies.ts';
import { writeConstant } from './constants.ts';
import { argument, ExpressionError, enter, misfit, shown } from './place.ts';

/**
 * Writes an expression, or the bytes of one that is in base64.
 *
 * @throws {@link ExpressionError} for anything but an expression; the bytes behind `w.pos` are then undefined
 */
export function writeExpression(w: Writer, expression: unknown): void {
  const start = w.pos;
  writeWhole(w, expression, 0);
  const bytes = w.pos - start;
  if (bytes > MAX_EXP_BYTES) {
    throw new ExpressionError(`Expression is ${bytes} bytes long, the limit is ${MAX_EXP_BYTES}`);
  }
}

const KEEP_BYTES = 16 * 1024;
let scratch = new Writer(1024);

/** The bytes of an expression. @throws {@link ExpressionError} */
export function encodeExpression(expression: unknown): Buffer {
  scratch.reset();
  writeExpression(scratch, expression);
  const bytes = scratch.take();
  if (scratch.buffer.length > KEEP_BYTES) scratch = new Writer(1024);
  return bytes;
}

function writeWhole(w: Writer, expression: unknown, depth: number): void {
  if (typeof expression === 'string') return writeBase64(w, expression, depth);
  if (!Array.isArray(expression)) throw misfit(depth, shown(expression));
  const end = writeEntry(w, expression, 0, depth);
  if (end < expression.length) {
    throw misfit(
      depth,
      `it ends after ${end} of ${expression.length} entries; an operation around them may be missing`,
    );
  }
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;

function writeBase64(w: Writer, text: string, depth: number): void {
  if (text === '' || !BASE64.test(text)) throw misfit(depth, 'the text is not base64');
  w.bytes(Buffer.from(text, 'base64'));
}

/** Writes the expression that starts at an entry, and returns where the next one starts. */
function writeEntry(w: Writer, entries: readonly unknown[], at: number, depth: number): number {
  const entry = entries[at];
  if (!isEntry(entry)) throw misfit(depth, shown(entry));
  if (writeConstant(w, entry, depth)) return at + 1;
  switch (entry.op) {
    case EXP_ENTRY.CALL_VOP_START:
      return writePayload(w, entries, at, depth);
    case EXP_ENTRY.MERGE:
      enter(depth, entry.op);
      argument(depth, 1);
      writeWhole(w, entry.exp, depth + 1);
      return at + 1;
    case EXP_ENTRY.CTX:
      writeContext(w, entry.ctx, depth);
      return at + 1;
    case EXP_ENTRY.AEL_TEXT:
      writeText(w, entry.text, depth);
      return at + 1;
    default:
      return writeOperation(w, entries, at, entry, depth);
  }
}

function writeOperation(w: Writer, entries: readonly unknown[], at: number, entry: ExpEntry, depth: number): number {
  const { op, count } = entry;
  const shape = shapeOf(op);
  if (shape === undefined)
    throw misfit(depth, op === EXP_ENTRY.END_OF_VA_ARGS ? 'an argument is missing' : shown(entry));
  enter(depth, op);
  if (shape.args === 'open') return writeOpen(w, entries, at, op, depth);
  const given = typeof count === 'number' ? count - 1 : 0;
  if (given !== shape.args) throw misfit(depth, `${shape.name} takes ${shape.args} arguments, not ${given}`);
  packListHeader(w, given + 1);
  packInteger(w, op);
  let next = at + 1;
  for (let i = 1; i <= given; i++) {
    argument(depth, i);
    next = writeEntry(w, entries, next, depth + 1);
  }
  return next;
}

/** One byte is kept for the head, which is longer where there are many arguments. */
function writeOpen(w: Writer, entries: readonly unknown[], at: number, op: number, depth: number): number {
  const head = w.pos;
  w.u8(0);
  packInteger(w, op);
  let next = at + 1;
  let count = 1;
  while ((entries[next] as ExpEntry | undefined)?.op !== EXP_ENTRY.END_OF_VA_ARGS) {
    argument(depth, count++);
    next = writeEntry(w, entries, next, depth + 1);
  }
  writeHead(w, head, count);
  return next + 1;
}

function writeHead(w: Writer, head: number, count: number): void {
  if (count < 0x10) return w.patchU8(head, MSGPACK.FIXARRAY | count);
  const end = w.pos;
  const longer = count <= 0xffff ? 2 : 4;
  w.ensure(longer);
  w.buffer.copyWithin(head + 1 + longer, head + 1, end);
  w.pos = head;
  packListHeader(w, count);
  w.pos = end + longer;
}

/** The operation of a call: as many items as its head says, where a policy may be several of them or none. */
function writePayload(w: Writer, entries: readonly unknown[], at: number, depth: number): number {
  const { count, ctx } = entries[at] as ExpEntry;
  if (typeof count !== 'number') throw misfit(depth, 'a call does not say how many parameters it has');
  if (ctx !== undefined && ctx !== null) {
    packListHeader(w, 3);
    packInteger(w, CDT_FORM.CONTEXT);
    writeContext(w, ctx, depth);
  }
  packListHeader(w, count);
  let next = at + 1;
  for (let left = count; left > 0 || isPolicyEntry(entries[next]); ) {
    const entry = entries[next];
    if (isPolicyEntry(entry)) {
      left -= policyItems(entry);
      if (left < 0) throw misfit(depth, 'a policy has more items than its call has room for');
      writePolicyItems(w, entry, depth);
      next++;
    } else {
      next = writeEntry(w, entries, next, depth);
      left--;
    }
  }
  return next;
}

/** Text that the server compiles: `92 cc80 bin`, the whole of an expression. */
function writeText(w: Writer, text: unknown, depth: number): void {
  if (depth > 0) throw misfit(depth, 'text for the server is a whole expression, and no part of another');
  if (typeof text !== 'string' || text === '') throw misfit(depth, 'text for the server is missing');
  const bytes = Buffer.byteLength(text);
  packListHeader(w, 2);
  packInteger(w, AEL_COMPILE);
  if (bytes <= 0xff) {
    w.u8(MSGPACK.BIN8);
    w.u8(bytes);
  } else if (bytes <= 0xffff) {
    w.u8(MSGPACK.BIN16);
    w.u16(bytes);
  } else {
    w.u8(MSGPACK.BIN32);
    w.u32(bytes);
  }
  w.utf8(text);
}

/** The expressions in the steps of a path are nested in this one. */
function writeContext(w: Writer, context: unknown, depth: number): void {
  if (!isContext(context)) throw misfit(depth, 'a context is a cdt.Context');
  enter(depth, EXP_ENTRY.CTX);
  argument(depth, 1);
  try {
    packContext(w, context.items, (_, expression) => writeWhole(w, expression, depth + 1));
  } catch (error) {
    const isOfContext = error instanceof UnsupportedValueError && !(error instanceof ExpressionError);
    throw isOfContext ? misfit(depth, error.message) : error;
  }
}
