// Operations of the protocol that this server refuses, each with its place in the registry and its name in the log.

import { RESULT } from '../result-code.ts';
import { type ModifyOperation, type OperationContext, type ReadOperation, respondsToAll } from './operation.ts';

function refuse({ log }: OperationContext, feature: string): number {
  log.unsupported(feature);
  return RESULT.UNSUPPORTED_FEATURE;
}

/** A read of a bin, where an absent bin is answered like that of any other read. */
export function unsupportedBinRead(op: number, feature: string): ReadOperation {
  return {
    access: 'reads',
    read(context, _i, name, bin) {
      if (bin !== undefined) return refuse(context, feature);
      context.reply.addRead(undefined, op, name, respondsToAll(context));
      return RESULT.OK;
    },
  };
}

export function unsupportedModify(
  feature: string,
  traits: Pick<ModifyOperation, 'hasResult' | 'dependsOnRecord'>,
): ModifyOperation {
  return { access: 'modifies', ...traits, modify: (context) => refuse(context, feature) };
}
