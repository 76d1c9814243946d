// The embedded server must answer raw frames, good and bad, as the real server did.
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import * as differences from '../differences.mjs';
import { expectNothing, judge } from '../lib/compare.mjs';
import { goldenAnswers } from '../lib/golden.mjs';
import { runProbes } from '../lib/probe.mjs';
import { embedded, realServer } from '../lib/servers.mjs';

function compareAnswers(expected, actual) {
  return Object.keys({ ...expected, ...actual })
    .filter((name) => !isDeepStrictEqual(expected[name], actual[name]))
    .map((name) => ({
      scenario: name,
      step: 'answers',
      aspect: 'answer',
      expected: expected[name],
      actual: actual[name],
    }));
}

test('the embedded server answers every probe as the real server did', async (t) => {
  const { address } = await embedded(t);
  const found = compareAnswers(goldenAnswers(), await runProbes(address));
  expectNothing(judge(found, differences.answers));
});

const real = realServer();

test('the real server still answers as recorded', { skip: !real }, async () => {
  const found = compareAnswers(goldenAnswers(), await runProbes(real.address));
  expectNothing(judge(found, []));
});
