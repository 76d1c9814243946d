// Batches, wherever the records are: what each returns, row by row.

import { deepStrictEqual, rejects, strictEqual } from 'node:assert/strict';
import { AerospikeError, batchType, type Key, operations, policy, status } from '../../src/index.ts';
import { checkOnEveryTopology } from './topologies.ts';

const { read, write, incr } = operations;
const { BATCH_READ, BATCH_WRITE, BATCH_REMOVE, BATCH_APPLY } = batchType;
const { OK, ERR_RECORD_NOT_FOUND, ERR_RECORD_EXISTS, BATCH_FAILED, ERR_CLIENT_ABORT } = status;

interface Outcome {
  readonly status: number;
  readonly record: { readonly key: Key; readonly bins: object };
}

const seen = (results: readonly Outcome[]): unknown[] => results.map((row) => [row.status, row.record.bins]);
const statusOf = (results: readonly Outcome[]): number[] => results.map((row) => row.status);

checkOnEveryTopology({
  'rows come back in the order of the call, duplicates and missing records included': async ({ client, key }) => {
    const keys = Array.from({ length: 60 }, (_, i) => key(`order${i}`));
    await Promise.all(keys.map((each, i) => (i % 3 === 0 ? undefined : client.put(each, { i, j: -i }))));
    const asked = [...keys, ...keys.slice(0, 10)];
    const expected = asked.map((_, at) => at % 60).map((i) => (i % 3 === 0 ? undefined : { i, j: -i }));
    const results = await client.batchGet(asked);
    deepStrictEqual(
      seen(results),
      expected.map((bins) => [bins ? OK : ERR_RECORD_NOT_FOUND, bins]),
    );
    deepStrictEqual(
      results.map(({ record }) => record.key.key),
      asked.map((each) => each.key),
    );
    deepStrictEqual(
      statusOf(await client.batchExists(asked)),
      expected.map((bins) => (bins ? OK : ERR_RECORD_NOT_FOUND)),
    );
    const selected = (await client.batchSelect(asked, ['j'])) as unknown as Outcome[];
    deepStrictEqual(
      selected.map(({ record }) => record.bins),
      expected.map((bins) => (bins ? { j: bins.j } : undefined)),
    );
  },

  'each row does its own': async ({ client, key }) => {
    await client.put(key('own'), { a: 1, b: 'x' });
    const results = await client.batchWrite([
      { type: BATCH_READ, key: key('own'), readAllBins: true },
      { type: BATCH_READ, key: key('own'), bins: ['b'] },
      { type: BATCH_WRITE, key: key('own'), ops: [incr('a', 1), read('a')] },
      { type: BATCH_WRITE, key: key('own'), ops: [write('c', 1)], policy: { exists: policy.exists.CREATE } },
      { type: BATCH_REMOVE, key: key('own') },
      { type: BATCH_READ, key: key('own') },
    ]);
    deepStrictEqual(seen(results), [
      [OK, { a: 1, b: 'x' }],
      [OK, { b: 'x' }],
      [OK, { a: 2 }],
      [ERR_RECORD_EXISTS, undefined],
      [OK, {}],
      [ERR_RECORD_NOT_FOUND, undefined],
    ]);
    deepStrictEqual(
      results.map(({ inDoubt }) => inDoubt),
      results.map(() => false),
    );
  },

  'more rows than one part takes are answered in order': async ({ client, key }) => {
    const keys = Array.from({ length: 2500 }, (_, i) => key(`many${i}`));
    const written = await client.batchWrite(
      keys.map((each, i) => ({ type: BATCH_WRITE, key: each, ops: [write('i', i)] })),
    );
    strictEqual(
      written.every((row) => row.status === OK),
      true,
    );
    const results = await client.batchRead(keys.map((each) => ({ key: each, readAllBins: true })));
    deepStrictEqual(
      results.map(({ record }) => record.bins.i),
      keys.map((_, i) => i),
    );
    const removed = await client.batchRemove(keys);
    strictEqual(
      removed.every((row) => row.status === OK),
      true,
    );
  },

  'an error has the results of the rows': async ({ client, key }) => {
    await client.put(key('gen'), { a: 1 });
    const keys = [key('gen'), key('not-there')];
    await rejects(client.batchRemove(keys, null, { gen: policy.gen.EQ, generation: 7 }), (error) => {
      strictEqual(error instanceof AerospikeError, true);
      const { code, inDoubt, results = [] } = error as AerospikeError;
      deepStrictEqual([code, inDoubt], [BATCH_FAILED, false]);
      deepStrictEqual(statusOf(results), [status.ERR_RECORD_GENERATION, ERR_RECORD_NOT_FOUND]);
      deepStrictEqual(
        results.map((result) => result.inDoubt),
        [false, false],
      );
      return true;
    });
    strictEqual(await client.exists(key('gen')), true);
  },

  'a function is refused row by row': async ({ client, key }) => {
    await client.put(key('udf'), { a: 1 });
    const udf = { module: 'nomodule', funcname: 'f', args: [1, 'x'] };
    const [applied, written] = await client.batchWrite([
      { type: BATCH_APPLY, key: key('udf'), udf },
      { type: BATCH_WRITE, key: key('udf2'), ops: [write('a', 1)] },
    ]);
    deepStrictEqual([applied?.status === OK, written?.status], [false, OK]);
    await rejects(client.batchApply([key('udf'), key('udf2')], udf), { code: BATCH_FAILED });
  },

  'no rows are no request, and an aborted batch is none either': async ({ client, key }) => {
    deepStrictEqual(await client.batchGet([]), []);
    deepStrictEqual(await client.batchWrite([]), []);
    const rows = [{ type: BATCH_WRITE, key: key('aborted'), ops: [write('a', 1)] }];
    await rejects(client.batchWrite(rows, { signal: AbortSignal.abort() }), (error) => {
      const { code, inDoubt, results = [] } = error as AerospikeError;
      deepStrictEqual([code, inDoubt, statusOf(results)], [ERR_CLIENT_ABORT, false, [ERR_CLIENT_ABORT]]);
      return true;
    });
    strictEqual(await client.exists(key('aborted')), false);
  },
});
