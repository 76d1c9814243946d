// exists: generation and time to live without the bins.   request := info1 READ|GET_NO_BINS · record fields

import { INFO1 } from '../../wire/codes/message.ts';
import { endMessage } from '../../wire/message.ts';
import type { CommandDefinition } from '../command-definition.ts';
import { beginRead } from './policy-bits.ts';
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
    const at = beginRead(w, call.policy, INFO1.GET_NO_BINS);
    endMessage(w, at, writeRecordFields(w, call), 0);
  },
  decode: (buffer, start) => ({ ttl: replyTtl(buffer, start), gen: replyGeneration(buffer, start) }),
} satisfies CommandDefinition<undefined, RecordMetadataReply>);
