// get: all bins of a record.   request := info1 READ|GET_ALL · record fields        reply := one op per bin

import { INFO1 } from '../wire/constants.ts';
import { beginMessage, endMessage } from '../wire/message.ts';
import type { CommandDefinition } from './command-definition.ts';
import { readInfo1, readInfo3, serverTimeoutMs } from './policy-bits.ts';
import { writeRecordFields } from './record-fields.ts';
import { type RecordReply, readRecordReply } from './record-reply.ts';

export const GET: CommandDefinition<undefined, RecordReply> = Object.freeze({
  name: 'get',
  isWrite: false,
  encode(w, call) {
    const { policy } = call;
    const info1 = INFO1.READ | INFO1.GET_ALL | readInfo1(policy);
    const at = beginMessage(w, info1, 0, readInfo3(policy), 0, policy.readTouchTtlPercent, serverTimeoutMs(policy));
    endMessage(w, at, writeRecordFields(w, call), 0);
  },
  decode: readRecordReply,
} satisfies CommandDefinition<undefined, RecordReply>);
