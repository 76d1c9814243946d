// What a client may send to do harm: every answer is an error, and comes soon. Time limits are a hundred times what the
// answer takes. What costs too much takes a second or two, because only then a command has spent what it may.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_EXPRESSION_DEPTH } from '../../src/limits.ts';
import { bytes } from '../helpers/raw-client.ts';
import { op, type ReplyParts, text, WRITE } from '../helpers/request.ts';
import { startServer, type TestServer } from '../helpers/server.ts';

const PARAMETER = 4;
const RECORD_TOO_BIG = 13;
const FILTER = 43;
const LIMIT = { timeout: 30_000 };

async function withRecord({ run }: TestServer): Promise<(filter: Buffer) => Promise<ReplyParts>> {
  const list = `dd0000ffff${'01'.repeat(0xffff)}`;
  await run({ ...WRITE, ops: [op(2, 3, 's', text('a'.repeat(50_000))), op(2, 20, 'l', list)] });
  return (filter) => run({ info1: 0x21, fields: [[FILTER, filter]] });
}

function hex(...parts: string[]): Buffer {
  return bytes(parts.join(''));
}

/** A regular expression of that text, on bin s. */
function regex(pattern: string): Buffer {
  const length = pattern.length.toString(16).padStart(4, '0');
  return hex('940701', `da${length}`, text(pattern), '935103a173');
}

test('an expression of any depth is answered, and one that is too deep refused', LIMIT, async (t) => {
  const ask = await withRecord(await startServer(t));
  const nested = (depth: number) => hex('9212'.repeat(depth - 1), 'c3');
  assert.strictEqual(
    (await ask(nested(MAX_EXPRESSION_DEPTH))).resultCode,
    (MAX_EXPRESSION_DEPTH - 1) % 2 === 0 ? 0 : 27,
  );
  assert.strictEqual((await ask(nested(MAX_EXPRESSION_DEPTH + 1))).resultCode, PARAMETER);
  assert.strictEqual((await ask(nested(1_000_000))).resultCode, PARAMETER);
  assert.strictEqual((await ask(hex('91'.repeat(1_000_000)))).resultCode, PARAMETER);
  assert.strictEqual((await ask(hex('9301', `927e${'91'.repeat(100_000)}90`, '927e90'))).resultCode, PARAMETER);
});

test('an expression of too many parts is refused', LIMIT, async (t) => {
  const ask = await withRecord(await startServer(t));
  const any = (count: number) => hex('dd', (count + 1).toString(16).padStart(8, '0'), '11', 'c2'.repeat(count));
  assert.strictEqual((await ask(any(30_000))).resultCode, 27);
  assert.strictEqual((await ask(any(200_000))).resultCode, PARAMETER);
});

test('patterns on which engines that try and go back never end are answered soon', LIMIT, async (t) => {
  const ask = await withRecord(await startServer(t));
  for (const pattern of ['(a+)+b', '(a|a)*b', '(a|aa)+$x', '(.*a){12}b', `${'a?'.repeat(100)}${'a'.repeat(100)}b`])
    assert.strictEqual((await ask(regex(pattern))).resultCode, 27, pattern);
});

test('patterns that are too large are refused', LIMIT, async (t) => {
  const ask = await withRecord(await startServer(t));
  for (const pattern of ['((a{100}){100}){100}', 'a{32767}', `${'('.repeat(5000)}a${')'.repeat(5000)}`])
    assert.strictEqual((await ask(regex(pattern))).resultCode, PARAMETER, pattern.slice(0, 20));
});

test('what costs too much ends in an error', LIMIT, async (t) => {
  const ask = await withRecord(await startServer(t));
  // A thousand times: size of l > -1.
  const call = '9303957f02009110935104a16cff';
  const all = hex('dc03e9', '10', call.repeat(1000));
  assert.strictEqual((await ask(all)).resultCode, RECORD_TOO_BIG);
});

test('a path in a filter of a path, for each of many elements, ends in an error', LIMIT, async (t) => {
  const ask = await withRecord(await startServer(t));
  // For each of 65 535 elements, a path of 20 KB on a list of one.
  const long = `93ccfe92049301937a0201dc2711${'14'}${'01'.repeat(10_000)}01`;
  const filter = `9302957f0400${long}927e9101927e90`;
  const path = `957f040093ccfe9204${filter}01935104a16c`;
  assert.strictEqual((await ask(hex('9302', path, '927e90'))).resultCode, RECORD_TOO_BIG);
});

test('a path by many keys, for each of many maps, ends in an error', LIMIT, async (t) => {
  const server = await startServer(t);
  const ask = await withRecord(server);
  const maps = `dd00007530${'810102'.repeat(30_000)}`;
  await server.run({ ...WRITE, ops: [op(2, 20, 'l', maps)] });
  const keys = `dc07d0${Array.from({ length: 2000 }, (_, i) => `cd${(30_000 - i).toString(16).padStart(4, '0')}`).join('')}`;
  const select = `957f040093ccfe9404c32a${keys}01935104a16c`;
  assert.strictEqual((await ask(hex('9302', select, '927e90'))).resultCode, RECORD_TOO_BIG);
});

test('truncated expressions are refused, wherever they end', LIMIT, async (t) => {
  const ask = await withRecord(await startServer(t));
  // let x = size of l; x > 1 and s matches /a/
  const whole = hex('947da178957f02009110935104a16c', '9310', '9303927ca17801', '940701a161935103a173');
  assert.strictEqual((await ask(whole)).resultCode, 0);
  for (let end = 0; end < whole.length; end++) {
    const { resultCode } = await ask(whole.subarray(0, end));
    assert.strictEqual(resultCode, PARAMETER, `cut at ${end}`);
  }
});
