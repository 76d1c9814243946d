// Double: a number that is stored as floating point even if it has no fraction.
// A function, not a class, because calling it without `new` has its own documented error.
// Never converts values that are read; those arrive as plain numbers.

/** A floating-point bin value; see the constructor. */
export interface Double {
  /** The number. */
  Double: number;
  /** The number. */
  value(): number;
}

/** The type of {@link Double} as a constructor. */
export interface DoubleConstructor {
  new (value: number | string): Double;
  readonly prototype: Double;
}

function makeDouble(this: unknown, value: number | string): void {
  if (!(this instanceof Double)) {
    throw new Error('Invalid use of Double constructor - use `new Double(...)` instead.');
  }
  this.Double = Number.parseFloat(value as string);
  if (Number.isNaN(this.Double)) throw new TypeError('Not a valid Double value');
}

/**
 * Stores a number as floating point. Numbers with a fraction are stored so anyway; `1.0` needs the wrapper, because
 * JavaScript cannot tell it from the integer `1`.
 *
 * @param value - The number; text is parsed as by `parseFloat`.
 * @throws TypeError if the value is not a number.
 * @throws Error if called without `new`.
 *
 * @example
 * import { connect, Double, Key } from 'tendril';
 *
 * const client = await connect();
 * const key = new Key('test', 'demo', 'double');
 * await client.put(key, { ratio: new Double(1) });
 * await client.incr(key, { ratio: 0.5 });
 * console.log((await client.get(key)).bins.ratio); // 1.5
 * client.close();
 */
export const Double: DoubleConstructor = makeDouble as unknown as DoubleConstructor;

Object.defineProperty(makeDouble, 'name', { value: 'Double' });
Double.prototype.value = function value(this: Double): number {
  return this.Double;
};
