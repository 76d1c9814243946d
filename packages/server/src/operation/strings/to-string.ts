// TO_STRING, an operation on whole bins without a payload.

import { OP, PARTICLE } from 'tendril/wire';
import { asText } from '../../particles/as-text.ts';
import { RESULT } from '../../result-code.ts';
import { binValue } from '../../storage/record.ts';
import { type ReadOperation, respondsToAll } from '../operation.ts';

export const TO_STRING: ReadOperation = {
  access: 'reads',
  read(context, _i, name, bin) {
    const { reply, meter } = context;
    if (bin === undefined) reply.addRead(undefined, OP.TO_STRING, name, respondsToAll(context));
    else {
      const text = asText({ type: bin.type, value: binValue(bin) });
      meter.spend(0, text.length);
      reply.addResult(OP.TO_STRING, name, PARTICLE.STRING, text);
    }
    return RESULT.OK;
  },
};
