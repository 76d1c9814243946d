// The type `any`, where a program that was written for the types of `aerospike` reads on without a check. Each place is
// in docs/differences.md.

/** What `JSON.parse` returns: nothing is known of it. */
export type Untyped = ReturnType<typeof JSON.parse>;
