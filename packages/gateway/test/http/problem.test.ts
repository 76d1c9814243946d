import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { PROBLEM_SLUGS, Problem } from '../../src/http/problem.ts';

const GUIDE = join(__dirname, '..', '..', '..', '..', '..', 'docs', 'gateway.md');

test('the guide names every problem beside its status, and no other', () => {
  const rows = readFileSync(GUIDE, 'utf8').matchAll(/^\| (\d{3}) \| (.*) \|$/gm);
  const documented = Array.from(rows, ([, status, cell = '']) =>
    Array.from(cell.replace(/;.*|, with .*/, '').matchAll(/`([a-z0-9-]+)`/g), ([, slug]) => `${status} ${slug}`),
  ).flat();
  assert.strictEqual(documented.length > 0, true);
  const known = PROBLEM_SLUGS.map((slug) => `${new Problem(slug, '').status} ${slug}`);
  assert.deepStrictEqual(documented.sort(), known.sort());
});
