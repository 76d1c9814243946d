// select: named bins of a record; those it lacks are missing from the reply.
//
//   request := info1 READ · record fields · READ(name) each        reply := one op per bin that exists

import { INFO1, OP } from '../wire/constants.ts';
import { beginMessage, endMessage, writeEmptyOp } from '../wire/message.ts';
import type { CommandDefinition } from './command-definition.ts';
import { readInfo1, readInfo3, serverTimeoutMs } from './policy-bits.ts';
import { writeRecordFields } from './record-fields.ts';
import { type RecordReply, readRecordReply } from './record-reply.ts';

export const SELECT: CommandDefinition<readonly string[], RecordReply> = Object.freeze({
  name: 'select',
  isWrite: false,
  encode(w, call) {
    const { args: bins, policy } = call;
    const info1 = INFO1.READ | readInfo1(policy);
    const at = beginMessage(w, info1, 0, readInfo3(policy), 0, policy.readTouchTtlPercent, serverTimeoutMs(policy));
    const fields = writeRecordFields(w, call);
    for (const bin of bins) writeEmptyOp(w, OP.READ, bin);
    endMessage(w, at, fields, bins.length);
  },
  decode: readRecordReply,
} satisfies CommandDefinition<readonly string[], RecordReply>);
