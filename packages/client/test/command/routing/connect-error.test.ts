// The code of an error of connect(). With clusters: test/integration and test/cluster.

import { deepStrictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { ClusterClosedError, ClusterConnectError, type FailureCause } from '../../../src/cluster/cluster-errors.ts';
import { connectError } from '../../../src/command/routing/connect-error.ts';
import { status } from '../../../src/model/status.ts';

function unreachable(...causes: readonly FailureCause[]): ClusterConnectError {
  const failures = causes.map((cause) => ({
    seed: 'a:3000',
    address: '192.0.2.1:3000',
    cause,
    reason: cause,
    ...(cause === 'login' && { code: status.INVALID_CREDENTIAL }),
  }));
  return new ClusterConnectError('Failed to connect to a:3000 (192.0.2.1:3000): no', failures);
}

for (const [causes, code] of [
  [[], status.ERR_CONNECTION],
  [['connection'], status.ERR_CONNECTION],
  [['answer', 'node'], status.ERR_CONNECTION],
  // Nothing that a connection could mend.
  [['cluster', 'cluster'], status.ERR_CLIENT],
  [['name', 'name'], status.ERR_CLIENT],
  // One of the two might be.
  [['cluster', 'connection'], status.ERR_CONNECTION],
  [['name', 'cluster'], status.ERR_CONNECTION],
  [['connection', 'login'], status.INVALID_CREDENTIAL],
] as const) {
  test(`a connect that failed by ${causes.join(' and ') || 'nothing known'} has the code ${code}`, () => {
    const cause = unreachable(...causes);
    const error = connectError(cause);
    deepStrictEqual([error.code, error.message, error.cause], [code, cause.message, cause]);
  });
}

test('a connect that was overtaken by a close says so', () => {
  const { code, message } = connectError(new ClusterClosedError());
  deepStrictEqual([code, message], [status.ERR_CLIENT, 'The client was closed while it was connecting']);
});

test('whatever else goes wrong is a failure to connect, too', () => {
  const cause = new RangeError('odd');
  const error = connectError(cause);
  deepStrictEqual([error.code, error.message, error.cause], [status.ERR_CLIENT, 'Failed to connect: odd', cause]);
});
