// Text to an expression, from end to end: `exp.ael`. What came of a text without values is kept, as programs have few
// texts and use them often.

import { EXP_ENTRY } from '../../wire/codes/expressions.ts';
import { AerospikeError } from '../error.ts';
import { type AerospikeExp, constant } from '../exp/entry.ts';
import type { Parameters } from './cursor.ts';
import { generate } from './generate.ts';
import { inferTypes } from './infer.ts';
import { Parser } from './parser.ts';
import { AelProblem, errorOf } from './problem.ts';
import { TOKEN } from './tokens.ts';

const MAX_TEXT_BYTES = 1024 * 1024;
/** Texts that are kept are at most twice as many. */
const MAX_YOUNG = 256;
/** Longer texts are not kept. */
const MAX_KEPT_LENGTH = 4096;

/**
 * Texts that came lately, and those that came before them: when the young are many, they are the old. A text that has come
 * once is there without its expression, as texts that never come again are not worth keeping.
 */
let young = new Map<string, AerospikeExp | undefined>();
let old: typeof young = new Map();

/** The expression of a text, or of a template with values in it; see `exp.ael`. */
export function compile(text: unknown, values: readonly unknown[]): AerospikeExp {
  if (typeof text === 'string') return compileText(text, values[0]);
  if (isTemplate(text)) return compileTemplate(text, values);
  throw AerospikeError.param(`exp.ael takes text, not ${text === null ? 'null' : typeof text}`);
}

/** A text that the server compiles; see `exp.ael.onServer`. */
export function forServer(text: unknown): AerospikeExp {
  if (typeof text !== 'string') {
    throw AerospikeError.param(`exp.ael.onServer takes text, not ${text === null ? 'null' : typeof text}`);
  }
  checkSize(text);
  if (text.trim() === '') throw AerospikeError.param('AEL text is empty');
  return constant(EXP_ENTRY.AEL_TEXT, 'text', text);
}

function isTemplate(text: unknown): text is TemplateStringsArray {
  return Array.isArray(text) && Array.isArray((text as { readonly raw?: unknown }).raw);
}

function compileText(text: string, given: unknown): AerospikeExp {
  if (given === undefined) return cached(text);
  if (typeof given !== 'object' || given === null) {
    throw AerospikeError.param(
      `parameters of exp.ael are an array or an object, not ${given === null ? 'null' : typeof given}`,
    );
  }
  return compiled(text, given as Parameters);
}

function cached(text: string): AerospikeExp {
  const before = young.get(text);
  if (before !== undefined) return before.slice();
  if (text.length > MAX_KEPT_LENGTH) return compiled(text, undefined);
  const isKnown = young.has(text) || old.has(text);
  const kept = old.get(text) ?? compiled(text, undefined);
  // Programs may change what they get: the array is theirs, the entries are everyone's.
  if (isKnown) for (const entry of kept) Object.freeze(entry);
  if (young.size >= MAX_YOUNG) [young, old] = [new Map(), young];
  young.set(text, isKnown ? kept : undefined);
  return isKnown ? kept.slice() : kept;
}

/** Each value becomes a placeholder. A template has its backslashes as written, but for those before ${ and `. */
function compileTemplate({ raw }: TemplateStringsArray, values: readonly unknown[]): AerospikeExp {
  const parts = raw.map((part) => part.replaceAll(/\\(?=\$\{|`)/g, ''));
  const text = parts.reduce((before, part, i) => `${before}?${i - 1}${part}`);
  if (values.length === 0) return cached(text);
  return compiled(text, values);
}

function compiled(text: string, parameters: Parameters | undefined): AerospikeExp {
  checkSize(text);
  try {
    const parser = new Parser(text, parameters);
    if (parser.is(TOKEN.END)) throw AerospikeError.param('AEL text is empty');
    const tree = parser.whole();
    if (parameters !== undefined) allUsed(parameters, parser.used);
    inferTypes(tree);
    return generate(tree);
  } catch (error) {
    throw error instanceof AelProblem ? errorOf(text, error) : error;
  }
}

function checkSize(text: string): void {
  // A character has at most three bytes.
  if (text.length * 3 <= MAX_TEXT_BYTES) return;
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_TEXT_BYTES) {
    throw AerospikeError.param(`AEL text is ${bytes} bytes long, the limit is ${MAX_TEXT_BYTES}`);
  }
}

/** A value that nothing refers to is a mistake, as one inside quotes. */
function allUsed(parameters: Parameters, used: ReadonlySet<string>): void {
  const unused = Object.keys(parameters).find((name) => !used.has(name));
  if (unused !== undefined)
    throw AerospikeError.param(`AEL: no ?${unused} in the text, outside quotes, for its parameter`);
}
