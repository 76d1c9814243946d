// Random calls of every function: what is sent is what was called. And contexts as text: whatever the text, no more than
// an error comes of it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wrongArgument } from '../../src/command/record/function-arguments.ts';
import { writeOperation } from '../../src/command/record/operate.ts';
import type { BinValue } from '../../src/model/bin-value.ts';
import { CdtContext } from '../../src/model/operations/context.ts';
import { Operation } from '../../src/model/operations/operation.ts';
import type { Argument, FunctionRow } from '../../src/wire/codes/functions.ts';
import { contextFromBase64, contextToBase64 } from '../../src/wire/context.ts';
import { writeExpression } from '../../src/wire/expressions/encode.ts';
import { WireError } from '../../src/wire/wire-error.ts';
import { Writer } from '../../src/wire/writer.ts';
import { Random } from '../helpers/random.ts';
import { type Call, operationOf, ROWS } from './decode-operation.ts';

const CALLS_OF_EACH = 60;

const INTEGERS: readonly (number | bigint)[] = [
  0,
  1,
  -1,
  127,
  128,
  -33,
  255,
  256,
  65536,
  2 ** 31,
  -(2 ** 40),
  2n ** 62n,
];

const one = <T>(random: Random, values: readonly T[]): T => values[random.below(values.length)] as T;
const some = <T>(random: Random, make: () => T): T[] => Array.from({ length: random.below(4) }, make);
const text = (random: Random): string => 'aäxyz'.repeat(8).slice(0, random.below(40));

/** What is read back as it was written: no whole doubles, no maps with other keys than text. */
function value(random: Random, depth = 0): BinValue {
  const kind = random.below(depth > 2 ? 6 : 8);
  if (kind === 0) return one(random, INTEGERS);
  if (kind === 1) return text(random);
  if (kind === 2) return null;
  if (kind === 3) return random.below(2) === 1;
  if (kind === 4) return random.next() + 0.1;
  if (kind === 5) return Buffer.from(text(random));
  if (kind === 6) return some(random, () => value(random, depth + 1));
  return Object.fromEntries(some(random, () => [`k${random.below(9)}`, value(random, depth + 1)]));
}

const key = (random: Random): string | number | bigint | Buffer =>
  one<() => string | number | bigint | Buffer>(random, [
    () => text(random),
    () => one(random, INTEGERS),
    () => Buffer.from(text(random)),
  ])();

const flags = (random: Random): number => random.below(16);
const optional = <T>(random: Random, make: () => T): T | undefined => (random.below(3) === 0 ? undefined : make());

/** The properties that an argument of a kind gives an operation. */
function properties({ name, kind }: Argument, random: Random): { readonly [name: string]: unknown } {
  switch (kind) {
    case 'value':
    case 'begin':
      return { [name]: value(random) };
    case 'end':
      return { [name]: optional(random, () => value(random) ?? 0) };
    case 'key':
      return { [name]: key(random) };
    case 'keys':
      return { [name]: some(random, () => key(random)) };
    case 'list':
      return { [name]: some(random, () => value(random)) };
    case 'map':
      return { [name]: { a: value(random), b: value(random) } };
    case 'bytes':
      return { [name]: Buffer.from(text(random)) };
    case 'boolean':
    case 'signed':
      return { [name]: random.below(2) === 1 };
    case 'text':
    case 'oneText':
    case 'pair':
    case 'paired':
      return { [name]: text(random) };
    case 'optionalText':
      return { [name]: optional(random, () => text(random)) };
    case 'texts':
      return { [name]: some(random, () => text(random)) };
    case 'cutEnd':
    case 'byteOffset':
      return { [name]: optional(random, () => one(random, INTEGERS)) };
    case 'cutFlags':
      return { [name]: { writeFlags: flags(random) } };
    case 'invertSize':
      return { [name]: random.below(2) === 1 };
    case 'count':
      return { [name]: optional(random, () => one(random, INTEGERS)) };
    case 'unsigned':
      return { [name]: random.below(2 ** 32) };
    case 'delta':
      return { [name]: one<number | bigint>(random, [1, 5, -3, 1.5, 2n ** 60n]) };
    case 'listPolicy':
      return { [name]: optional(random, () => ({ order: random.below(2), writeFlags: flags(random) })) };
    case 'mapPolicy':
      return { [name]: { order: one(random, [0, 1, 3]), writeFlags: 1 + flags(random) } };
    case 'mapOrder':
      return { [name]: { order: one(random, [0, 1, 3]) } };
    case 'listFlags':
      return { [name]: optional(random, () => ({ writeFlags: flags(random) })) };
    case 'writeFlags':
      return { [name]: { writeFlags: flags(random) } };
    case 'overflow':
      return { [name]: one(random, [0, 2, 4]), sign: random.below(2) === 1 };
    case 'returnType':
      return { [name]: random.below(18) };
    default:
      return { [name]: one(random, INTEGERS) };
  }
}

