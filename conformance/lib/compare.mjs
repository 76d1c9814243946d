// Compares what two runs of the scenarios showed, step by step. Two rules are built in, because they hold everywhere:
// an error message may begin with the address of the node it came from, and a client may say more after the message
// that is expected. Everything else that differs is a difference; those that are meant to be stand in differences.mjs.
import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { decodeRequests } from './frames.mjs';

const isError = (data) => data?.$ === 'error';

function withoutMessages(data) {
  if (Array.isArray(data)) return data.map(withoutMessages);
  if (data === null || typeof data !== 'object') return data;
  const copy = {};
  for (const [name, value] of Object.entries(data)) {
    if (!(isError(data) && name === 'message')) copy[name] = withoutMessages(value);
  }
  return copy;
}

function messagesOf(data) {
  if (data === null || typeof data !== 'object') return [];
  const own = isError(data) ? [data.message.replace(/^<address> /, '')] : [];
  return [...own, ...Object.values(data).flatMap(messagesOf)];
}

const sameMessages = (expected, actual) =>
  messagesOf(expected).every((message, index) => messagesOf(actual)[index]?.startsWith(message));

function stepsByName(steps) {
  const byName = new Map();
  for (const [index, step] of steps.entries()) {
    let name = step.step;
    for (let again = 2; byName.has(name); again += 1) name = `${step.step} (${again})`;
    byName.set(name, index);
  }
  return byName;
}

function* pairs(expected, actual) {
  for (const [scenario, { steps, ...rest }] of Object.entries(expected)) {
    const other = actual[scenario] ?? { steps: [] };
    const names = stepsByName(steps);
    const otherNames = stepsByName(other.steps);
    for (const step of new Set([...names.keys(), ...otherNames.keys()])) {
      const at = names.get(step);
      const otherAt = otherNames.get(step);
      yield {
        scenario,
        step,
        expected: at === undefined ? undefined : { outcome: steps[at], frames: rest.frames?.[at] },
        actual: otherAt === undefined ? undefined : { outcome: other.steps[otherAt], frames: other.frames?.[otherAt] },
      };
    }
  }
}

/** Steps whose outcome differs, as `{ scenario, step, aspect: 'outcome' | 'message', expected, actual }`. */
export function compareOutcomes(expected, actual) {
  const found = [];
  for (const pair of pairs(expected, actual)) {
    const one = pair.expected?.outcome;
    const other = pair.actual?.outcome;
    const same = isDeepStrictEqual(withoutMessages(one), withoutMessages(other));
    if (same && sameMessages(one, other)) continue;
    found.push({ ...pair, aspect: same ? 'message' : 'outcome', expected: one, actual: other });
  }
  return found;
}

// Requests of one step that were under way together arrive in any order.
const requestsOf = (side) =>
  decodeRequests(side?.frames ?? [])
    .map((request) => [JSON.stringify(request), request])
    .sort(([a], [b]) => (a < b ? -1 : Number(a > b)))
    .map(([, request]) => request);

/** Steps that sent other requests, as `{ scenario, step, aspect: 'request', expected, actual }`. */
export function compareRequests(expected, actual, skip = () => false) {
  const found = [];
  for (const pair of pairs(expected, actual)) {
    if (skip(pair.scenario)) continue;
    const one = requestsOf(pair.expected);
    const other = requestsOf(pair.actual);
    if (!isDeepStrictEqual(one, other)) found.push({ ...pair, aspect: 'request', expected: one, actual: other });
  }
  return found;
}

const matches = (pattern, text) => (pattern instanceof RegExp ? pattern.test(text) : pattern === text);

/**
 * Sets what was found against a table of differences that are meant to be.
 * @returns {{ unexpected: object[], gone: object[] }} differences in no entry, and entries without a difference
 */
export function judge(found, table) {
  const used = new Set();
  const unexpected = found.filter((difference) => {
    const entry = table.find(
      ({ scenario, step = /./, aspect = 'outcome', when = () => true }) =>
        matches(scenario, difference.scenario) &&
        matches(step, difference.step) &&
        aspect === difference.aspect &&
        when(difference.actual, difference.expected),
    );
    if (entry !== undefined) used.add(entry);
    return entry === undefined;
  });
  return { unexpected, gone: table.filter((entry) => !used.has(entry)) };
}

const brief = (data) => JSON.stringify(data)?.slice(0, 600);

/** A report of what `judge` left over, empty when nothing was. */
function report({ unexpected, gone }) {
  return [
    ...unexpected.map(
      ({ scenario, step, aspect, expected, actual }) =>
        `${scenario} / ${step}: another ${aspect}\n  expected ${brief(expected)}\n  actual   ${brief(actual)}`,
    ),
    ...gone.map(
      ({ scenario, step, reason }) =>
        `${scenario} / ${step ?? 'any step'}: listed as different, but is not (${reason})`,
    ),
  ].join('\n');
}

/** Fails with a report unless every difference is listed and every listed one was found. */
export function expectNothing(judged) {
  const text = report(judged);
  assert.strictEqual(text, '', `\n${text}`);
}
