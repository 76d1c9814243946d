// The type of the client for the values that name their client: errors, queries, jobs. It is declared by api/client.ts
// through the interface below, because no value of the model may import what stands above it.

/** What the layers above tell the model about their types. */
// biome-ignore lint/suspicious/noEmptyInterface: api/client.ts adds the member `client`
export interface TypesAbove {}

/** The type of a client. */
export type ClientType = TypesAbove extends { client: infer Client } ? Client : unknown;
