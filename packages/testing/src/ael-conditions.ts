// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of the language look so

// Random conditions and values, each twice: as text in AEL, and as the functions of `exp` make it. The two are written
// side by side from the same choices; neither is made from the other, so that the compiler can be held against them.
// Records with the bins that they read, some of them missing or of another type.

import { type AerospikeExp, cdt, Double, exp, GeoJSON, lists, maps } from 'tendril';
import type { Random } from './random.ts';

/** Text and expression of one meaning, and how tightly the text holds together. */
export interface Pair {
  readonly text: string;
  readonly level: number;
  readonly expression: AerospikeExp;
}

const ATOM = 11;
const L = lists.returnType;
const M = maps.returnType;
const { INT, STR, AUTO, LIST, MAP } = exp.type;
const V = exp.loopVarPart.VALUE;
const K = exp.loopVarPart.KEY;

const INT_BINS = ['i', 'j', 'k k'];
const TEXT_BINS = ['s', 't'];
const KEYS = ['a', 'b', 'c', 'd e'];
const WORDS = ['', 'a', 'ab', 'abc', 'b', "it's", 'é', 'line\nend', 'Ab', 'zz'];

type Maker = () => Pair;
type Compare = readonly [mark: string, make: (left: AerospikeExp, right: AerospikeExp) => AerospikeExp];

const COMPARE: readonly Compare[] = [
  ['==', exp.eq],
  ['!=', exp.ne],
  ['>', exp.gt],
  ['>=', exp.ge],
  ['<', exp.lt],
  ['<=', exp.le],
];

type Open = readonly [mark: string, level: number, make: (...args: AerospikeExp[]) => AerospikeExp];

const OPEN_INT: readonly Open[] = [
  ['+', 7, exp.add],
  ['-', 7, exp.sub],
  ['*', 8, exp.mul],
  ['/', 8, exp.div],
  ['&', 5, exp.intAnd],
  ['|', 3, exp.intOr],
  ['^', 4, exp.intXor],
];

const PAIRED_INT: readonly (readonly [string, number, (l: AerospikeExp, r: AerospikeExp) => AerospikeExp])[] = [
  ['%', 8, exp.mod],
  ['<<', 6, exp.intLshift],
  ['>>', 6, exp.intArshift],
  ['>>>', 6, exp.intRshift],
];

const PATTERNS = ['^a', 'b$', '[a-c]+', '^(a|zz)', 'e|b', '^a?b*'];

/** Makes the pairs of one random source. */
export class AelConditions {
  readonly #random: Random;
  readonly #isNewer: boolean;
  #variables = 0;

  /** @param isNewer - whether there may be what only servers from 8.2 on do */
  constructor(random: Random, isNewer = false) {
    this.#random = random;
    this.#isNewer = isNewer;
  }

