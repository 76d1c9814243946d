// A command on a record that can't be sent yet, with the request as it was at the call: callers may change their objects
// as soon as the call has returned.

import { types } from 'node:util';
import { digestOf } from '../../wire/digest.ts';
import { Writer } from '../../wire/writer.ts';
import type { CommandDefinition, RecordCommand, RecordKey } from '../command-definition.ts';

export interface HeldRequest<A, R> {
  /** The given definition, whose frame is written already. */
  readonly definition: CommandDefinition<A, R>;
  readonly key: RecordKey & { readonly digest: Buffer };
  readonly bytes: number;
}

/** @throws UnsupportedValueError for a value that has no bytes. */
export function holdRequest<A, R>({ definition, key, args, policy }: RecordCommand<A, R>): HeldRequest<A, R> {
  const set = key.set ?? '';
  const userKey = types.isUint8Array(key.key) ? Buffer.from(key.key) : (key.key ?? null);
  const digest = userKey === null ? Buffer.from(key.digest as Buffer) : digestOf(set, userKey);
  const writer = new Writer();
  definition.encode(writer, { ns: key.ns, set, userKey, digest, args, policy, ownsReply: false });
  const frame = writer.take();
  return {
    definition: { ...definition, encode: (w) => w.bytes(frame) },
    key: { ns: key.ns, set, key: userKey, digest },
    bytes: frame.length,
  };
}
