// remove: deletes a record.   request := info2 WRITE|DELETE · record fields

import { INFO2 } from '../../wire/codes/message.ts';
import { beginMessage, endMessage, setInfo4 } from '../../wire/message.ts';
import type { CommandDefinition } from '../command-definition.ts';
import { commitInfo3, detailInfo4, generationInfo2, headerGeneration, serverTimeoutMs } from './policy-bits.ts';
import { writeRecordFields } from './record-fields.ts';

export const REMOVE: CommandDefinition<undefined, undefined> = Object.freeze({
  name: 'remove',
  isWrite: true,
  encode(w, call) {
    const { policy } = call;
    const durable = policy.durableDelete ? INFO2.DURABLE_DELETE : 0;
    const info2 = INFO2.WRITE | INFO2.DELETE | generationInfo2(policy.gen) | durable;
    const generation = headerGeneration(policy.gen, policy.generation);
    const at = beginMessage(w, 0, info2, commitInfo3(policy.commitLevel), generation, 0, serverTimeoutMs(policy));
    setInfo4(w, at, detailInfo4(policy));
    endMessage(w, at, writeRecordFields(w, call), 0);
  },
  decode: () => undefined,
} satisfies CommandDefinition<undefined, undefined>);