  /** A condition, which is a filter. */
  condition(depth: number): Pair {
    const deeper = (): Pair => this.condition(depth - 1);
    if (depth <= 0) return this.#test();
    return this.#of([
      () => this.#several('and', 1, exp.and, deeper),
      () => this.#several('or', 0, exp.or, deeper),
      () => this.#called('not', exp.not, [deeper()]),
      () => this.#called('exclusive', exp.exclusive, [deeper(), deeper()]),
      () => this.#compared(() => this.integer(depth - 1)),
      () => this.#compared(() => this.float(depth - 1)),
      () => this.#compared(() => this.string(depth - 1)),
      () => this.#when(depth, deeper),
      () => this.#let(depth),
      () => (this.#isNewer ? this.#testOfText(depth) : this.#test()),
      () => this.#test(),
      () => this.#test(),
    ]);
  }

  /** What can be read or written: a value of any type, or a changed collection. */
  value(depth: number): Pair {
    return this.#of([
      () => this.integer(depth),
      () => this.float(depth),
      () => this.string(depth),
      () => this.#selection(),
      () => this.#changedList(depth),
      () => this.#changedMap(depth),
      () => this.#bytes(depth),
      () => this.condition(depth),
    ]);
  }

  integer(depth: number): Pair {
    if (depth <= 0) return this.#of(this.#integers());
    const one = (): Pair => this.integer(depth - 1);
    return this.#of([
      () => {
        const [mark, level, make] = this.#pick(OPEN_INT);
        return this.#several(mark, level, make, one);
      },
      () => {
        const [mark, level, make] = this.#pick(PAIRED_INT);
        return this.#binary(mark, level, make, one(), one());
      },
      () => this.#called('abs', exp.abs, [one()]),
      () => this.#called('min', exp.min, [one(), one(), one()]),
      () => this.#called('max', exp.max, [one(), one()]),
      () => this.#called('countOneBits', exp.intCount, [one()]),
      () => this.#labelled('findBitLeft', exp.intLscan, ['x', 'value'], [one(), this.#boolean()]),
      () => this.#method(this.float(depth - 1), 'toInt()', exp.toInt),
      () => (this.#isNewer ? this.#numberOfText(depth) : this.#intLiteral()),
      () => this.#prefixed('~', exp.intNot, one()),
      () => this.#prefixed('-', (value) => exp.sub(exp.int(0), value), one()),
      () => this.#when(depth, one),
      ...this.#integers(),
    ]);
  }

  float(depth: number): Pair {
    if (depth <= 0) return this.#of(this.#floats());
    const one = (): Pair => this.float(depth - 1);
    return this.#of([
      () => this.#several('+', 7, exp.add, one),
      () => this.#several('*', 8, exp.mul, one),
      () => this.#called('floor', exp.floor, [one()]),
      () => this.#called('ceil', exp.ceil, [one()]),
      () => this.#called('abs', exp.abs, [one()]),
      () => this.#labelled('pow', exp.pow, ['base', 'exponent'], [one(), this.#floatLiteral()]),
      () => this.#binary('**', 9, exp.pow, this.#closed(one()), one()),
      () => this.#method(this.integer(depth - 1), 'toFloat()', exp.toFloat),
      ...this.#floats(),
    ]);
  }

  string(depth: number): Pair {
    if (depth > 0 && this.#isNewer && this.#chance(0.5)) return this.#changedText(depth);
    if (depth > 0 && this.#chance(0.3)) return this.#when(depth, () => this.string(depth - 1));
    return this.#of([
      () => this.#textLiteral(),
      () => this.#bin(this.#pick(TEXT_BINS), 'STRING', exp.binStr),
      () => this.#key(['n', 'k'], 'name', 'STRING', STR),
      () => atom('$.setName()', exp.setName()),
    ]);
  }

  /** A record; what it lacks is unknown to conditions. */
  bins(): { [name: string]: unknown } {
    const ints = (): number[] => Array.from({ length: this.#below(6) }, () => this.#below(12) - 2);
    const words = (): string[] => Array.from({ length: this.#below(4) }, () => this.#pick(WORDS));
    const map = Object.fromEntries(KEYS.filter(() => this.#chance(0.6)).map((key) => [key, this.#below(12) - 2]));
    const all: { readonly [name: string]: () => unknown } = {
      i: () => this.#below(24) - 4,
      j: () => this.#below(1000) - 500,
      'k k': () => this.#pick([0, 1, -1, 255, 2 ** 31, -(2 ** 40)]),
      f: () => new Double((this.#below(400) - 200) / 8),
      s: () => this.#pick(WORDS),
      t: () => this.#pick(WORDS),
      y: () => this.#chance(0.5),
      x: () => Buffer.from(Array.from({ length: 4 }, () => this.#below(256))),
      l: ints,
      ls: words,
      m: () => map,
      n: () => ({
        k: { name: this.#pick(WORDS), v: this.#below(9) },
        users: ints().map((age) => ({ age, name: this.#pick(WORDS) })),
        tags: words(),
      }),
      loc: () => GeoJSON.Point(this.#below(360) - 180, this.#below(160) - 80),
    };
    const bins: { [name: string]: unknown } = {};
    for (const [name, make] of Object.entries(all)) {
      if (this.#chance(0.12)) continue;
      bins[name] = this.#chance(0.06) ? this.#pick([1, 'other', [1], new Double(0.5)]) : make();
    }
    return Object.keys(bins).length === 0 ? { i: 0 } : bins;
  }

  // Conditions without parts of their own.

  #test(): Pair {
    return this.#of([
      () => this.#compared(() => this.#of(this.#integers())),
      () => this.#compared(() => this.#of(this.#floats())),
      () => this.#compared(() => this.string(0)),
      () => this.#open(this.#pick(INT_BINS), exp.binInt, this.#intLiteral()),
      () => this.#open('f', exp.binFloat, this.#floatLiteral()),
      () => this.#open(this.#pick(TEXT_BINS), exp.binStr, this.#textLiteral()),
      () => this.#inLiteral(),
      () => this.#inBin(),
      () => this.#matches(),
      () => this.#exists(),
      () => this.#boolean(),
      () => this.#bin('y', 'BOOL', exp.binBool),
      () => this.#blob(),
      () => this.#region(),
      () => this.#pathExists(),
      () => this.#binary('==', 2, exp.eq, this.#typeOf('i'), atom('INT', exp.int(1))),
      () => this.#binary('==', 2, exp.eq, this.#bin('l', 'LIST', exp.binList), this.#list()),
      () => atom('$.keyExists()', exp.keyExist()),
    ]);
  }

  #compared(make: Maker): Pair {
    const [mark, compare] = this.#pick(COMPARE);
    return this.#binary(mark, 2, compare, make(), make());
  }

  /** A bin whose type follows from the constant beside it. */
  #open(name: string, bin: (name: string) => AerospikeExp, constant: Pair): Pair {
    const [mark, compare] = this.#pick(COMPARE);
    const open = atom(named(name), bin(name));
    if (this.#chance(0.2)) return this.#binary(mark, 2, compare, constant, open);
    return this.#binary(mark, 2, compare, open, constant);
  }

  #inLiteral(): Pair {
    const bin = this.#bin(this.#pick(INT_BINS), 'INT', exp.binInt);
    const items = Array.from({ length: 1 + this.#below(4) }, () => this.#below(20) - 4);
    const tests = items.map((item) => exp.eq(bin.expression, exp.int(item)));
    const expression = tests.length === 1 ? (tests[0] as AerospikeExp) : exp.or(...tests);
    return { text: `${bin.text} in [${items.join(this.#space(', '))}]`, level: 2, expression };
  }

  #inBin(): Pair {
    const [subject, name] = this.#pick<[Pair, string]>([
      [this.#intLiteral(), 'l'],
      [this.#textLiteral(), 'ls'],
      [this.#bin('i', 'INT', exp.binInt), 'l'],
    ]);
    const expression = exp.lists.getByValue(exp.binList(name), subject.expression, L.EXISTS);
    return { text: `${subject.text} in $.${name}`, level: 2, expression };
  }

  #matches(): Pair {
    const pattern = this.#pick(PATTERNS);
    const isFolded = this.#chance(0.3);
    const name = this.#pick(TEXT_BINS);
    const expression = exp.cmpRegex(isFolded ? 3 : 1, pattern, exp.binStr(name));
    return { text: `$.${name} =~ /${pattern}/${isFolded ? 'i' : ''}`, level: 2, expression };
  }

  #exists(): Pair {
    const name = this.#pick([...INT_BINS, ...TEXT_BINS, 'm', 'nobody']);
    return atom(`${named(name)}.exists()`, exp.binExists(name));
  }

  #typeOf(name: string): Pair {
    return atom(`${named(name)}.type()`, exp.binType(name));
  }

  #blob(): Pair {
    const [mark, compare] = this.#pick(COMPARE);
    const bytes = Buffer.from([this.#below(256), this.#below(256)]);
    const text = this.#chance(0.5) ? `x'${bytes.toString('hex')}'` : `b64"${bytes.toString('base64')}"`;
    return this.#binary(mark, 2, compare, atom('$.x', exp.binBlob('x')), atom(text, exp.bytes(bytes)));
  }

  #region(): Pair {
    const [x, y] = [this.#below(100) - 50, this.#below(60) - 30];
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

  #pathExists(): Pair {
    const key = this.#pick(KEYS);
    return this.#of([
      () => atom(`$.m${keyed(key)}.exists()`, exp.maps.getByKey(exp.binMap('m'), exp.str(key), AUTO, M.EXISTS)),
      () => {
        const at = this.#below(6) - 2;
        return atom(`$.l.[${at}].exists()`, exp.lists.getByIndex(exp.binList('l'), exp.int(at), AUTO, L.EXISTS));
      },
      () => {
        const least = this.#below(12) - 2;
        const ctx = new cdt.Context().addAllChildrenWithFilter(exp.gt(exp.loopVarInt(V), exp.int(least)));
        const values = exp.selectByPath(exp.binList('l'), LIST, exp.pathSelectFlags.VALUE, ctx);
        return atom(`$.l:LIST.*[?(@ > ${least})].exists()`, exp.gt(exp.lists.size(values), exp.int(0)));
      },
    ]);
  }

  // Integers and floats without parts of their own.

  #integers(): Maker[] {
    return [
      () => this.#intLiteral(),
      () => this.#bin(this.#pick(INT_BINS), 'INT', exp.binInt),
      () => this.#bin(this.#pick(INT_BINS), 'INT', exp.binInt),
      () => atom('$.ttl()', exp.ttl()),
      () => {
        const modulus = 1 + this.#below(9);
        return atom(`$.digestModulo(${modulus})`, exp.digestModulo(modulus));
      },
      () => this.#element(),
      () => this.#count(),
      () => this.#key(['n', 'k'], 'v', 'INT', INT),
      () => this.#bits(),
    ];
  }

  #floats(): Maker[] {
    return [() => this.#floatLiteral(), () => this.#bin('f', 'FLOAT', exp.binFloat)];
  }

  #element(): Pair {
    const at = this.#below(8) - 3;
    const key = this.#pick(KEYS);
    const list = exp.binList('l');
    const map = exp.binMap('m');
    return this.#of([
      () => atom(`$.l.[${at}]:INT`, exp.lists.getByIndex(list, exp.int(at), INT, L.VALUE)),
      () => atom(`$.l.[#${at}]:INT`, exp.lists.getByRank(list, exp.int(at), INT, L.VALUE)),
      () => atom(`$.m${keyed(key)}:INT`, exp.maps.getByKey(map, exp.str(key), INT, M.VALUE)),
      () => atom(`$.m.{${at}}:INT`, exp.maps.getByIndex(map, exp.int(at), INT, M.VALUE)),
      () => atom(`$.m.{#${at}}:INT`, exp.maps.getByRank(map, exp.int(at), INT, M.VALUE)),
      () => {
        const ctx = new cdt.Context().addMapKey('users').addListIndex(at);
        const expression = exp.maps.getByKey(exp.binMap('n'), exp.str('age'), INT, M.VALUE, ctx);
        return atom(`$.n.users.[${at}].age:INT`, expression);
      },
    ]);
  }

  #count(): Pair {
    const start = this.#below(4);
    const count = this.#below(4);
    const value = this.#below(12) - 2;
    const list = exp.binList('l');
    const map = exp.binMap('m');
    const ints = [value, value + 1 + this.#below(3)] as const;
    const mark = this.#chance(0.25) ? '!' : '';
    const inverted = mark === '' ? 0 : L.INVERTED;
    const [listCount, mapCount] = [(L.COUNT | inverted) as typeof L.COUNT, (M.COUNT | inverted) as typeof M.COUNT];
    const [a, b] = [this.#pick(KEYS), this.#pick(KEYS)];
    const size = { list: exp.lists.size(list), map: exp.maps.size(map) };
    return this.#of([
      () => atom('$.l:LIST.count()', size.list),
      () => atom('$.m:MAP.count()', size.map),
      () =>
        atom(
          `$.l.[${mark}${start}:${start + count}].count()`,
          exp.lists.getByIndexRange(list, exp.int(start), exp.int(count), listCount),
        ),
      () => atom(`$.l.[${mark}#${start}:].count()`, exp.lists.getByRankRangeToEnd(list, exp.int(start), listCount)),
      () =>
        atom(
          `$.l.[${mark}=${ints.join(':')}].count()`,
          exp.lists.getByValueRange(list, exp.int(ints[0]), exp.int(ints[1]), listCount),
        ),
      () => atom(`$.l.[${mark}=${value},].count()`, exp.lists.getByValueList(list, exp.list([value]), listCount)),
      () =>
        atom(
          `$.l.[${mark}#${-start}:${count - start}~${value}].count()`,
          exp.lists.getByRelRankRange(list, exp.int(value), exp.int(-start), exp.int(count + 1), listCount),
        ),
      () =>
        atom(`$.m.{${mark}@${quoted(a)},${quoted(b)}}.count()`, exp.maps.getByKeyList(map, exp.list([a, b]), mapCount)),
      () => atom(`$.m.{${mark}@${quoted(a)}:}.count()`, exp.maps.getByKeyRange(map, exp.inf(), exp.str(a), mapCount)),
      () =>
        atom(
          `$.m.{${mark}=${ints.join(':')}}.count()`,
          exp.maps.getByValueRange(map, exp.int(ints[1]), exp.int(ints[0]), mapCount),
        ),
      () =>
        atom(
          `$.m.{${-start}:${count - start}~${quoted(a)}}.count()`,
          exp.maps.getByKeyRelIndexRange(map, exp.int(count + 1), exp.int(-start), exp.str(a), M.COUNT),
        ),
      () => {
        const ctx = new cdt.Context().addAllChildrenWithFilter(exp.eq(exp.loopVarStr(K), exp.str(a)));
        const values = exp.selectByPath(map, LIST, exp.pathSelectFlags.VALUE, ctx);
        return atom(`$.m:MAP.*[?(@key == ${quoted(a)})].count()`, exp.lists.size(values));
      },
      () => {
        const ctx = new cdt.Context().addMapKey('users').addAllChildren();
        const tree = exp.selectByPath(exp.binMap('n'), LIST, exp.pathSelectFlags.VALUE, ctx);
        return atom('$.n.users.*.count()', exp.lists.size(tree));
      },
    ]);
  }

  #key(path: readonly string[], key: string, type: string, number: number): Pair {
    const [bin, ...steps] = path as [string, ...string[]];
    const ctx = steps.reduce((context, step) => context.addMapKey(step), new cdt.Context());
    const expression = exp.maps.getByKey(exp.binMap(bin), exp.str(key), number as typeof INT, M.VALUE, ctx);
    return atom(`$.${[bin, ...steps, key].join('.')}:${type}`, expression);
  }

  #bits(): Pair {
    const [offset, size] = [exp.int(this.#below(16)), exp.int(1 + this.#below(16))];
    const [o, s] = [offset[0]?.intVal, size[0]?.intVal];
    const bin = exp.binBlob('x');
    return this.#of([
      () => atom(`$.x.bitCount(offset: ${o}, size: ${s})`, exp.bit.count(bin, size, offset)),
      () => atom(`$.x.bitGetInt(size: ${s}, offset: ${o})`, exp.bit.getInt(bin, false, size, offset)),
      () => atom(`$.x.bitGetInt(offset: ${o}, size: ${s}, signed: true)`, exp.bit.getInt(bin, true, size, offset)),
    ]);
  }

  // Values to read or write that are no numbers.

  #selection(): Pair {
    const least = this.#below(12) - 2;
    const filter = (): InstanceType<typeof cdt.Context> =>
      new cdt.Context().addAllChildrenWithFilter(exp.ge(exp.loopVarInt(V), exp.int(least)));
    const map = exp.binMap('m');
    const { MAP_KEY, MAP_KEY_VALUE, MATCHING_TREE, VALUE } = exp.pathSelectFlags;
    return this.#of([
      () => atom(`$.m:MAP.*[?(@ >= ${least})]`, exp.selectByPath(map, LIST, VALUE, filter())),
      () => atom(`$.m:MAP.*[?(@ >= ${least})].getKeys()`, exp.selectByPath(map, LIST, MAP_KEY, filter())),
      () => atom(`$.m:MAP.*[?(@ >= ${least})].getKeyValues()`, exp.selectByPath(map, LIST, MAP_KEY_VALUE, filter())),
      () => atom(`$.m:MAP.*[?(@ >= ${least})].getTree()`, exp.selectByPath(map, MAP, MATCHING_TREE, filter())),
      () => atom('$.n.users.*.name', exp.selectByPath(exp.binMap('n'), LIST, VALUE, this.#names())),
      () => atom('$.m.{@a:c}.getKeys()', exp.maps.getByKeyRange(map, exp.str('c'), exp.str('a'), M.KEY)),
      () =>
        atom('$.m.{0:2}.getMaps():UNORDERED', exp.maps.getByIndexRange(map, exp.int(2), exp.int(0), M.UNORDERED_MAP)),
      () => atom('$.m.{#-2:}.getMaps()', exp.maps.getByRankRangeToEnd(map, exp.int(-2), M.ORDERED_MAP)),
      () => atom('$.l.[=3].getIndexes():REVERSE', this.#call(20, [2], [exp.int(3)])),
    ]);
  }

  #names(): InstanceType<typeof cdt.Context> {
    return new cdt.Context().addMapKey('users').addAllChildren().addMapKey('name');
  }

  /** A call that `exp.lists` has no function for. */
  #call(code: number, numbers: readonly number[], args: readonly AerospikeExp[]): AerospikeExp {
    // By the function that is nearest, with another code.
    const made = exp.lists.getByIndex(exp.binList('l'), args[0] as AerospikeExp, INT, numbers[0] as typeof L.INDEX);
    return made.map((entry, i) => (i === 4 ? { ...entry, intVal: code } : entry));
  }

  #changedList(depth: number): Pair {
    const list = exp.binList('l');
    const at = this.#below(5) - 1;
    const value = this.integer(Math.min(depth - 1, 1));
    const bounded = { writeFlags: lists.writeFlags.INSERT_BOUNDED };
    const path = `$.l:LIST.[${at}]`;
    return this.#of([
      () => atom(`$.l.append(${value.text})`, exp.lists.append(list, value.expression)),
      () => atom('$.l.appendItems([1, 2])', exp.lists.appendItems(list, exp.list([1, 2]))),
      () => atom(`${path}.setTo(${value.text})`, exp.lists.set(list, value.expression, exp.int(at), bounded)),
      () => atom(`${path}.insert(${value.text})`, exp.lists.insert(list, value.expression, exp.int(at), bounded)),
      () => atom(`${path}.add(${value.text})`, exp.lists.increment(list, value.expression, exp.int(at), bounded)),
      () => atom(`${path}.remove()`, exp.lists.removeByIndex(list, exp.int(at))),
      () => atom('$.l.[#1:].remove()', exp.lists.removeByRankRangeToEnd(list, exp.int(1))),
      () => atom('$.l:LIST.sort():DROP_DUPS', exp.lists.sort(list, lists.sortFlags.DROP_DUPLICATES)),
      () => atom('$.l:LIST.clear()', exp.lists.clear(list)),
      () => {
        const ctx = new cdt.Context().addAllChildren();
        const change = exp.add(exp.loopVarInt(V), exp.int(at));
        return atom(`$.l:LIST.*.modify(@ + ${at})`, exp.modifyByPath(list, LIST, change, 0, ctx));
      },
    ]);
  }

  #changedMap(depth: number): Pair {
    const map = exp.binMap('m');
    const key = this.#pick(KEYS);
    const value = this.integer(Math.min(depth - 1, 1));
    const path = `$.m${keyed(key)}`;
    const flags = (writeFlags: number) => ({ writeFlags: writeFlags as typeof maps.writeFlags.CREATE_ONLY });
    const { CREATE_ONLY, UPDATE_ONLY } = maps.writeFlags;
    return this.#of([
      () => atom(`${path}.setTo(${value.text})`, exp.maps.put(map, value.expression, exp.str(key))),
      () =>
        atom(`${path}.insert(${value.text})`, exp.maps.put(map, value.expression, exp.str(key), flags(CREATE_ONLY))),
      () =>
        atom(`${path}.update(${value.text})`, exp.maps.put(map, value.expression, exp.str(key), flags(UPDATE_ONLY))),
      () => atom(`${path}.add(${value.text})`, exp.maps.increment(map, value.expression, exp.str(key))),
      () => atom(`${path}.remove()`, exp.maps.removeByKey(map, exp.str(key))),
      () => atom("$.m.putItems({b: 2, 'd e': 1})", exp.maps.putItems(map, exp.map({ b: 2, 'd e': 1 } as never))),
      () => atom('$.m:MAP.clear()', exp.maps.clear(map)),
      () => {
        const ctx = new cdt.Context().addAllChildrenWithFilter(exp.lt(exp.loopVarInt(V), exp.int(3)));
        return atom('$.m:MAP.*[?(@ < 3)].remove()', exp.modifyByPath(map, MAP, exp.removeResult(), 0, ctx));
      },
      () =>
        atom(
          `$.n.users.append(${value.text})`,
          exp.lists.append(exp.binMap('n'), value.expression, null, new cdt.Context().addMapKey('users')),
        ),
    ]);
  }

  #bytes(depth: number): Pair {
    const bin = exp.binBlob('x');
    const size = this.integer(Math.min(depth - 1, 0));
    const offset = exp.int(this.#below(16));
    const o = offset[0]?.intVal;
    return this.#of([
      () => atom(`$.x.bitGet(offset: ${o}, size: ${size.text})`, exp.bit.get(bin, size.expression, offset)),
      () => atom(`$.x.bitNot(offset: ${o}, size: ${size.text})`, exp.bit.not(bin, size.expression, offset)),
      () =>
        atom(
          `$.x.bitOr(value: x'0f', offset: ${o}, size: ${size.text})`,
          exp.bit.or(bin, exp.bytes(Buffer.from([15])), size.expression, offset),
        ),
      () =>
        atom(
          `$.x.bitLshift(offset: ${o}, size: 8, shift: ${size.text})`,
          exp.bit.lShift(bin, size.expression, exp.int(8), offset),
        ),
      () => atom(`$.h.hllAdd(['a'], indexBits: 8)`, exp.hll.add(exp.binHll('h'), 8, exp.list(['a']))),
      () => atom('$.h.hllCount()', exp.hll.getCount(exp.binHll('h'))),
      () => atom("$.h.hllMayContain(['a', 1])", exp.hll.mayContain(exp.binHll('h'), exp.list(['a', 1]))),
    ]);
  }

  // Text, as servers from 8.2 on change and read it.

  #changedText(depth: number): Pair {
    const text = this.string(depth - 1);
    const other = this.#textLiteral();
    const at = this.#below(6) - 2;
    const { string } = exp;
    const on = (method: string, make: (text: AerospikeExp) => AerospikeExp): Pair => this.#method(text, method, make);
    return this.#of([
      () => on('upper()', (bin) => string.upper(null, bin)),
      () => on('normalizeNFC()', (bin) => string.normalizeNfc(null, bin)),
      () => on(`substr(from: ${at})`, (bin) => string.substr(exp.int(at), bin)),
      () => on(`substr(to: 3, from: ${at})`, (bin) => string.substr(exp.int(at), exp.int(3), bin)),
      () => on(`snip(from: ${at})`, (bin) => string.snipStart(null, exp.int(at), bin)),
      () => on(`snip(from: ${at}, to: 4)`, (bin) => string.snip(null, exp.int(at), exp.int(4), bin)),
      () => on(`padEnd(length: 9, pad: '*')`, (bin) => string.padEnd(null, exp.int(9), exp.str('*'), bin)),
      () =>
        on(`splice(offset: ${at}, value: ${other.text})`, (bin) =>
          string.insert(null, exp.int(at), other.expression, bin),
        ),
      () => on(`replaceAll(find: 'a', replace: "b'")`, (bin) => string.replaceAll(null, 'a', "b'", bin)),
      () =>
        on(`regexReplace(pattern: /a\\d+\\//, replace: '-')`, (bin) =>
          string.regexReplace(null, 'a\\d+/', '-', 16, bin),
        ),
      () => ({
        text: `(${text.text}) + ${other.text}`,
        level: 7,
        expression: string.append(null, other.expression, text.expression),
      }),
      () => this.#method(this.#bin('i', 'INT', exp.binInt), 'toString()', string.toString),
      () => this.#method(this.#bin('ls', 'LIST', exp.binList), "join(', ')", (l) => exp.lists.joinSeparator(l, ', ')),
    ]);
  }

  #numberOfText(depth: number): Pair {
    const text = this.string(depth - 1);
    const { string } = exp;
    return this.#of([
      () => this.#method(text, 'strlen()', string.strlen),
      () => this.#method(text, 'bytesLength()', string.byteLength),
      () => this.#method(text, 'toInt()', string.toInteger),
      () => this.#method(text, "find(needle: 'a')", (bin) => string.find(exp.str('a'), bin)),
      () => this.#method(text, "split('a').count()", (bin) => exp.lists.size(string.split(exp.str('a'), bin))),
    ]);
  }

  #testOfText(depth: number): Pair {
    const text = this.string(depth - 1);
    const { string } = exp;
    return this.#of([
      () => this.#method(text, 'isNumeric()', (bin) => string.isNumeric(bin)),
      () => this.#method(text, "contains(needle: 'a')", (bin) => string.contains(exp.str('a'), bin)),
      () => this.#method(text, "endsWith('b')", (bin) => string.endsWith(exp.str('b'), bin)),
      () => ({
        text: `(${text.text}) =~ /^\\w+$/ims`,
        level: 2,
        expression: string.regexCompareFlags('^\\w+$', 7, text.expression),
      }),
    ]);
  }

  // Constants and bins.

  #intLiteral(): Pair {
    const value = this.#chance(0.1)
      ? this.#pick([2n ** 63n - 1n, -(2n ** 63n), 2 ** 53, -1, 0])
      : this.#below(this.#chance(0.5) ? 24 : 2000) - 4;
    const size = value < 0 ? -BigInt(value) : BigInt(value);
    const digits = this.#pick([`${size}`, `${size}`, `0x${size.toString(16)}`, `0b${size.toString(2)}`]);
    return atom(`${value < 0 ? '-' : ''}${digits}`, exp.int(value as number));
  }

  #floatLiteral(): Pair {
    const value = (this.#below(400) - 200) / this.#pick([1, 2, 8, 64]);
    const text = Number.isInteger(value) ? `${value}.0` : String(value);
    return atom(text, exp.float(value));
  }

  #textLiteral(): Pair {
    const word = this.#pick(WORDS);
    return atom(this.#chance(0.5) ? quoted(word) : JSON.stringify(word), exp.str(word));
  }

  #boolean(): Pair {
    const value = this.#chance(0.5);
    return atom(String(value), exp.bool(value));
  }

  #list(): Pair {
    const items = Array.from({ length: this.#below(4) }, () => this.#below(12) - 2);
    return atom(`[${items.join(this.#space(','))}]`, exp.list(items));
  }

  #bin(name: string, type: string, make: (name: string) => AerospikeExp): Pair {
    return atom(`${named(name)}:${type}`, make(name));
  }

  // What is made of parts.

  #several(mark: string, level: number, make: (...args: AerospikeExp[]) => AerospikeExp, one: Maker): Pair {
    const parts = Array.from({ length: 2 + this.#below(2) }, one);
    const text = parts.map((part) => this.#inside(part, level + 1)).join(this.#around(mark));
    return this.#maybeClosed({ text, level, expression: make(...parts.map(({ expression }) => expression)) });
  }

  #binary(
    mark: string,
    level: number,
    make: (left: AerospikeExp, right: AerospikeExp) => AerospikeExp,
    left: Pair,
    right: Pair,
  ): Pair {
    const text = `${this.#inside(left, level + 1)}${this.#around(mark)}${this.#inside(right, level + 1)}`;
    return this.#maybeClosed({ text, level, expression: make(left.expression, right.expression) });
  }

  #prefixed(mark: string, make: (value: AerospikeExp) => AerospikeExp, value: Pair): Pair {
    return { text: `${mark}(${value.text})`, level: 10, expression: make(value.expression) };
  }

  #method({ text, expression }: Pair, method: string, make: (value: AerospikeExp) => AerospikeExp): Pair {
    return atom(`(${text}).${method}`, make(expression));
  }

  #called(name: string, make: (...args: AerospikeExp[]) => AerospikeExp, parts: readonly Pair[]): Pair {
    const text = `${name}(${parts.map((part) => part.text).join(this.#space(', '))})`;
    return atom(text, make(...parts.map(({ expression }) => expression)));
  }

  #labelled(
    name: string,
    make: (left: AerospikeExp, right: AerospikeExp) => AerospikeExp,
    labels: readonly string[],
    parts: readonly Pair[],
  ): Pair {
    const texts = parts.map(({ text }, i) => `${labels[i]}: ${text}`);
    if (this.#chance(0.5)) texts.reverse();
    const [left, right] = parts as readonly [Pair, Pair];
    return atom(`${name}(${texts.join(', ')})`, make(left.expression, right.expression));
  }

  #when(depth: number, one: Maker): Pair {
    const rows = Array.from({ length: 1 + this.#below(2) }, () => [this.condition(depth - 2), one()] as const);
    const otherwise = one();
    const text = rows.map(([test, value]) => `${test.text} => ${value.text}`).join(this.#space(', '));
    const parts = rows.flatMap(([test, value]) => [test.expression, value.expression]);
    return atom(
      `when${this.#space('')}(${text}, default => ${otherwise.text})`,
      exp.cond(...parts, otherwise.expression),
    );
  }

  #let(depth: number): Pair {
    const name = `v${this.#variables++}`;
    const value = this.integer(depth - 1);
    const [mark, compare] = this.#pick(COMPARE);
    const other = this.integer(depth - 1);
    const expression = exp.let(exp.def(name, value.expression), compare(exp.var(name), other.expression));
    const text = `let (${name} = ${value.text}) then (\${${name}} ${mark} ${this.#inside(other, 3)})`;
    return atom(text, expression);
  }

  #inside(part: Pair, level: number): string {
    return part.level < level ? `(${part.text})` : part.text;
  }

  #closed({ text, expression }: Pair): Pair {
    return atom(`(${text})`, expression);
  }

  #maybeClosed(part: Pair): Pair {
    return this.#chance(0.15) ? this.#closed(part) : part;
  }

  // Choices.

  #around(mark: string): string {
    return /[a-z]/.test(mark) || this.#chance(0.7) ? `${this.#space(' ')}${mark} ` : `${mark}${this.#space('')}`;
  }

  /** What may stand between tokens. */
  #space(usual: string): string {
    return this.#chance(0.9) ? usual : `${usual}${this.#pick([' ', '\n', '\t ', '/* so */', ' /* $.x == ( */ '])}`;
  }

  #of(makers: readonly Maker[]): Pair {
    return this.#pick(makers)();
  }

  #pick<T>(from: readonly T[]): T {
    return from[this.#random.below(from.length)] as T;
  }

  #below(end: number): number {
    return this.#random.below(end);
  }

  #chance(share: number): boolean {
    return this.#random.next() < share;
  }
}

function atom(text: string, expression: AerospikeExp): Pair {
  return { text, level: ATOM, expression };
}

function named(bin: string): string {
  return /^\w+$/.test(bin) ? `$.${bin}` : `$."${bin}"`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
}

function keyed(key: string): string {
  return /^\w+$/.test(key) ? `.${key}` : `.${quoted(key)}`;
}
