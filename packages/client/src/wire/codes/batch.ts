// Batches: flags of the request and of its rows (docs/protocol/batch.md).

/** Of the whole batch, in front of its rows. */
export const BATCH_FLAG = {
  ALLOW_INLINE: 0x01,
  ALLOW_INLINE_SSD: 0x02,
  RESPOND_ALL: 0x04,
  REPORT_ROW: 0x08,
} as const;

/** Which parts follow a row's digest. REPEAT: none, all is as in the row before. */
export const BATCH_ROW_FLAG = { REPEAT: 0x01, INFO: 0x02, GENERATION: 0x04, TTL: 0x08, INFO4: 0x10 } as const;

/** Number of rows and flags, in front of the rows. */
export const BATCH_HEADER_BYTES = 5;
