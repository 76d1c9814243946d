// Random operations on lists, maps, bits, HyperLogLogs and scalar values as a real server (8.1.2.0) carried them out:
// every answer, and the record afterwards. conformance/differential made the cases and recorded the answers.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { DELETE, op, READ_ALL, type ReplyParts } from '../helpers/request.ts';
import { startServer } from '../helpers/server.ts';

interface Value {
  code: number;
  type: number;
  value: string;
}

interface Case {
  bins: Record<string, Value | null>;
  commands: { ops: (Value & { name: string })[]; respondsToAll: boolean }[];
  /** As `describe` writes them: of each bin written, of each command, and of the record read at the end. */
  answers: string[];
}

const FIXTURE = join(__dirname, '../../../test/fixtures/random-operations.json');
const READS = new Set([1, 3, 12, 15]);
const INFO2 = { WRITE: 1, RESPOND_ALL: 0x80 };

function describe({ resultCode, generation, ops }: ReplyParts): string {
  const results = ops.map(({ op, name, type, value }) => `${op}:${name}:${type}:${value}`);
  return [`rc ${resultCode} gen ${generation}`, ...results].join(' ');
}

test('random operations', async (t) => {
  const cases = JSON.parse(readFileSync(FIXTURE, 'utf8')) as Case[];
  const { run } = await startServer(t);
  let compared = 0;
  for (const [i, { bins, commands, answers }] of cases.entries()) {
    await run(DELETE);
    const answered: string[] = [];
    for (const [name, bin] of Object.entries(bins)) {
      if (bin === null) continue;
      answered.push(describe(await run({ info2: INFO2.WRITE, ops: [op(bin.code, bin.type, name, bin.value)] })));
    }
    for (const { ops, respondsToAll } of commands) {
      const isWrite = ops.some(({ code }) => !READS.has(code));
      const reply = await run({
        info1: ops.some(({ code }) => READS.has(code)) ? 1 : 0,
        info2: (isWrite ? INFO2.WRITE : 0) | (respondsToAll ? INFO2.RESPOND_ALL : 0),
        ops: ops.map(({ code, type, name, value }) => op(code, type, name, value)),
      });
      answered.push(describe(reply));
    }
    answered.push(describe(await run(READ_ALL)));
    assert.deepStrictEqual(answered, answers, `case ${i}`);
    compared += answers.length;
  }
  assert.ok(compared > 1500);
  t.diagnostic(`${compared} answers of ${cases.length} cases`);
});
