import { deepStrictEqual, throws } from 'node:assert';
import { test } from 'node:test';
import { checkProjection } from '../../../src/command/query/query-arguments.ts';
import { AerospikeError } from '../../../src/model/error.ts';
import { lists } from '../../../src/model/operations/lists.ts';
import { operations } from '../../../src/model/operations/scalar.ts';
import { status } from '../../../src/model/status.ts';

test('operations of a query that returns records only read', () => {
  for (const ops of [
    [operations.write('a', 1)],
    [operations.read('a'), operations.touch(1)],
    [lists.append('l', 1)],
    [operations.delete()],
  ]) {
    throws(
      () => checkProjection({ ns: 'test', ops }),
      (error) =>
        error instanceof AerospikeError && error.code === status.ERR_PARAM && /must only read/.test(error.message),
    );
  }
  const ops = [operations.read('a'), lists.size('l')];
  deepStrictEqual(checkProjection({ ns: 'test', ops }).operations, ops);
});
