// How large a picture of a cluster may be: one table for those who let nodes, names and maps in and for those who write
// them down for other processes. What validation accepts always fits a snapshot, and the largest snapshot fits a segment.

/** Longest texts of a node, in bytes of UTF-8. */
export const MAX_BYTES = {
  /** A node id is a 64-bit number in hexadecimal. */
  nodeName: 16,
  build: 64,
  clusterName: 255,
  /** What the vendor's client keeps of one; no certificate can hold a longer DNS name either. */
  tlsName: 255,
  /** The longest DNS name has 253; an IPv6 address with a zone is shorter. */
  host: 255,
  namespace: 31,
} as const;

/** Of any text in a snapshot: what readers take. No limit above exceeds it. */
export const MAX_TEXT_BYTES = 1024;

/** A server has 256 nodes in a cluster at most. */
export const MAX_NODES = 4096;
/** Addresses that are remembered of one node. */
export const MAX_ADDRESSES = 16;
/** A server has 32 namespaces at most. */
export const MAX_NAMESPACES = 128;
/**
 * Replicas of a partition that are remembered, the master included. A namespace may have as many as the cluster has
 * nodes; commands are spread over these (the vendor's client keeps 3).
 */
export const MAX_COLUMNS = 8;

/** Cut so that it fits, never within a character. */
export function fitted(text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) return text;
  const bytes = Buffer.from(text);
  let end = maxBytes;
  while (end > 0 && ((bytes[end] as number) & 0xc0) === 0x80) end--;
  return bytes.toString('utf8', 0, end);
}

const MAX_SHOWN_CHARS = 32;

/** Why the text is too long, for people; undefined when it fits. */
export function excess(what: string, text: string, maxBytes: number): string | undefined {
  const bytes = Buffer.byteLength(text);
  if (bytes <= maxBytes) return undefined;
  return `${what} is ${bytes} bytes long, the limit is ${maxBytes} (${JSON.stringify(`${text.slice(0, MAX_SHOWN_CHARS)}...`)})`;
}
