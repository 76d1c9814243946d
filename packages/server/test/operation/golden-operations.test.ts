// Operations on lists, maps, bits and HyperLogLogs as a real server (8.1.0.3) carried them out: result code, results, and the record afterwards.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { DELETE, op, READ_ALL } from '../helpers/request.ts';
import { startServer } from '../helpers/server.ts';

interface BinBefore {
  name: string;
  particleType: number;
  hex: string;
}

interface Operation {
  opType: number;
  particleType: number;
  binName: string;
  opsHex: string;
}

interface Vector extends Operation {
  name: string;
  binsBefore: BinBefore[];
  info2?: number;
  moreOps?: Operation[];
  respondAllOps?: boolean;
  resultCode: number;
  resultParticleType?: number;
  resultHex?: string;
  moreResults?: { particleType: number; hex: string }[];
  binAfterParticleType?: number;
  binAfterHex?: string;
  /** `name:type:hex` of each bin, separated by blanks. */
  afterState?: string;
}

const FIXTURE = join(__dirname, '../../../test/fixtures/golden-cdt.json');
const READS = new Set([3, 12, 15]);
const RESPOND_ALL_OPS = 0x80;

test('operations on lists, maps, bits and HyperLogLogs', async (t) => {
  const vectors = JSON.parse(readFileSync(FIXTURE, 'utf8')) as Vector[];
  assert.ok(vectors.length > 550);
  t.diagnostic(`${vectors.length} golden vectors`);
  const { run } = await startServer(t);
  for (const vector of vectors) {
    await t.test(vector.name, async () => {
      await run(DELETE);
      for (const { name, particleType, hex } of vector.binsBefore) {
        const stored = await run({ info2: 1, ops: [op(2, particleType, name, hex)] });
        assert.strictEqual(stored.resultCode, 0);
      }
      const operations = [vector as Operation, ...(vector.moreOps ?? [])];
      const reply = await run({
        info1: operations.some(({ opType }) => READS.has(opType)) ? 1 : 0,
        info2:
          (operations.some(({ opType }) => !READS.has(opType)) ? 1 : 0) |
          (vector.respondAllOps === true ? RESPOND_ALL_OPS : (vector.info2 ?? 0) & RESPOND_ALL_OPS),
        ops: operations.map(({ opType, particleType, binName, opsHex }) => op(opType, particleType, binName, opsHex)),
      });
      assert.strictEqual(reply.resultCode, vector.resultCode);
      if (vector.resultParticleType !== undefined) {
        const [first] = reply.ops;
        const isNothing = first === undefined && vector.resultParticleType === 0;
        if (!isNothing)
          assert.deepStrictEqual([first?.type, first?.value], [vector.resultParticleType, vector.resultHex]);
      }
      for (const [i, more] of (vector.moreResults ?? []).entries()) {
        assert.deepStrictEqual([reply.ops[i + 1]?.type, reply.ops[i + 1]?.value], [more.particleType, more.hex]);
      }
      const after = await run(READ_ALL);
      if (vector.binAfterHex !== undefined) {
        const bin = after.ops.find(({ name }) => name === vector.binName);
        assert.deepStrictEqual([bin?.type, bin?.value], [vector.binAfterParticleType, vector.binAfterHex]);
      }
      for (const expected of vector.afterState?.match(/\w+:\d+:\w*/g) ?? []) {
        const [name] = expected.split(':');
        const bin = after.ops.find((found) => found.name === name);
        assert.strictEqual(bin === undefined ? `${name}:0:` : `${name}:${bin.type}:${bin.value}`, expected);
      }
    });
  }
});
