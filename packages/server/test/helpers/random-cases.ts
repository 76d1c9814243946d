// Replays cases that conformance/differential made and a real server (8.1.2.0) answered: every answer, and the record
// afterwards, must be the same.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { bytes } from './raw-client.ts';
import { DELETE, op, READ_ALL, type ReplyParts } from './request.ts';
import { startServer } from './server.ts';

interface Value {
  code: number;
  type: number;
  value: string;
}

interface Case {
  bins: Record<string, Value | null>;
  /** Whether the record keeps its key. */
  storesKey?: boolean;
  commands: { ops: (Value & { name: string })[]; respondsToAll: boolean; filter?: string }[];
  /** As `describe` writes them: of each bin written, of each command, and of the record read at the end. */
  answers: string[];
}

const READS = new Set([1, 3, 7, 12, 15]);
const INFO2 = { WRITE: 1, RESPOND_ALL: 0x80 };
const FIELD = { KEY: 2, FILTER: 43 };
/** Where the cases were answered: expressions see the name, and the key, which a record that keeps it has. */
const SET = 'differential';
const KEY = Buffer.from('\x03key');

function describe({ resultCode, generation, ops }: ReplyParts): string {
  const results = ops.map(({ op, name, type, value }) => `${op}:${name}:${type}:${value}`);
  return [`rc ${resultCode} gen ${generation}`, ...results].join(' ');
}

/** Gives the number of answers that were compared. */
export async function replayCases(t: TestContext, fixture: string): Promise<number> {
  const file = join(__dirname, '../../../test/fixtures', fixture);
  const cases = JSON.parse(readFileSync(file, 'utf8')) as Case[];
  const { run } = await startServer(t);
  let compared = 0;
  for (const [i, { bins, storesKey, commands, answers }] of cases.entries()) {
    await run({ ...DELETE, set: SET });
    const answered: string[] = [];
    for (const [name, bin] of Object.entries(bins)) {
      if (bin === null) continue;
      const write = {
        info2: INFO2.WRITE,
        set: SET,
        fields: storesKey === true ? [[FIELD.KEY, KEY] as const] : [],
        ops: [op(bin.code, bin.type, name, bin.value)],
      };
      answered.push(describe(await run(write)));
    }
    for (const { ops, respondsToAll, filter } of commands) {
      const isWrite = ops.some(({ code }) => !READS.has(code));
      const reply = await run({
        info1: ops.some(({ code }) => READS.has(code)) ? 1 : 0,
        info2: (isWrite ? INFO2.WRITE : 0) | (respondsToAll ? INFO2.RESPOND_ALL : 0),
        set: SET,
        fields: filter === undefined ? [] : [[FIELD.FILTER, bytes(filter)] as const],
        ops: ops.map(({ code, type, name, value }) => op(code, type, name, value)),
      });
      answered.push(describe(reply));
    }
    answered.push(describe(await run({ ...READ_ALL, set: SET })));
    assert.deepStrictEqual(answered, answers, `case ${i}`);
    compared += answers.length;
  }
  t.diagnostic(`${compared} answers of ${cases.length} cases`);
  return compared;
}
