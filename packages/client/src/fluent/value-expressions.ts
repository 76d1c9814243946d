// What the typed bins of `where` and `compute` make: expressions of the client. One class has the methods of all types,
// since types are gone when it runs; those of values.ts allow what fits.

import { AerospikeError, type AerospikeExp, cdt, Double, exp, GeoJSON, lists, maps, regex } from '../public.ts';
import { Condition } from './condition.ts';
import type { BinsOf, RecordValues } from './values.ts';

/** The types that an expression can have, as `exp.type` names them. */
type Kind = 'INT' | 'FLOAT' | 'STR' | 'BOOL' | 'BLOB' | 'GEOJSON' | 'LIST' | 'MAP';
type Comparison = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le';
type Calculation = 'add' | 'sub' | 'mul' | 'div' | 'mod';
type Key = string | number | bigint | Uint8Array;

/** An expression whose type is known, or follows from the value beside it. */
export class Value {
  /** Its type, where it is known. */
  readonly kind: Kind | undefined;
  /** Whether it takes another type beside something of that type: what was given, and what is calculated with it. */
  readonly isPliant: boolean;
  readonly #name: string;
  readonly #as: (kind: Kind) => AerospikeExp;

  /** @param name - for errors */
  constructor(name: string, as: (kind: Kind) => AerospikeExp, kind?: Kind, isPliant = false) {
    this.#name = name;
    this.#as = as;
    this.kind = kind;
    this.isPliant = isPliant;
  }

