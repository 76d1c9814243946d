// The policy of a command that has waited for the connect: its limits count from the call.

import type { CommandPolicy } from '../../model/policies/resolve.ts';

/** A policy after part of its time has passed. */
export function withinTime(policy: CommandPolicy, leftMs: number): CommandPolicy {
  const { totalTimeout, socketTimeout } = policy;
  if (totalTimeout === 0) return policy;
  return { ...policy, totalTimeout: leftMs, socketTimeout: socketTimeout === 0 ? 0 : Math.min(socketTimeout, leftMs) };
}
