// Contexts that make what is missing, several levels of it, as a real server (8.1.2.0) made them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { op, READ_ALL, WRITE } from '../../helpers/request.ts';
import { startServer } from '../../helpers/server.ts';

const MODIFY = 4;
const BLOB = 4;
const LIST = 20;
const MAP = 19;
const APPEND_7 = '920107';
const MAP_PUT_ON_A_LIST = '93440107';

/** What the bin holds, the context, and what it holds after an append of 7. */
const CREATED: [type: number, before: string, context: string, after: string][] = [
  [LIST, '9101', '965001cca2a203615000', '920182c70001c0a20361919107'],
  [LIST, '9101', '94cc50015000', '9201919107'],
  [LIST, '9101', '94cc9003cca2a20361', '9401c0c082c70001c0a203619107'],
  [LIST, '9101', '96cc5001cca2a203615000', '920182c70001c0a20361919107'],
  [LIST, '9101', '9650015000cc62a20361', '92019181a203619107'],
  [MAP, '80', '96cca201500062a20361', '81019181a203619107'],
  [MAP, '80', '96cca20162a203615000', '810181a20361919107'],
];

for (const [type, before, context, after] of CREATED) {
  test(`context ${context} on ${before}`, async (t) => {
    const { run } = await startServer(t);
    const held = async () => (await run(READ_ALL)).ops.map(({ value }) => value);
    const modify = async (call: string) =>
      (await run({ ...WRITE, ops: [op(MODIFY, BLOB, 'b', `93ccff${context}${call}`)] })).resultCode;
    await run({ ...WRITE, ops: [op(2, type, 'b', before)] });
    assert.deepStrictEqual([await modify(MAP_PUT_ON_A_LIST), await held()], [4, [before]]);
    assert.deepStrictEqual([await modify(APPEND_7), await held()], [0, [after]]);
  });
}
