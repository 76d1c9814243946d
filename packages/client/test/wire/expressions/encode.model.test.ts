// Random expressions: each has bytes, and they have its structure, as a reader of msgpack that knows nothing of
// expressions sees it.

import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import type { AerospikeExp } from '../../../src/model/exp/entry.ts';
import { PLAIN_SHAPES } from '../../../src/model/exp/shapes.ts';
import { exp, lists, maps } from '../../../src/public.ts';
import { encodeExpression } from '../../../src/wire/expressions/encode.ts';
import { ExpressionError } from '../../../src/wire/expressions/place.ts';
import { Random } from '../../helpers/random.ts';

const EXPRESSIONS = 3000;
const MAX_DEPTH = 12;

/** What msgpack has: numbers, booleans, nil, byte strings, arrays. */
type Structure = number | bigint | boolean | null | string | readonly Structure[];

interface Sample {
  readonly expression: AerospikeExp;
  readonly structure: Structure;
}

/** Text behind its type byte, as a reader of plain msgpack sees it; names stand without. */
const typed = (type: number, bytes: Buffer): string => Buffer.concat([Buffer.from([type]), bytes]).toString('latin1');
const text = (value: string): string => typed(3, Buffer.from(value));
const raw = (value: string): string => Buffer.from(value).toString('latin1');

const SCALARS: readonly ((random: Random) => Sample)[] = [
  (random) => {
    const value = random.below(2) === 0 ? random.below(300) - 150 : Math.floor((random.next() - 0.5) * 2 ** 53);
    return { expression: exp.int(value), structure: value };
  },
  (random) => {
    const value = random.next() * 100 + 0.5;
    return { expression: exp.float(value), structure: value };
  },
  (random) => {
    const value = 'ž'.repeat(random.below(40));
    return { expression: exp.str(value), structure: text(value) };
  },
  (random) => {
    const value = Buffer.alloc(random.below(40), random.below(256));
    return { expression: exp.bytes(value), structure: typed(4, value) };
  },
  (random) => ({ expression: exp.bool(random.below(2) === 1), structure: undefined as never }),
  () => ({ expression: exp.nil(), structure: null }),
  (random) => {
    const value = Array.from({ length: random.below(20) }, () => random.below(9));
    return { expression: exp.list(value), structure: [126, value] };
  },
  (random) => {
    const name = 'b'.repeat(1 + random.below(15));
    return { expression: exp.binInt(name), structure: [81, 2, raw(name)] };
  },
  () => ({ expression: exp.ttl(), structure: [69] }),
  () => ({ expression: exp.var('x'), structure: [124, raw('x')] }),
];

function scalar(random: Random): Sample {
  const sample = (SCALARS[random.below(SCALARS.length)] as (random: Random) => Sample)(random);
  if (sample.structure !== undefined) return sample;
  return { ...sample, structure: (sample.expression[0] as { boolVal?: boolean }).boolVal as boolean };
}

type Maker = (...args: AerospikeExp[]) => AerospikeExp;
const PLAIN = Object.entries(PLAIN_SHAPES).map(([name, { code, args }]) => ({
  make: (exp as unknown as { readonly [name: string]: Maker })[name] as Maker,
  code,
  args,
}));

function operation(random: Random, depth: number): Sample {
  const shape = PLAIN[random.below(PLAIN.length)] as (typeof PLAIN)[number];
  const count =
    shape.args === 'open' ? random.weighted([[8, random.below(5)] as const, [1, 14 + random.below(4)]]) : shape.args;
  const args = Array.from({ length: count }, () => sample(random, depth + 1));
  return {
    expression: shape.make(...args.map(({ expression }) => expression)),
    structure: [shape.code, ...args.map(({ structure }) => structure)],
  };
}

