// Operations of the protocol that this server refuses, each with its place in the registry and its name in the log.

import { RESULT } from '../result-code.ts';
import type { ModifyOperation, OperationContext, ReadOperation } from './operation.ts';

function refuse({ log }: OperationContext, feature: string): number {
  log.unsupported(feature);
  return RESULT.UNSUPPORTED_FEATURE;
}

/** A read that needs no bin. */
export function unsupportedRead(feature: string): ReadOperation {
  return { access: 'reads', read: (context) => refuse(context, feature) };
}

export function unsupportedModify(
  feature: string,
  traits: Pick<ModifyOperation, 'hasResult' | 'dependsOnRecord'>,
): ModifyOperation {
  return { access: 'modifies', ...traits, modify: (context) => refuse(context, feature) };
}
