// docs/differences.md and differences.mjs agree: each reason is in both, and what the page cites beside it exists.
import { deepStrictEqual } from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as differences from '../differences.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** What a refusal leads to in the next step of a scenario is no difference of its own. */
const CONSEQUENCE = 'Follows from the step before it: what was refused was not stored';

/** Rows of the page's one table: reason, and where it is checked. */
const rows = readFileSync(join(root, 'docs/differences.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()))
  .slice(1)
  .map((cells) => ({ reason: cells[4], checkedBy: cells[5]?.replaceAll('`', '') }));

const { outcomes, requests, suite, securitySuite, transactionSuite } = differences;
const reasons = new Set(
  [...outcomes, ...requests, ...suite, ...securitySuite, ...transactionSuite].map(({ reason }) => reason),
);
reasons.delete(CONSEQUENCE);

test('every difference that conformance allows has a row in docs/differences.md', () => {
  const written = new Set(rows.filter(({ checkedBy }) => checkedBy === 'conformance').map(({ reason }) => reason));
  deepStrictEqual(
    [...reasons].filter((reason) => !written.has(reason)),
    [],
  );
});

test('every row of docs/differences.md that conformance checks is a difference that it allows', () => {
  const stale = rows.filter(({ reason, checkedBy }) => checkedBy === 'conformance' && !reasons.has(reason));
  deepStrictEqual(stale, []);
});

test('every other row names a test or a program that exists', () => {
  const lost = rows.filter(({ checkedBy }) => checkedBy !== 'conformance' && !existsSync(join(root, checkedBy)));
  deepStrictEqual(lost, []);
});
