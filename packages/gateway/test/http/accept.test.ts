import assert from 'node:assert/strict';
import { test } from 'node:test';
import { weight } from '../../src/http/accept.ts';

test('the weight of a type is that of its first mention by name', () => {
  const cases: readonly (readonly [accept: string, weight: number])[] = [
    ['text/html', 1],
    ['TEXT/HTML ; Q=0.5', 0.5],
    ['application/json, text/html;level=1;q=0.2', 0.2],
    ['text/html;q=0', 0],
    ['text/html;q=0.3, text/html;q=0.9', 0.3],
    ['text/html;q=much', 1],
    ['text/*, */*;q=0.1', -1],
    ['text/htmlx', -1],
    ['', -1],
  ];
  for (const [accept, expected] of cases) assert.strictEqual(weight(accept, 'text/html'), expected, accept);
});

test('of a header with very many types the first fifty count', () => {
  const others = (count: number): string => 'a/b,'.repeat(count);
  assert.strictEqual(weight(`${others(49)}text/html`, 'text/html'), 1);
  assert.strictEqual(weight(`${others(50)}text/html`, 'text/html'), -1);
});
