// Constants that stand for an enum: a frozen object of named numbers.
// A variable that starts with one of them may become any number, as with an enum: `let s = ttl.NEVER_EXPIRE; s = 60`.

/** A frozen object of numbers with names, each of which widens to any number. */
export type NamedConstants<Values> = { readonly [Name in keyof Values]: Values[keyof Values] | (number & {}) };

/** @internal */
export function constants<const Values extends { readonly [name: string]: number }>(
  values: Values,
): NamedConstants<Values> {
  return Object.freeze(values) as unknown as NamedConstants<Values>;
}
