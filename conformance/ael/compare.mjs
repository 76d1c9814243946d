// The texts and their builders, and what they select on each server.
import { createRequire } from 'node:module';
import { inspect, isDeepStrictEqual } from 'node:util';

const require = createRequire(import.meta.url);
const { exp } = require('../../packages/client');
const { Random } = require('tendril-testing/random');
const { AelConditions } = require('tendril-testing/ael/conditions');
// Examples of the language with builders written by hand, those of the compiler's own tests.
const { EXAMPLES } = require('../../packages/client/dist/test/model/ael/examples.js');

const MAX_DEPTH = 4;
const MAX_SHOWN = 20;

/** Operations that yield a boolean, and constants that are one. */
const TESTS = new Set([1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 17, 18, 19, 71, 72, 125, 134]);
const [CALL, BOOL] = [127, exp.type.BOOL];

/** Whether an expression is a condition, by its first operation: what else there is is read or written. */
function isCondition([first, second]) {
  return TESTS.has(first.op) || (first.op === CALL && second.intVal === BOOL);
}

/** What the examples and a seed give. */
function pairsOf(count, seed) {
  const examples = EXAMPLES.map(([text, make]) => ({ text, expression: make() }));
  const pairs = examples.filter(({ expression }) => isCondition(expression)).slice(0, count);
  const random = new Random(seed + 1);
  const conditions = new AelConditions(random);
  while (pairs.length < count) pairs.push(conditions.condition(random.below(MAX_DEPTH)));
  return pairs;
}

/** What does not hold, and how many texts select none, some and all of the records. */
export async function compareFilters(sets, count, seed) {
  const failures = [];
  const spread = { none: 0, some: 0, all: 0 };
  const every = (await sets[0].select(exp.bool(true))).length;
  for (const { text, expression } of pairsOf(count, seed)) {
    const outcomes = [];
    for (const set of sets) outcomes.push(await set.select(exp.ael(text)), await set.select(expression));
    const [first] = outcomes;
    const { length } = first;
    spread[length === 0 ? 'none' : length === every ? 'all' : 'some']++;
    const isError = typeof first[0] === 'string';
    if (isError || outcomes.some((outcome) => outcome.join() !== first.join())) failures.push(shown(text, outcomes));
  }
  return { failures, spread };
}

/** Values and changed collections, each of some records. @returns what does not hold */
export async function compareValues(sets, count, records, seed) {
  const failures = [];
  const random = new Random(seed + 2);
  const conditions = new AelConditions(random);
  for (let i = 0; i < count; i++) {
    const { text, expression } = conditions.value(random.below(MAX_DEPTH));
    const index = random.below(records);
    const values = [];
    for (const set of sets) values.push(await set.read(index, exp.ael(text)), await set.read(index, expression));
    const isSame = values.every((value) => isDeepStrictEqual(value, values[0]));
    if (!isSame) failures.push(`${text}\n  of record ${index}: ${values.map((value) => inspect(value)).join(', ')}`);
  }
  return failures;
}

function shown(text, outcomes) {
  const names = ['text, embedded', 'builders, embedded', 'text, real', 'builders, real'];
  const lines = outcomes.map((outcome, i) => {
    const more = outcome.length > MAX_SHOWN ? ', …' : '';
    return `  ${names[i]}: ${outcome.length} (${outcome.slice(0, MAX_SHOWN).join(', ')}${more})`;
  });
  return [text, ...lines].join('\n');
}
