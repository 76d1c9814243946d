// Scans and queries: what an index covers, and what runs on the server (docs/protocol/queries.md).

/** What of a bin an index covers. */
export const INDEX_TYPE = { DEFAULT: 0, LIST: 1, MAPKEYS: 2, MAPVALUES: 3, SET: 4 } as const;

/** What a query with a user-defined function is. */
export const UDF_OP = { KVS: 0, AGGREGATE: 1, BACKGROUND: 2 } as const;

/** Names of the bins in which the result of a user-defined function comes. */
export const UDF_BIN = { SUCCESS: 'SUCCESS', FAILURE: 'FAILURE' } as const;
