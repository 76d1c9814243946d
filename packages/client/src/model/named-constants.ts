// Constants that stand for an enum: a frozen object of values with names.

/** A frozen object of values with names, each of which widens to any number or text. */
export type NamedConstants<Values> = {
  readonly [Name in keyof Values]:
    | Values[keyof Values]
    | (Values[keyof Values] extends number ? number & {} : string & {});
};

/** @internal */
export function constants<const Values extends { readonly [name: string]: number | string }>(
  values: Values,
): NamedConstants<Values> {
  return Object.freeze(values) as unknown as NamedConstants<Values>;
}
