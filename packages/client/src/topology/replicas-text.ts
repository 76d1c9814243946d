// The value of the `replicas` info command, read strictly.
// Owns syntax only; what a set bit means for the map is partition-table.ts. Never throws on what a server sent.
// Specification: docs/protocol/partitions.md, "Partition map".

import { MAX_BYTES, MAX_COLUMNS, MAX_NAMESPACES } from './limits.ts';

/** 512 bytes in base64 with padding. */
export const BITMAP_CHARS = 684;
export const BITMAP_BYTES = 512;
/** The replication factor is one byte in the server. */
const MAX_REPLICATION_FACTOR = 255;
const MAX_REGIME = 0xffff_ffff;

export interface NamespaceReplicas {
  readonly namespace: string;
  /** 0 = AP namespace, above 0 = strong consistency. */
  readonly regime: number;
  /** Those that are kept, column 0 (master) first, 512 bytes each; partition p is byte p >> 3, mask 0x80 >> (p & 7). */
  readonly bitmaps: readonly Uint8Array[];
}

export interface ReplicasReply {
  readonly namespaces: readonly NamespaceReplicas[];
  /** One sentence for each entry that was not usable; not empty means: ask again at the next tend. */
  readonly problems: readonly string[];
}

/**
 * ```
 * replicas := ns ":" regime "," rf "," bitmap *("," bitmap) *( ";" ns ... )
 * ```
 * A namespace is taken whole or not at all, so a cut reply cannot leave half of a map behind.
 */
export function parseReplicas(text: string): ReplicasReply {
  const namespaces: NamespaceReplicas[] = [];
  const problems: string[] = [];
  if (text.startsWith('ERROR')) return { namespaces, problems: [text.slice(0, 200)] };
  if (text === '') return { namespaces, problems };
  const entries = text.split(';', MAX_NAMESPACES + 1);
  if (entries.length > MAX_NAMESPACES) problems.push(`More than ${MAX_NAMESPACES} namespaces`);
  for (const entry of entries.slice(0, MAX_NAMESPACES)) {
    if (entry === '') continue;
    const parsed = parseEntry(entry);
    if (typeof parsed === 'string') problems.push(parsed);
    else namespaces.push(parsed);
  }
  return { namespaces, problems };
}

function parseEntry(entry: string): NamespaceReplicas | string {
  const colon = entry.indexOf(':');
  const namespace = entry.slice(0, Math.max(0, colon));
  const shown = JSON.stringify(entry.slice(0, 40));
  if (namespace === '' || Buffer.byteLength(namespace) > MAX_BYTES.namespace)
    return `Bad namespace in replicas entry ${shown}`;
  const [regimeText, columnsText, ...encoded] = entry.slice(colon + 1).split(',');
  const regime = parseUnsigned(regimeText, MAX_REGIME);
  if (regime === undefined) return `Bad regime for namespace ${namespace}`;
  const columns = parseUnsigned(columnsText, MAX_REPLICATION_FACTOR);
  if (columns === undefined || columns === 0) return `Bad replication factor for namespace ${namespace}`;
  if (encoded.length !== columns)
    return `Namespace ${namespace} announced ${columns} bitmaps and sent ${encoded.length}`;
  const bitmaps: Uint8Array[] = [];
  for (const [column, text] of encoded.entries()) {
    const bitmap = column < MAX_COLUMNS ? decodeBitmap(text) : ignoreBitmap(text);
    if (bitmap === undefined) return `Bad bitmap in column ${column} of namespace ${namespace}`;
    if (column < MAX_COLUMNS) bitmaps.push(bitmap);
  }
  return { namespace, regime, bitmaps };
}

const IGNORED = new Uint8Array(0);

// What is not kept has to be whole all the same: the reply could be cut.
function ignoreBitmap(text: string): Uint8Array | undefined {
  return text.length === BITMAP_CHARS && text.endsWith('=') ? IGNORED : undefined;
}

// 512 bytes leave two of three in the last group, hence exactly one '='.
function decodeBitmap(text: string): Uint8Array | undefined {
  if (text.length !== BITMAP_CHARS || !/^[A-Za-z0-9+/]{683}=$/.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === BITMAP_BYTES ? bytes : undefined;
}

function parseUnsigned(text: string | undefined, max: number): number | undefined {
  if (text === undefined || !/^\d{1,10}$/.test(text)) return undefined;
  const value = Number(text);
  return value <= max ? value : undefined;
}
