// The fields that name a record in a request, in the order of the vendor's clients. The server trusts the digest and
// never recomputes it; the user key travels only when the policy says so.
//
//   NAMESPACE · SET (also when empty) · DIGEST · [ KEY := u8 particle type · value ] · [ FILTER_EXP ]

import { key as KEY_POLICY } from '../../model/constants.ts';
import type { UserKey } from '../../model/key.ts';
import { FIELD } from '../../wire/codes/fields.ts';
import { writeUserKey } from '../../wire/digest.ts';
import { writeBytesField, writeTextField } from '../../wire/message.ts';
import type { Writer } from '../../wire/writer.ts';
import type { CommandCall } from '../command-definition.ts';

/** A record as its fields name it. */
export interface NamedRecord {
  readonly ns: string;
  readonly set: string;
  readonly digest: Buffer;
  readonly userKey: UserKey | null;
}

/** Writes the fields of a command: its record, the user key as its policy says, its filter. Returns how many. */
export function writeRecordFields<A>(w: Writer, call: CommandCall<A>): number {
  const { policy } = call;
  const fields = writeNamedRecord(w, call, policy.key === KEY_POLICY.SEND);
  return policy.filter === undefined ? fields : fields + writeFilter(w, policy);
}

/** Writes the fields and returns how many. */
export function writeNamedRecord(w: Writer, record: NamedRecord, sendsKey: boolean): number {
  writeTextField(w, FIELD.NAMESPACE, record.ns);
  writeTextField(w, FIELD.SET, record.set);
  writeBytesField(w, FIELD.DIGEST, record.digest);
  return 3 + writeKeyField(w, record, sendsKey);
}

/** Writes the user key if there is one and it is to be sent, and returns the number of fields. */
export function writeKeyField(w: Writer, { userKey }: NamedRecord, sendsKey: boolean): number {
  if (!sendsKey || userKey === null) return 0;
  const at = w.pos;
  w.u32(0);
  w.u8(FIELD.KEY);
  w.u8(0);
  w.patchU8(at + 5, writeUserKey(w, userKey));
  w.patchU32(at, w.pos - at - 4);
  return 1;
}

/** Writes a filter expression if there is one, and returns the number of fields. */
export function writeFilter(w: Writer, { filter }: { readonly filter: Buffer | undefined }): number {
  if (filter === undefined) return 0;
  writeBytesField(w, FIELD.FILTER_EXP, filter);
  return 1;
}
