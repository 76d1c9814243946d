// A command on one record as a promise, for what is made of several commands.

import type { CommandPolicy } from '../../model/policies/resolve.ts';
import type { CommandDefinition, RecordKey } from '../command-definition.ts';
import type { ClusterLink } from '../routing/cluster-link.ts';

/** What commands of transactions run on. */
export type TransactionLink = Pick<ClusterLink, 'run' | 'runBatch'>;

/** @throws AerospikeError */
export function runRecord<A, R>(
  link: TransactionLink,
  definition: CommandDefinition<A, R>,
  key: RecordKey,
  args: A,
  policy: CommandPolicy,
): Promise<R> {
  return new Promise((resolve, reject) => {
    link.run({ definition, key, args, policy, signal: undefined, onResult: resolve, onError: reject });
  });
}
