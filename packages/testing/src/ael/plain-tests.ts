// Conditions that are not made of other conditions.

import { type AerospikeExp, exp, GeoJSON, lists } from 'tendril';
import { pathExists } from './elements.ts';
import {
  booleanLiteral,
  floatLiteral,
  INT_BINS,
  intLiteral,
  listLiteral,
  named,
  TEXT_BINS,
  textLiteral,
  typedBin,
} from './literals.ts';
import { floatOperands, integerOperands, textOperands } from './operands.ts';
import { atom, type Maker, type Pair, type Phrases } from './phrases.ts';

type Compare = readonly [mark: string, make: (left: AerospikeExp, right: AerospikeExp) => AerospikeExp];

export const COMPARE: readonly Compare[] = [
  ['==', exp.eq],
  ['!=', exp.ne],
  ['>', exp.gt],
  ['>=', exp.ge],
  ['<', exp.lt],
  ['<=', exp.le],
];

const PATTERNS = ['^a', 'b$', '[a-c]+', '^(a|zz)', 'e|b', '^a?b*'];

export function plainTest(phrases: Phrases): Pair {
  return phrases.of([
    () => compared(phrases, () => phrases.of(integerOperands(phrases))),
    () => compared(phrases, () => phrases.of(floatOperands(phrases))),
    () => compared(phrases, () => phrases.of(textOperands(phrases))),
    () => untyped(phrases, phrases.pick(INT_BINS), exp.binInt, intLiteral(phrases)),
    () => untyped(phrases, 'f', exp.binFloat, floatLiteral(phrases)),
    () => untyped(phrases, phrases.pick(TEXT_BINS), exp.binStr, textLiteral(phrases)),
    () => inLiteral(phrases),
    () => inBin(phrases),
    () => matches(phrases),
    () => exists(phrases),
    () => booleanLiteral(phrases),
    () => typedBin('y', 'BOOL', exp.binBool),
    () => blob(phrases),
    () => region(phrases),
    () => pathExists(phrases),
    () => phrases.binary('==', 2, exp.eq, typeOf('i'), atom('INT', exp.int(1))),
    () => phrases.binary('==', 2, exp.eq, typedBin('l', 'LIST', exp.binList), listLiteral(phrases)),
    () => atom('$.keyExists()', exp.keyExist()),
  ]);
}

export function compared(phrases: Phrases, make: Maker): Pair {
  const [mark, compare] = phrases.pick(COMPARE);
  return phrases.binary(mark, 2, compare, make(), make());
}

/** A bin whose type follows from the constant beside it. */
function untyped(phrases: Phrases, name: string, bin: (name: string) => AerospikeExp, constant: Pair): Pair {
  const [mark, compare] = phrases.pick(COMPARE);
  const open = atom(named(name), bin(name));
  if (phrases.chance(0.2)) return phrases.binary(mark, 2, compare, constant, open);
  return phrases.binary(mark, 2, compare, open, constant);
}

function inLiteral(phrases: Phrases): Pair {
  const bin = typedBin(phrases.pick(INT_BINS), 'INT', exp.binInt);
  const items = Array.from({ length: 1 + phrases.below(4) }, () => phrases.below(20) - 4);
  const tests = items.map((item) => exp.eq(bin.expression, exp.int(item)));
  const expression = tests.length === 1 ? (tests[0] as AerospikeExp) : exp.or(...tests);
  return { text: `${bin.text} in [${items.join(phrases.space(', '))}]`, level: 2, expression };
}

function inBin(phrases: Phrases): Pair {
  const [subject, name] = phrases.pick<[Pair, string]>([
    [intLiteral(phrases), 'l'],
    [textLiteral(phrases), 'ls'],
    [typedBin('i', 'INT', exp.binInt), 'l'],
  ]);
  const expression = exp.lists.getByValue(exp.binList(name), subject.expression, lists.returnType.EXISTS);
  return { text: `${subject.text} in $.${name}`, level: 2, expression };
}

function matches(phrases: Phrases): Pair {
  const pattern = phrases.pick(PATTERNS);
  const isFolded = phrases.chance(0.3);
  const name = phrases.pick(TEXT_BINS);
  const expression = exp.cmpRegex(isFolded ? 3 : 1, pattern, exp.binStr(name));
  return { text: `$.${name} =~ /${pattern}/${isFolded ? 'i' : ''}`, level: 2, expression };
}

function exists(phrases: Phrases): Pair {
  const name = phrases.pick([...INT_BINS, ...TEXT_BINS, 'm', 'nobody']);
  return atom(`${named(name)}.exists()`, exp.binExists(name));
}

function typeOf(name: string): Pair {
  return atom(`${named(name)}.type()`, exp.binType(name));
}

function blob(phrases: Phrases): Pair {
  const [mark, compare] = phrases.pick(COMPARE);
  const bytes = Buffer.from([phrases.below(256), phrases.below(256)]);
  const text = phrases.chance(0.5) ? `x'${bytes.toString('hex')}'` : `b64"${bytes.toString('base64')}"`;
  return phrases.binary(mark, 2, compare, atom('$.x', exp.binBlob('x')), atom(text, exp.bytes(bytes)));
}

function region(phrases: Phrases): Pair {
  const [x, y] = [phrases.below(100) - 50, phrases.below(60) - 30];
  const ring = [
    [x, y],
    [x + 60, y],
    [x + 60, y + 40],
    [x, y + 40],
    [x, y],
  ];
  const json = JSON.stringify({ type: 'Polygon', coordinates: [ring] });
  const expression = exp.cmpGeo(exp.binGeo('loc'), exp.geo(new GeoJSON(json)));
  return atom(`geoCompare($.loc, geoJson('${json}'))`, expression);
}
