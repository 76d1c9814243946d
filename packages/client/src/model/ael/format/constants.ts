// Constants of expressions as text of the language.

import { EXP_ENTRY } from '../../../wire/codes/expressions.ts';
import type { ExpEntry } from '../../exp/entry.ts';

const TWO_63 = 2 ** 63;
/** Of values that are not constants of the language: they may lead to themselves. */
const MAX_SHOWN_DEPTH = 16;

const ESCAPES: { readonly [character: string]: string } = { "'": "\\'", '\\': '\\\\', '\n': '\\n', '\r': '\\r' };

/** The text of an entry that is a constant; undefined for others, and for those the language cannot write. */
export function constantText(entry: ExpEntry): string | undefined {
  switch (entry.op) {
    case EXP_ENTRY.VAL_INT:
      return integerText(entry.intVal);
    case EXP_ENTRY.VAL_UINT:
      return integerText(entry.uintVal);
    case EXP_ENTRY.VAL_FLOAT:
      return floatText(entry.floatVal);
    case EXP_ENTRY.VAL_BOOL:
      return String(entry.boolVal);
    case EXP_ENTRY.VAL_RAWSTR:
    case EXP_ENTRY.VAL_STR:
    case EXP_ENTRY.VAL_BYTES:
      return operandText(entry.strVal ?? entry.bytesVal);
    case EXP_ENTRY.VAL_GEO: {
      const text = (entry.value as { readonly str?: unknown } | null | undefined)?.str;
      return typeof text === 'string' ? `geoJson(${operandText(text)})` : undefined;
    }
    case EXP_ENTRY.AS_VAL:
      if ('value' in entry) return operandText(entry.value);
      return 'inf' in entry ? 'INF' : undefined;
    default:
      return undefined;
  }
}

/** The text of a value inside a selector or collection. */
export function operandText(value: unknown): string | undefined {
  if (value === null) return 'NIL';
  if (typeof value === 'string')
    return `'${value.replaceAll(/['\\\n\r]/g, (character) => ESCAPES[character] as string)}'`;
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'bigint' || typeof value === 'number') return integerText(value) ?? floatText(value);
  if (typeof value !== 'object') return undefined;
  if (value instanceof Uint8Array) return `x'${Buffer.from(value).toString('hex')}'`;
  if (Array.isArray(value)) return joined('[', value.map(operandText), ']');
  if (typeof (value as { Double?: unknown }).Double === 'number') return floatText(value);
  if (!(value instanceof Map) && Object.getPrototypeOf(value) !== Object.prototype) return undefined;
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  return joined('{', entries.map(pairText), '}');
}

function pairText([key, value]: readonly unknown[]): string | undefined {
  const isKey = ['string', 'number', 'bigint'].includes(typeof key) || key instanceof Uint8Array;
  const texts = [isKey && !isFraction(key) ? operandText(key) : undefined, operandText(value)];
  return texts.includes(undefined) ? undefined : texts.join(': ');
}

function isFraction(key: unknown): boolean {
  return typeof key === 'number' && !Number.isSafeInteger(key);
}

/** The text of any value, for reading: in words of the language, or marked where it has none. */
export function readableText(value: unknown, depth = 0): string {
  const text = operandText(value);
  if (text !== undefined) return text;
  if (depth > MAX_SHOWN_DEPTH) return '…';
  if (Array.isArray(value)) return `[${value.map((item) => readableText(item, depth + 1)).join(', ')}]`;
  if (value instanceof Map) {
    const pairs = [...value].map(([key, held]) => `${readableText(key, depth + 1)}: ${readableText(held, depth + 1)}`);
    return `{${pairs.join(', ')}}`;
  }
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? 'a function' : String(value);
  const { str } = value as { readonly str?: unknown };
  if (typeof str === 'string') return `geoJson(${operandText(str)})`;
  const name: unknown = Object.getPrototypeOf(value)?.constructor?.name;
  const pairs = Object.entries(value).map(([key, held]) => `${key}: ${readableText(held, depth + 1)}`);
  return `${typeof name === 'string' && name !== 'Object' ? `${name} ` : ''}{${pairs.join(', ')}}`;
}

function joined(open: string, texts: readonly (string | undefined)[], close: string): string | undefined {
  return texts.includes(undefined) ? undefined : `${open}${texts.join(', ')}${close}`;
}

function integerText(value: unknown): string | undefined {
  if (typeof value === 'bigint') return String(value);
  // What has more digits than a number has is sent as the integer that it is.
  const isInteger = typeof value === 'number' && Number.isInteger(value) && value >= -TWO_63 && value < TWO_63;
  return isInteger ? String(BigInt(value)) : undefined;
}

/** All digits: the language has no exponent. */
function floatText(value: unknown): string | undefined {
  const number = typeof value === 'number' ? value : (value as { readonly Double?: unknown } | null)?.Double;
  if (typeof number !== 'number' || !Number.isFinite(number)) return undefined;
  if (Object.is(number, -0)) return '-0.0';
  if (Number.isInteger(number)) return `${BigInt(number)}.0`;
  const text = String(number);
  if (!text.includes('e')) return text;
  const [mantissa, exponent] = text.split('e') as [string, string];
  const digits = mantissa.replaceAll(/[-.]/g, '');
  return `${number < 0 ? '-' : ''}0.${'0'.repeat(-Number(exponent) - 1)}${digits}`;
}