/** A call of a function on lists or maps, with a policy or without. */
function collection(random: Random, depth: number): Sample {
  const [bin, a, b] = [sample(random, depth + 1), sample(random, depth + 1), sample(random, depth + 1)];
  switch (random.below(4)) {
    case 0:
      return {
        expression: exp.lists.getByValueRange(bin.expression, a.expression, b.expression, lists.returnType.COUNT),
        structure: [127, 2, 0, [25, 5, a.structure, b.structure], bin.structure],
      };
    case 1:
      return {
        expression: exp.maps.getByKeyRange(bin.expression, b.expression, a.expression, maps.returnType.KEY),
        structure: [127, 4, 0, [103, 6, a.structure, b.structure], bin.structure],
      };
    case 2:
      return {
        expression: exp.lists.append(bin.expression, a.expression, { order: 1, writeFlags: 3 }),
        structure: [127, 4, 0x40, [1, a.structure, 1, 3], bin.structure],
      };
    default:
      return {
        expression: exp.maps.put(bin.expression, b.expression, a.expression),
        structure: [127, 5, 0x40, [67, a.structure, b.structure], bin.structure],
      };
  }
}

function sample(random: Random, depth: number): Sample {
  const isDeep = depth >= MAX_DEPTH;
  switch (random.weighted([[depth + 1, 0] as const, [isDeep ? 0 : 4, 1], [isDeep ? 0 : 1, 2]])) {
    case 0:
      return scalar(random);
    case 1:
      return operation(random, depth);
    default:
      return collection(random, depth);
  }
}

/** Reads plain msgpack; throws at what expressions of this test do not have. */
function structureOf(bytes: Buffer): Structure {
  let at = 0;
  const take = (length: number): number => {
    at += length;
    return at - length;
  };
  const string = (length: number): string => bytes.toString('latin1', at, take(length) + length);
  const array = (length: number): Structure[] => Array.from({ length }, () => next());
  const number = (value: bigint): number | bigint => (Number.isSafeInteger(Number(value)) ? Number(value) : value);
  const next = (): Structure => {
    const head = bytes[take(1)] as number;
    if (head < 0x80) return head;
    if (head >= 0xe0) return head - 0x100;
    if (head >= 0x90 && head < 0xa0) return array(head & 0xf);
    if (head >= 0xa0 && head < 0xc0) return string(head & 0x1f);
    switch (head) {
      case 0xc0:
        return null;
      case 0xc2:
      case 0xc3:
        return head === 0xc3;
      case 0xcb:
        return bytes.readDoubleBE(take(8));
      case 0xcc:
        return bytes.readUInt8(take(1));
      case 0xcd:
        return bytes.readUInt16BE(take(2));
      case 0xce:
        return bytes.readUInt32BE(take(4));
      case 0xcf:
        return number(bytes.readBigUInt64BE(take(8)));
      case 0xd0:
        return bytes.readInt8(take(1));
      case 0xd1:
        return bytes.readInt16BE(take(2));
      case 0xd2:
        return bytes.readInt32BE(take(4));
      case 0xd3:
        return number(bytes.readBigInt64BE(take(8)));
      case 0xd9:
        return string(bytes.readUInt8(take(1)));
      case 0xdc:
        return array(bytes.readUInt16BE(take(2)));
      default:
        throw new Error(`Head ${head} at ${at - 1}`);
    }
  };
  const whole = next();
  strictEqual(at, bytes.length);
  return whole;
}

test('random expressions have bytes of their structure', () => {
  Random.run((random) => {
    for (let i = 0; i < EXPRESSIONS; i++) {
      const { expression, structure } = sample(random, 0);
      deepStrictEqual(structureOf(encodeExpression(expression)), structure);
    }
  });
});

test('an expression of which an entry is lost, doubled or foreign is refused or has bytes, and nothing else happens', () => {
  const FOREIGN = [undefined, null, 5, 'x', {}, [], { op: 'eq' }, { op: 147 }, { op: 140, listPolicy: 3 }, { op: 139 }];
  Random.run((random) => {
    for (let i = 0; i < EXPRESSIONS; i++) {
      const broken: unknown[] = [...sample(random, 0).expression];
      const at = random.below(broken.length);
      const { length } = FOREIGN;
      broken.splice(at, random.below(2), ...(random.below(2) === 0 ? [] : [FOREIGN[random.below(length)]]));
      try {
        encodeExpression(broken as AerospikeExp);
      } catch (error) {
        strictEqual(error instanceof ExpressionError, true, String((error as Error).stack));
      }
    }
  });
});
