// The operations on whole bins and on scalar values: read, write, increment, append, prepend, touch, delete.

import { OP, PARTICLE } from 'tendril/wire';
import { storedBin } from '../particles/stored-value.ts';
import { RESULT } from '../result-code.ts';
import { modifiedBin } from './modify.ts';
import { always, type ModifyOperation, type ReadOperation, respondsToAll } from './operation.ts';

export const READ: ReadOperation = {
  access: 'reads',
  read(context, _i, name, bin) {
    context.reply.addRead(bin, OP.READ, name, respondsToAll(context));
    return RESULT.OK;
  },
};

/** A value of type NULL removes the bin. */
export const WRITE: ModifyOperation = {
  access: 'modifies',
  hasResult: false,
  dependsOnRecord: (request, i) => request.opParticle(i) === PARTICLE.NULL,
  modify(context, i, name, bins) {
    const { request } = context;
    const type = request.opParticle(i);
    const [at, end] = [request.opValueAt(i), request.opEnd(i)];
    if (type === PARTICLE.NULL) bins.remove(name);
    else {
      context.meter.checkSize(end - at);
      bins.set(storedBin(name, type, request.buffer, at, end));
    }
    if (respondsToAll(context)) context.reply.addNull(OP.WRITE, name);
    return RESULT.OK;
  },
};

/** INCR, APPEND and PREPEND. */
export const CALCULATE: ModifyOperation = {
  access: 'modifies',
  hasResult: false,
  dependsOnRecord: always,
  modify(context, i, name, bins) {
    const { request } = context;
    bins.set(modifiedBin(context, i, name, bins.get(name)));
    if (respondsToAll(context)) context.reply.addNull(request.opCode(i), name);
    return RESULT.OK;
  },
};

export const DELETE_ALL: ModifyOperation = {
  access: 'modifies',
  hasResult: false,
  dependsOnRecord: always,
  modify(context, _i, name, bins) {
    bins.clear();
    if (respondsToAll(context)) context.reply.addNull(OP.DELETE_ALL, name);
    return RESULT.OK;
  },
};

/** What it does, the command does by being a write. It has no answer, not even when all are to be answered. */
export const TOUCH: ModifyOperation = {
  access: 'modifies',
  hasResult: false,
  needsRecord: true,
  ignoresName: true,
  dependsOnRecord: always,
  modify: () => RESULT.OK,
};
