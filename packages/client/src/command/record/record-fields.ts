// The fields that name a record in a request, in the order of the vendor's clients. The server trusts the digest and
// never recomputes it; the user key travels only when the policy says so.
//
//   NAMESPACE · SET (also when empty) · DIGEST · [ KEY := u8 particle type · value ]

import { key as KEY_POLICY } from '../../model/constants.ts';
import { FIELD } from '../../wire/codes/fields.ts';
import { writeUserKey } from '../../wire/digest.ts';
import { writeBytesField, writeTextField } from '../../wire/message.ts';
import type { Writer } from '../../wire/writer.ts';
import type { CommandCall } from '../command-definition.ts';

/** Writes the fields and returns how many. */
export function writeRecordFields<A>(w: Writer, call: CommandCall<A>): number {
  const { userKey, policy } = call;
  let fields = 3;
  writeTextField(w, FIELD.NAMESPACE, call.ns);
  writeTextField(w, FIELD.SET, call.set);
  writeBytesField(w, FIELD.DIGEST, call.digest);
  if (policy.key === KEY_POLICY.SEND && userKey !== null) {
    const at = w.pos;
    w.u32(0);
    w.u8(FIELD.KEY);
    w.u8(0);
    w.patchU8(at + 5, writeUserKey(w, userKey));
    w.patchU32(at, w.pos - at - 4);
    fields++;
  }
  return fields;
}
