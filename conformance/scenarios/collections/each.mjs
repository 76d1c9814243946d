// What the scenarios of collections begin with, and how they call one operation after the other.

export const LIST = [5, 1, 3, 1];
export const MAP = { a: 1, b: 2, c: 3, d: 2 };
export const NESTED = { list: [[3, 1, 2], { x: [7] }], map: { m: { a: 1, b: 5 }, l: [4, 5] } };
export const BITS = Buffer.from([0x01, 0x42, 0x03, 0x04, 0x05]);

/** Each call on a record of its own kind, made anew before. */
export async function each(t, bins, calls) {
  for (const [name, makeOps] of Object.entries(calls)) {
    const key = t.key('k');
    await t.client.put(key, bins, null, { exists: t.A.policy.exists.CREATE_OR_REPLACE });
    const record = { bins: (one) => one.bins };
    await t.step(name, () => t.client.operate(key, [makeOps()].flat()), record.bins);
    await t.step(
      `${name}, then`,
      () => t.client.get(key),
      (one) => one.bins,
    );
  }
}

/** Every return type of a selection. */
export const returning = (types, make) =>
  Object.fromEntries(Object.entries(types).map(([name, type]) => [`returns ${name}`, () => make(type)]));
