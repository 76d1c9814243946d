// exists: generation and time to live without the bins.   request := info1 READ|GET_NO_BINS · record fields

import { INFO1 } from '../wire/constants.ts';
import { beginMessage, endMessage } from '../wire/message.ts';
import type { CommandDefinition } from './command-definition.ts';
import { readInfo1, readInfo3, serverTimeoutMs } from './policy-bits.ts';
import { writeRecordFields } from './record-fields.ts';
import { replyGeneration, replyTtl } from './record-reply.ts';

export interface RecordMetadataReply {
  readonly ttl: number;
  readonly gen: number;
}

export const EXISTS: CommandDefinition<undefined, RecordMetadataReply> = Object.freeze({
  name: 'exists',
  isWrite: false,
  encode(w, call) {
    const { policy } = call;
    const info1 = INFO1.READ | INFO1.GET_NO_BINS | readInfo1(policy);
    const at = beginMessage(w, info1, 0, readInfo3(policy), 0, policy.readTouchTtlPercent, serverTimeoutMs(policy));
    endMessage(w, at, writeRecordFields(w, call), 0);
  },
  decode: (buffer, start) => ({ ttl: replyTtl(buffer, start), gen: replyGeneration(buffer, start) }),
} satisfies CommandDefinition<undefined, RecordMetadataReply>);
