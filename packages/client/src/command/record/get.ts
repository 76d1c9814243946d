// get: all bins of a record, as values or as the particles that they are stored as.
//
//   request := info1 READ|GET_ALL · record fields        reply := one op per bin

import { INFO1 } from '../../wire/codes/message.ts';
import { endMessage } from '../../wire/message.ts';
import type { CommandDefinition } from '../command-definition.ts';
import type { ParticlesReply } from './particles-reply.ts';
import { beginRead } from './policy-bits.ts';
import { writeRecordFields } from './record-fields.ts';
import { type RecordReply, readRecordReply } from './record-reply.ts';

export const GET: CommandDefinition<undefined, RecordReply> = Object.freeze({
  name: 'get',
  isWrite: false,
  encode(w, call) {
    const at = beginRead(w, call.policy, INFO1.GET_ALL);
    endMessage(w, at, writeRecordFields(w, call), 0);
  },
  decode: readRecordReply,
} satisfies CommandDefinition<undefined, RecordReply>);

export const GET_PARTICLES: CommandDefinition<undefined, ParticlesReply> = Object.freeze({
  name: 'get',
  isWrite: false,
  encode: GET.encode,
  decode(buffer, start, end) {
    // Few programs pass values on unread.
    const { readParticlesReply } = require('./particles-reply.js') as typeof import('./particles-reply.ts');
    return readParticlesReply(buffer, start, end);
  },
} satisfies CommandDefinition<undefined, ParticlesReply>);
