// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of the language look so

import { strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import type { AerospikeExp } from '../../../src/model/exp/entry.ts';
import { cdt, exp, lists, maps } from '../../../src/public.ts';
import { encodeExpression } from '../../../src/wire/expressions/encode.ts';
import { Random } from '../../helpers/random.ts';
import { BYTES, EXAMPLES } from './examples.ts';

const TEXTS: readonly (readonly [expression: AerospikeExp, text: string])[] = [
  [exp.gt(exp.binInt('age'), exp.int(21)), '$.age:INT > 21'],
  [
    exp.sub(exp.sub(exp.binInt('a'), exp.int(-1)), exp.mul(exp.binInt('b'), exp.int(2))),
    '($.a:INT - -1) - $.b:INT * 2',
  ],
  [
    exp.or(exp.eq(exp.binInt('a'), exp.int(1)), exp.eq(exp.binStr('a'), exp.str("it's"))),
    "$.a:LOCAL:INT == 1 or $.a:LOCAL:STRING == 'it\\'s'",
  ],
  [exp.eq(exp.binFloat('f'), exp.float(1e-7)), '$.f:FLOAT == 0.0000001'],
  [exp.eq(exp.binFloat('f'), exp.float(3)), '$.f:FLOAT == 3.0'],
  [exp.binStr('my bin'), "$.'my bin':STRING"],
  [exp.intNot(exp.binInt('i')), '(~($.i:INT))'],
  [exp.lists.getByValue(exp.binList('l'), exp.int(3), 13 as never), '(3 in $.l:LIST)'],
  [exp.maps.put(exp.binMap('m'), exp.int(1), exp.str('k')), "exp.call(64, [67, 'k', 1, a policy], $.m:MAP)"],
  [
    exp.lists.append(exp.binMap('m'), exp.int(1), null, new cdt.Context().addMapKey('k')),
    "exp.call(64, [1, 1, a policy], .{@'k'}, $.m:MAP)",
  ],
];

test('an expression has a text', () => {
  for (const [expression, text] of TEXTS) strictEqual(exp.toText(expression), text);
});

test('what the language cannot say has a text as well, and nothing throws', () => {
  strictEqual(exp.toText(exp.cmpRegex(0, 'a', exp.binStr('s'))), "exp.cmpRegex(0, 'a', $.s:STRING)");
  for (const value of [
    undefined,
    null,
    1,
    {},
    [],
    [{}],
    [{ op: 16 }],
    [{ op: 127, count: 5 }],
    [{ op: 1, count: 3 }],
  ]) {
    strictEqual(exp.toText(value as never), 'no expression');
  }
  strictEqual(exp.toText('kwGTUQKlc3RvY2sA'), 'base64 kwGTUQKlc3RvY2sA');
  const endless: unknown[] = [];
  endless.push({ op: 145, exp: endless });
  strictEqual(exp.toText(endless as never), 'no expression');
});

const hex = (expression: AerospikeExp): string => encodeExpression(expression).toString('hex');

test('the text of an example that reads means the same again', () => {
  for (const text of [...EXAMPLES.map(([example]) => example), ...BYTES.map(([example]) => example)]) {
    const expression = exp.ael(text);
    const again = exp.toText(expression);
    // Changes, bytes, HyperLogLogs and ranges from an element on have no words yet.
    if (!again.includes('exp.')) strictEqual(hex(exp.ael(again)), hex(expression), `${text} → ${again}`);
  }
});

type Maker = (random: Random, depth: number) => AerospikeExp;

const pick = <T>(random: Random, from: readonly T[]): T => from[random.below(from.length)] as T;

function integer(random: Random, depth: number): AerospikeExp {
  const leaves: readonly (() => AerospikeExp)[] = [
    () => exp.int(random.below(2000) - 1000),
    () => exp.int(-(2n ** 63n) + BigInt(random.below(9))),
    () => exp.binInt(pick(random, ['i', 'j', 'k k'])),
    () => exp.ttl(),
    () => exp.digestModulo(1 + random.below(9)),
    () => exp.lists.getByIndex(exp.binList('l'), exp.int(random.below(9) - 4), exp.type.INT, lists.returnType.VALUE),
    () => exp.lists.getByIndexRange(exp.binList('l'), exp.int(1), exp.int(random.below(5)), lists.returnType.COUNT),
    () =>
      exp.maps.getByKey(
        exp.binMap('m'),
        exp.str(pick(random, ['a', "b'", 'c d'])),
        exp.type.INT,
        maps.returnType.VALUE,
        pick(random, [null, new cdt.Context().addMapKey('x').addListIndex(-1)]),
      ),
    () => exp.maps.size(exp.binMap('m')),
  ];
  if (depth <= 0) return pick(random, leaves)();
  const one = (): AerospikeExp => integer(random, depth - 1);
  const inner: readonly (() => AerospikeExp)[] = [
    () => exp.add(one(), one(), one()),
    () => exp.sub(one(), one()),
    () => exp.mul(one(), one()),
    () => exp.div(one(), one(), one()),
    () => exp.mod(one(), one()),
    () => exp.intAnd(one(), one()),
    () => exp.intOr(one(), one()),
    () => exp.intXor(one(), one(), one()),
    () => exp.intLshift(one(), one()),
    () => exp.intRshift(one(), one()),
    () => exp.intArshift(one(), one()),
    () => exp.abs(one()),
    () => exp.min(one(), one(), one()),
    () => exp.intLscan(one(), exp.bool(true)),
    () => exp.toInt(float(random, depth - 1)),
    () => exp.cond(condition(random, depth - 1), one(), condition(random, depth - 1), one(), one()),
    () => exp.let(exp.def(`v${depth}`, one()), exp.add(exp.var(`v${depth}`), exp.int(1))),
  ];
  return pick(random, [...inner, ...leaves])();
}

function float(random: Random, depth: number): AerospikeExp {
  const leaves: readonly (() => AerospikeExp)[] = [
    () => exp.float((random.next() - 0.5) * 10 ** (random.below(60) - 30)),
    () => exp.float(random.below(10)),
    () => exp.binFloat('f'),
  ];
  if (depth <= 0) return pick(random, leaves)();
  const one = (): AerospikeExp => float(random, depth - 1);
  const inner: readonly (() => AerospikeExp)[] = [
    () => exp.pow(one(), one()),
    () => exp.log(one(), one()),
    () => exp.floor(one()),
    () => exp.add(one(), one()),
    () => exp.toFloat(integer(random, depth - 1)),
  ];
  return pick(random, [...inner, ...leaves])();
}

const COMPARE = [exp.eq, exp.ne, exp.gt, exp.ge, exp.lt, exp.le] as const;

function condition(random: Random, depth: number): AerospikeExp {
  const value: Maker = pick<Maker>(random, [integer, float]);
  const compared = (): AerospikeExp =>
    pick(random, COMPARE)(value(random, Math.max(0, depth - 1)), value(random, Math.max(0, depth - 1)));
  if (depth <= 0) {
    return pick<() => AerospikeExp>(random, [
      compared,
      () => exp.eq(exp.binStr('s'), exp.str(pick(random, ["'", '"', '\\', '\n', 'é', '/*', '?0', '${a}']))),
      () => exp.cmpRegex(3, '^a/[^/]$', exp.binStr('s')),
      () => exp.eq(exp.binBlob('b'), exp.bytes(Buffer.from([random.below(256)]))),
      () => exp.binBool('t'),
      () => exp.bool(false),
    ])();
  }
  const one = (): AerospikeExp => condition(random, depth - 1);
  return pick<() => AerospikeExp>(random, [
    () => exp.and(one(), one()),
    () => exp.or(one(), one(), one()),
    () => exp.not(one()),
    () => exp.exclusive(one(), one()),
    compared,
  ])();
}

test('the text of a random expression means the same again', () => {
  const random = new Random(20261128);
  for (let i = 0; i < 3000; i++) {
    const expression = condition(random, random.below(5));
    const text = exp.toText(expression);
    strictEqual(hex(exp.ael(text)), hex(expression), text);
  }
});
