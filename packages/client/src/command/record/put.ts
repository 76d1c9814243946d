// put: writes bins.   request := info2 WRITE · record fields · WRITE(name, value) each; a null value deletes the bin

import type { BinValue } from '../../model/bin-value.ts';
import { INFO2 } from '../../wire/codes/message.ts';
import { OP } from '../../wire/codes/ops.ts';
import { beginMessage, endMessage, setInfo4, writeValueOp } from '../../wire/message.ts';
import { UnsupportedValueError } from '../../wire/wire-error.ts';
import type { CommandDefinition } from '../command-definition.ts';
import { headerGeneration, serverTimeoutMs, writeInfo2, writeInfo3, writeInfo4 } from './policy-bits.ts';
import { writeRecordFields } from './record-fields.ts';

export interface PutArgs {
  readonly bins: { readonly [name: string]: BinValue };
  /** Seconds, or a constant of `ttl`. */
  readonly ttl: number;
  /** Expected generation; sent only if the policy compares it. */
  readonly gen: number;
}

const { WRITE } = OP;

export const PUT: CommandDefinition<PutArgs, undefined> = Object.freeze({
  name: 'put',
  isWrite: true,
  encode(w, call) {
    const { args, policy } = call;
    const generation = headerGeneration(policy.gen, args.gen);
    const info2 = INFO2.WRITE | writeInfo2(policy);
    const at = beginMessage(w, 0, info2, writeInfo3(policy), generation, args.ttl, serverTimeoutMs(policy));
    setInfo4(w, at, writeInfo4(policy));
    const fields = writeRecordFields(w, call);
    const names = Object.keys(args.bins);
    for (const name of names) {
      try {
        writeValueOp(w, WRITE, name, args.bins[name] as BinValue);
      } catch (error) {
        throw error instanceof UnsupportedValueError ? error.under(name) : error;
      }
    }
    endMessage(w, at, fields, names.length);
  },
  decode: () => undefined,
} satisfies CommandDefinition<PutArgs, undefined>);
