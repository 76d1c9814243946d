// What the client says when it could not connect: whose fault it is decides the code.

import { ClusterClosedError, ClusterConnectError, type FailureCause } from '../../cluster/cluster-errors.ts';
import { AerospikeError } from '../../model/error.ts';
import { status } from '../../model/status.ts';
import { refusedLogin } from './login.ts';

export function connectError(cause: unknown): AerospikeError {
  if (cause instanceof ClusterClosedError) {
    return AerospikeError.fromCode({
      code: status.ERR_CLIENT,
      message: 'The client was closed while it was connecting',
      cause,
    });
  }
  const { message } = cause as Error;
  const isUnreachable =
    cause instanceof ClusterConnectError && !allFailedBy(cause, 'cluster') && !allFailedBy(cause, 'name');
  const code = refusalOf(cause) ?? (isUnreachable ? status.ERR_CONNECTION : status.ERR_CLIENT);
  return AerospikeError.fromCode({
    code,
    message: message.startsWith('Failed to connect') ? message : `Failed to connect: ${message}`,
    cause,
  });
}

/** The code with which a node refused the login. */
function refusalOf(cause: unknown): number | undefined {
  if (cause instanceof ClusterConnectError) return cause.failures.find(({ code }) => code !== undefined)?.code;
  return refusedLogin(cause);
}

/** Whether all belong to a cluster of another name, or no name has an address: nothing that a connection could mend. */
function allFailedBy({ failures }: ClusterConnectError, kind: FailureCause): boolean {
  return failures.length > 0 && failures.every(({ cause }) => cause === kind);
}