function context(random: Random): CdtContext {
  const path = new CdtContext();
  for (let steps = 1 + random.below(5); steps > 0; steps--) {
    one(random, [
      () => path.addListIndex(random.below(2 ** 31)),
      () => path.addListIndexCreate(random.below(9) - 8, random.below(2), random.below(2) === 1),
      () => path.addListRank(-1),
      () => path.addListValue(value(random) as number),
      () => path.addMapIndex(random.below(300)),
      () => path.addMapRank(random.below(300)),
      () => path.addMapKey(key(random) as string),
      () => path.addMapKeyCreate(key(random) as string, one(random, [0, 1, 3])),
      () => path.addMapValue(value(random) as number),
    ])();
  }
  return path;
}

function called(row: FunctionRow, random: Random): Call {
  const operation = new Operation(row.number, 'bin') as Call;
  for (const parameter of row.parameters) Object.assign(operation, properties(parameter, random));
  const hasContext = /^(lists|maps|strings)\./.test(row.name);
  if (hasContext && random.below(2) === 1) operation.context = context(random);
  assert.strictEqual(wrongArgument(row, operation), undefined, row.name);
  return operation;
}

function payload(operation: Operation): Buffer {
  const w = new Writer(16);
  writeOperation(w, operation);
  return w.take().subarray(8 + operation.bin.length);
}

/**
 * Those that make lists and maps stand on the wire as those that set their order do, and one text as several; what turns
 * a value into text has no payload.
 */
const rows = ROWS.filter(({ name }) => !/ByPath$|\.create$|^exp\.|\.toString$|\.concat$/.test(name));

test(`random calls of ${rows.length} functions are read back from their bytes as they were called`, () => {
  Random.run((random) => {
    for (const row of rows) {
      for (let i = 0; i < CALLS_OF_EACH; i++) {
        const operation = called(row, random);
        const back = operationOf(row.op, 'bin', payload(operation));
        assert.ok(back, row.name);
        assert.strictEqual(back.op, operation.op, row.name);
        // Without a size it is the default that an offset is left out, and nothing that the size is turned round.
        if (row.name === 'bitwise.b64Encode') {
          if (operation.size === undefined) operation.invertSize = false;
          else operation.offset ??= 0;
        }
        for (const [name, expected] of Object.entries(operation)) {
          if (expected !== undefined) assert.deepStrictEqual(back[name], expected, `${row.name} ${name}`);
        }
      }
    }
  });
});

test('random contexts are read back from their text', () => {
  Random.run((random) => {
    for (let i = 0; i < 500; i++) {
      const path = context(random);
      assert.deepStrictEqual(contextFromBase64(contextToBase64(path, writeExpression)), path);
    }
  });
});

test('text that is not a context is an error, however it is cut or garbled', () => {
  Random.run((random) => {
    const isWire = (error: unknown): boolean => error instanceof WireError;
    for (let i = 0; i < 300; i++) {
      const bytes = Buffer.from(contextToBase64(context(random), writeExpression), 'base64');
      assert.throws(() => contextFromBase64(bytes.subarray(0, random.below(bytes.length)).toString('base64')), isWire);
      bytes[random.below(bytes.length)] = random.below(256);
      try {
        contextFromBase64(bytes.toString('base64'));
      } catch (error) {
        assert.ok(isWire(error), String(error));
      }
    }
  });
});
