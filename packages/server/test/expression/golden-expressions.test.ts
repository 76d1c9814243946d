// Expressions and paths as a real server (8.1.2.0) answered them: as operations that read or store, and as filters.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { bytes } from '../helpers/raw-client.ts';
import { DELETE, op, READ_ALL } from '../helpers/request.ts';
import { startServer } from '../helpers/server.ts';

type Operation = [code: number, particle: number, bin: string, hex: string];
type Bin = [name: string, particle: number, hex: string];

interface Vector {
  name: string;
  /** Names the bins before, and the stored key. */
  record?: string;
  bins?: Bin[];
  filter?: string;
  respondAll?: boolean;
  ops: Operation[];
  result: number;
  /** What was answered. */
  answered?: Operation[];
  /** The bins afterwards by name, or the result of reading them. */
  after?: Bin[] | number;
}

const FIXTURE = join(__dirname, '../../../test/fixtures/golden-expressions.json');
const FIELD = { KEY: 2, FILTER: 43 } as const;
const STRING = 3;
/** Codes of operations that read. */
const READS = [1, 3, 7];
const RESPOND_ALL_OPS = 0x80;

const { records, vectors } = JSON.parse(readFileSync(FIXTURE, 'utf8')) as {
  records: Record<string, Bin[]>;
  vectors: Vector[];
};

test('expressions and paths', async (t) => {
  assert.ok(vectors.length > 500);
  const { run } = await startServer(t);
  for (const vector of vectors) {
    await t.test(vector.name, async () => {
      const key = vector.record ?? 'k1';
      await run({ ...DELETE, key });
      const before = vector.record === undefined ? (vector.bins ?? []) : (records[vector.record] as Bin[]);
      if (before.length > 0) {
        const sentKey = Buffer.concat([Buffer.from([STRING]), Buffer.from(key)]);
        const stored = await run({
          info2: 1,
          key,
          fields: vector.record === undefined ? [] : [[FIELD.KEY, sentKey]],
          ops: before.map(([name, particle, hex]) => op(2, particle, name, hex)),
        });
        assert.strictEqual(stored.resultCode, 0);
      }
      const writes = vector.ops.some(([code]) => !READS.includes(code));
      const reply = await run({
        info1: vector.ops.some(([code]) => READS.includes(code)) ? 1 : 0,
        info2: (writes ? 1 : 0) | (vector.respondAll === true ? RESPOND_ALL_OPS : 0),
        key,
        fields: vector.filter === undefined ? [] : [[FIELD.FILTER, bytes(vector.filter)]],
        ops: vector.ops.map(([code, particle, name, hex]) => op(code, particle, name, hex)),
      });
      const answered = reply.ops.map(({ op: code, type, name, value }) => [code, type, name, value]);
      assert.deepStrictEqual([reply.resultCode, answered], [vector.result, vector.answered ?? []]);
      if (!writes) return;
      const after = await run({ ...READ_ALL, key });
      const bins = after.ops.map(({ name, type, value }) => [name, type, value] as const);
      bins.sort(([a], [b]) => (a < b ? -1 : 1));
      assert.deepStrictEqual(after.resultCode === 0 ? bins : after.resultCode, vector.after);
    });
  }
});
