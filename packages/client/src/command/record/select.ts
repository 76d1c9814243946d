// select: named bins of a record; those it lacks are missing from the reply.
//
//   request := info1 READ · record fields · READ(name) each        reply := one op per bin that exists

import { OP } from '../../wire/codes/ops.ts';
import { endMessage, writeEmptyOp } from '../../wire/message.ts';
import type { CommandDefinition } from '../command-definition.ts';
import { beginRead } from './policy-bits.ts';
import { writeRecordFields } from './record-fields.ts';
import { type RecordReply, readRecordReply } from './record-reply.ts';

export const SELECT: CommandDefinition<readonly string[], RecordReply> = Object.freeze({
  name: 'select',
  isWrite: false,
  encode(w, call) {
    const { args: bins, policy } = call;
    const at = beginRead(w, policy, 0);
    const fields = writeRecordFields(w, call);
    for (const bin of bins) writeEmptyOp(w, OP.READ, bin);
    endMessage(w, at, fields, bins.length);
  },
  decode: readRecordReply,
} satisfies CommandDefinition<readonly string[], RecordReply>);
