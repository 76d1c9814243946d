// The record in a message of a scan or query: its key from the fields, its bins from the operations.
//
//   row := header · NAMESPACE · DIGEST · [ SET ] · [ KEY ] · [ BVAL ] · *op

import type { AerospikeBins } from '../../model/bin-value.ts';
import { Key, type UserKey } from '../../model/key.ts';
import type { CommandPolicy } from '../../model/policies/resolve.ts';
import { Record } from '../../model/record.ts';
import { FIELD } from '../../wire/codes/fields.ts';
import { FIELD_HEADER_BYTES, MESSAGE_AT, MESSAGE_HEADER_BYTES } from '../../wire/codes/message.ts';
import { readParticle } from '../../wire/particles.ts';
import { readU16, readU32 } from '../../wire/reader.ts';
import { readRecordReply } from '../record/record-reply.ts';

const { FIELDS: FIELDS_AT } = MESSAGE_AT;

/** What rows are read with. */
export interface RowReading {
  readonly ns: string;
  /** The set that was asked for, empty for all: most rows are of one set, whose name need not be made again. */
  readonly set: string;
  readonly setBytes: Buffer;
  readonly policy: CommandPolicy;
  readonly ownsReply: false;
}

export function rowReading(ns: string, set: string, policy: CommandPolicy): RowReading {
  return { ns, set, setBytes: Buffer.from(set), policy, ownsReply: false };
}

/** A key as it is stored, which may be one that the constructor would refuse. */
function StoredKey(this: Key, ns: string, set: string | undefined, key: UserKey | undefined, digest: Buffer): void {
  this.ns = ns;
  this.set = set as string;
  this.key = key as string;
  this.digest = digest;
}
StoredKey.prototype = Key.prototype;
const StoredKeyClass = StoredKey as unknown as new (
  ns: string,
  set: string | undefined,
  key: UserKey | undefined,
  digest: Buffer,
) => Key;

/** The record in the message `buffer[start, end)`, whose fields are known to fit. */
export function readRecordRow(buffer: Buffer, start: number, end: number, digest: Buffer, reading: RowReading): Record {
  let set: string | undefined;
  let key: UserKey | undefined;
  let at = start + MESSAGE_HEADER_BYTES;
  for (let left = readU16(buffer, start + FIELDS_AT); left > 0; left--) {
    const next = at + 4 + readU32(buffer, at);
    const type = buffer[at + 4];
    if (type === FIELD.SET) set = readSet(buffer, at + FIELD_HEADER_BYTES, next, reading);
    else if (type === FIELD.KEY && next > at + FIELD_HEADER_BYTES) {
      key = readParticle(
        buffer[at + FIELD_HEADER_BYTES] as number,
        buffer,
        at + FIELD_HEADER_BYTES + 1,
        next,
      ) as UserKey;
    }
    at = next;
  }
  const reply = readRecordReply(buffer, start, end, reading);
  return new Record(new StoredKeyClass(reading.ns, set, key, digest), reply.bins as AerospikeBins, reply);
}

function readSet(buffer: Buffer, at: number, end: number, { set, setBytes }: RowReading): string | undefined {
  if (at === end) return undefined;
  if (end - at === setBytes.length && buffer.compare(setBytes, 0, setBytes.length, at, end) === 0) return set;
  return buffer.toString('utf8', at, end);
}