  /** @internal What selects it: of a type that is known. */
  get expression(): AerospikeExp {
    return this.as(this.kind ?? unknownKind(this.#name));
  }

  /** @internal */
  as(kind: Kind): AerospikeExp {
    return this.#as(kind);
  }

  eq(other: unknown): Condition {
    return this.#compare('eq', other);
  }

  ne(other: unknown): Condition {
    return this.#compare('ne', other);
  }

  gt(other: unknown): Condition {
    return this.#compare('gt', other);
  }

  ge(other: unknown): Condition {
    return this.#compare('ge', other);
  }

  lt(other: unknown): Condition {
    return this.#compare('lt', other);
  }

  le(other: unknown): Condition {
    return this.#compare('le', other);
  }

  oneOf(...values: readonly unknown[]): Condition {
    const [first, ...others] = values.map((value) => this.eq(value));
    return first === undefined ? refuse('oneOf has no values; it takes one or more') : first.or(...others);
  }

  between(from: unknown, to: unknown): Condition {
    return this.ge(from).and(this.le(to));
  }

  plus(other: unknown): Value {
    return this.#calculate('add', other);
  }

  minus(other: unknown): Value {
    return this.#calculate('sub', other);
  }

  times(other: unknown): Value {
    return this.#calculate('mul', other);
  }

  dividedBy(other: unknown): Value {
    return this.#calculate('div', other);
  }

  modulo(other: unknown): Value {
    return this.#calculate('mod', other);
  }

  int(): Value {
    return this.#of('INT');
  }

  float(): Value {
    return this.#of('FLOAT');
  }

  toInt(): Value {
    return new Value(this.#name, () => exp.toInt(this.as('FLOAT')), 'INT');
  }

  toFloat(): Value {
    return new Value(this.#name, () => exp.toFloat(this.as('INT')), 'FLOAT');
  }

  text(): Value {
    return this.#of('STR');
  }

  bool(): Value {
    return this.#of('BOOL');
  }

  bytes(): Value {
    return this.#of('BLOB');
  }

  list(): Value {
    return this.#of('LIST');
  }

  map(): Value {
    return this.#of('MAP');
  }

  isTrue(): Condition {
    return new Condition(exp.eq(this.as('BOOL'), exp.bool(true)));
  }

  matches(pattern: string, { ignoreCase = false } = {}): Condition {
    return new Condition(exp.cmpRegex(regex.EXTENDED | (ignoreCase ? regex.ICASE : 0), pattern, this.as('STR')));
  }

  within(region: GeoJSON): Condition {
    return new Condition(exp.cmpGeo(this.as('GEOJSON'), exp.geo(region)));
  }

  #of(kind: Kind): Value {
    return new Value(this.#name, () => this.as(kind), kind);
  }

  #compare(comparison: Comparison, given: unknown): Condition {
    const other = asValue(given);
    const kind = commonKind(this, other, this.#name);
    return new Condition(exp[comparison](this.as(kind), other.as(kind)));
  }

  #calculate(calculation: Calculation, given: unknown): Value {
    const other = asValue(given);
    const kind = commonKind(this, other, this.#name);
    const isPliant = [this, other].every((side) => side.kind === undefined || side.isPliant);
    const make = (asked: Kind): AerospikeExp => {
      const common = isPliant ? asked : kind;
      return exp[calculation](this.as(common), other.as(common));
    };
    return new Value(this.#name, make, kind, isPliant);
  }
}

/** The value of a bin, or one inside it: what `exists`, `get`, `at` and their kin need to know where they are. */
class Place extends Value {
  readonly #bin: string;
  readonly #steps: readonly Step[];

  constructor(bin: string, steps: readonly Step[] = []) {
    const name = [bin, ...steps.map(({ text }) => text)].join('');
    super(name, (kind) => placeAs(bin, steps, kind));
    this.#bin = bin;
    this.#steps = steps;
  }

  exists(): Condition {
    return new Condition(exp.binExists(this.#bin));
  }

  get(key: Key): Place {
    return new Place(this.#bin, [
      ...this.#steps,
      { family: 'MAP', at: key, text: `.get(${JSON.stringify(String(key))})` },
    ]);
  }

  at(index: number): Place {
    return new Place(this.#bin, [...this.#steps, { family: 'LIST', at: index, text: `.at(${index})` }]);
  }

  length(): Value {
    return this.#inside('LIST', (root, context) => exp.lists.size(root, context));
  }

  size(): Value {
    return this.#inside('MAP', (root, context) => exp.maps.size(root, context));
  }

  includes(element: unknown): Condition {
    const { COUNT } = lists.returnType;
    const found = this.#inside('LIST', (root, context) =>
      exp.lists.getByValue(root, asValue(element).expression, COUNT, context),
    );
    return found.gt(0);
  }

  has(key: Key): Condition {
    const { COUNT } = maps.returnType;
    const found = this.#inside('MAP', (root, context) =>
      exp.maps.getByKey(root, asValue(key).expression, exp.type.INT, COUNT, context),
    );
    return found.gt(0);
  }

  /** An integer that is computed of the list or map at this place. */
  #inside(family: Step['family'], make: (root: AerospikeExp, context: Context) => AerospikeExp): Value {
    const root = binAs(this.#bin, this.#steps[0]?.family ?? family);
    return new Value(this.#bin, () => make(root, contextOf(this.#steps)), 'INT');
  }
}

/** A step into a list or a map. */
interface Step {
  readonly family: 'LIST' | 'MAP';
  readonly at: Key;
  readonly text: string;
}

type Context = InstanceType<typeof cdt.Context> | undefined;

function contextOf(steps: readonly Step[]): Context {
  if (steps.length === 0) return undefined;
  const context = new cdt.Context();
  for (const { family, at } of steps) {
    if (family === 'LIST') context.addListIndex(at as number);
    else context.addMapKey(at as string);
  }
  return context;
}

function binAs(name: string, kind: Kind): AerospikeExp {
  switch (kind) {
    case 'INT':
      return exp.binInt(name);
    case 'FLOAT':
      return exp.binFloat(name);
    case 'STR':
      return exp.binStr(name);
    case 'BOOL':
      return exp.binBool(name);
    case 'BLOB':
      return exp.binBlob(name);
    case 'GEOJSON':
      return exp.binGeo(name);
    case 'LIST':
      return exp.binList(name);
    case 'MAP':
      return exp.binMap(name);
  }
}

function placeAs(bin: string, steps: readonly Step[], kind: Kind): AerospikeExp {
  const last = steps.at(-1);
  if (last === undefined) return binAs(bin, kind);
  const root = binAs(bin, (steps[0] as Step).family);
  const context = contextOf(steps.slice(0, -1));
  return last.family === 'LIST'
    ? exp.lists.getByIndex(root, exp.int(last.at as number), exp.type[kind], lists.returnType.VALUE, context)
    : exp.maps.getByKey(root, asValue(last.at).expression, exp.type[kind], maps.returnType.VALUE, context);
}

function constant(kind: Kind, text: string, expression: (kind: Kind) => AerospikeExp): Value {
  return new Value(text, expression, kind, true);
}

/** A value of JavaScript as the server knows it. */
function asValue(given: unknown): Value {
  if (given instanceof Value) return given;
  if (typeof given === 'number' || typeof given === 'bigint') return numberOf(given);
  if (given instanceof Double) return constant('FLOAT', String(given.Double), () => exp.float(given.Double));
  if (typeof given === 'string') return constant('STR', JSON.stringify(given), () => exp.str(given));
  if (typeof given === 'boolean') return constant('BOOL', String(given), () => exp.bool(given));
  if (given instanceof GeoJSON) return constant('GEOJSON', 'GeoJSON', () => exp.geo(given));
  if (given instanceof Uint8Array) return constant('BLOB', 'bytes', () => exp.bytes(Buffer.from(given)));
  if (Array.isArray(given)) return constant('LIST', 'a list', () => exp.list(given));
  if (typeof given === 'object' && given !== null)
    return constant('MAP', 'a map', () => exp.map(given as Map<string, unknown>));
  return refuse(
    `a value in an expression is ${String(given)}; expected a number, text, a boolean, bytes, a list or a map`,
  );
}

function numberOf(given: number | bigint): Value {
  const isWhole = typeof given === 'bigint' || Number.isInteger(given);
  const text = String(given);
  if (!isWhole) return constant('FLOAT', text, () => exp.float(given));
  // Beside a float a whole number is one too.
  return constant('INT', text, (kind) => (kind === 'FLOAT' ? exp.float(Number(given)) : exp.int(given)));
}

/** The type of two values beside each other. */
function commonKind(left: Value, right: Value, name: string): Kind {
  const firm = [left, right].find((side) => side.kind !== undefined && !side.isPliant);
  return firm?.kind ?? floatOf(left, right) ?? left.kind ?? right.kind ?? unknownKind(name);
}

/** Of values that all are pliant, one with a fraction decides. */
function floatOf(left: Value, right: Value): Kind | undefined {
  return left.kind === 'FLOAT' || right.kind === 'FLOAT' ? 'FLOAT' : undefined;
}

function unknownKind(name: string): never {
  return refuse(`the type of ${name} cannot be told; say it, as in ${name}.int() or ${name}.text()`);
}

function refuse(message: string): never {
  throw AerospikeError.param(message);
}

/** What the server knows of a record beside its bins. */
export const RECORD: RecordValues = Object.freeze({
  ttl: () => integer('ttl', exp.ttl),
  sinceUpdate: () => integer('sinceUpdate', exp.sinceUpdate),
  size: () => integer('size', exp.recordSize),
  digestModulo: (modulus: number) => integer('digestModulo', () => exp.digestModulo(modulus)),
  hasKey: () => new Condition(exp.keyExist()),
}) as object as RecordValues;

function integer(name: string, make: () => AerospikeExp): Value {
  return new Value(name, () => make(), 'INT');
}

/** Typed bins: whatever name is asked for is one. */
export function binsOf<Bins extends object>(): BinsOf<Bins> {
  return EVERY_BIN as BinsOf<Bins>;
}

const EVERY_BIN: object = new Proxy(Object.create(null) as object, {
  get: (_, name) => (typeof name === 'string' ? new Place(name) : undefined),
});
