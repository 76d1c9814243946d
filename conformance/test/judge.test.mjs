// The judge itself: it must see a difference, honour a listed one, and notice one that has disappeared.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareOutcomes, compareRequests, judge } from '../lib/compare.mjs';
import { field, hex, message, op } from '../lib/raw.mjs';

const error = (code, text) => ({ $: 'error', code, message: text });
const run = (...steps) => ({ scenario: { steps, frames: steps.map(() => []) } });

test('a different value is a difference of the outcome', () => {
  const found = compareOutcomes(
    run({ step: 'get', resolved: 1 }),
    run({ step: 'get', resolved: { $: 'bigint', value: '1' } }),
  );
  assert.deepStrictEqual(
    found.map(({ step, aspect }) => [step, aspect]),
    [['get', 'outcome']],
  );
});

test('a missing step is a difference', () => {
  assert.strictEqual(compareOutcomes(run({ step: 'get', resolved: 1 }), run()).length, 1);
  assert.strictEqual(compareOutcomes(run(), run({ step: 'get', resolved: 1 })).length, 1);
});

test('a message may say more, and may name the node, but not something else', () => {
  const expected = run({ step: 'get', rejected: error(-2, 'Key invalid') });
  const compared = (text) =>
    compareOutcomes(expected, run({ step: 'get', rejected: error(-2, text) })).map((one) => one.aspect);
  assert.deepStrictEqual(compared('Key invalid: it is empty'), []);
  assert.deepStrictEqual(compared('<address> Key invalid'), []);
  assert.deepStrictEqual(compared('Bad key'), ['message']);
});

test('a request is compared by its content', () => {
  const frames = (value) => ({
    scenario: { steps: [{ step: 'put' }], frames: [[message({ info2: 1, ops: [op(2, 1, 'a', hex(value))] })]] },
  });
  assert.strictEqual(compareRequests(frames('01'), frames('01')).length, 0);
  assert.strictEqual(compareRequests(frames('01'), frames('02')).length, 1);
});

test('a row of a batch that is as the one before it asks for the same as one that says it again', () => {
  const all = '0a 03 00 00 00000000 0000 0000';
  const one = '0a 01 00 00 00000000 0000 0000';
  const row = (at, asked) => `0000000${at} ${'ab'.repeat(20)} ${asked}`;
  const batch = (...rows) =>
    message({ info1: 8, fields: [field(41, hex(`0000000${rows.length} 01 ${rows.join(' ')}`))] });
  const frames = (...asked) => ({
    scenario: { steps: [{ step: 'read' }], frames: [[batch(...asked.map((each, at) => row(at, each)))]] },
  });
  assert.strictEqual(compareRequests(frames(all, all), frames(all, '01')).length, 0);
  assert.strictEqual(compareRequests(frames(all, one), frames(all, '01')).length, 1);
});

test('a listed difference is honoured, and one that is gone is noticed', () => {
  const found = compareOutcomes(run({ step: 'get', resolved: 1 }), run({ step: 'get', resolved: 2 }));
  const listed = { scenario: 'scenario', step: 'get', reason: 'a reason' };
  const gone = { scenario: 'scenario', step: 'put', reason: 'a reason' };
  assert.deepStrictEqual(judge(found, [listed]), { unexpected: [], gone: [] });
  assert.deepStrictEqual(judge(found, [listed, gone]).gone, [gone]);
  assert.strictEqual(judge(found, []).unexpected.length, 1);
});
