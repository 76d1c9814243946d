// The value of the `rack-ids` info command: the racks of the node that was asked.
// Specification: docs/protocol/partitions.md, "Racks".

import { InfoValueError } from './info-value-error.ts';
import { MAX_BYTES, MAX_NAMESPACES } from './limits.ts';
import type { RackIds } from './node-info.ts';

/**
 * ```
 * racks := [ ns ":" rack *(";" ns ":" rack) ]
 * ```
 */
export function parseRackIds(text: string): RackIds {
  const racks = new Map<string, number>();
  for (const entry of text.split(';')) {
    if (entry === '') continue;
    const match = /^([^:]{1,31}):(\d{1,9})$/.exec(entry);
    if (match === null || Buffer.byteLength(match[1] as string) > MAX_BYTES.namespace)
      throw new InfoValueError('Bad rack entry', entry);
    if (racks.size === MAX_NAMESPACES) throw new InfoValueError(`More than ${MAX_NAMESPACES} rack entries`, '');
    racks.set(match[1] as string, Number(match[2]));
  }
  return racks;
}
