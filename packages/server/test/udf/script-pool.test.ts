// Whose turn it is: what becomes of scripts that come while another is asked whether it is still wanted.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Log } from '../../src/log.ts';
import { type Script, ScriptPool } from '../../src/udf/script-pool.ts';
import type { ScriptMessage } from '../../src/udf/thread-messages.ts';
import { UdfModules } from '../../src/udf/udf-modules.ts';

const EMPTY: ScriptMessage = { type: 'validate', file: 'a.lua', source: Buffer.alloc(0), budgetMs: 2000 };

/** A script, and when it is over. */
function script(start: () => ScriptMessage | undefined = () => EMPTY): { script: Script; over: Promise<string> } {
  let end: (kind: string) => void;
  const over = new Promise<string>((resolve) => {
    end = resolve;
  });
  return { script: { start, onOutcome: ({ kind }) => end(kind) }, over };
}

test('a script that lets others in and is not wanted itself costs none of them', async (t) => {
  const pool = new ScriptPool(new UdfModules(), new Log(() => {}));
  t.after(() => pool.stop());
  const first = script();
  pool.submit(first.script);
  await first.over;

  const others = [script(), script(), script()];
  const unwanted = script(() => {
    for (const other of others) pool.submit(other.script);
    return undefined;
  });
  pool.submit(unwanted.script);
  assert.deepStrictEqual(await Promise.all(others.map(({ over }) => over)), ['answer', 'answer', 'answer']);
});
