import { deepStrictEqual, strictEqual, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { SeedList } from '../../../src/api/lifecycle/seed-list.ts';
import { MAX_SEEDS } from '../../../src/topology/seed-text.ts';

const A = { host: 'a', port: 3000 };
const B = { host: 'b', port: 3000 };

test('seeds come and go, each of them once', () => {
  const configured = [A];
  const seeds = new SeedList(configured);
  const { all } = seeds;
  seeds.add('b', 3000);
  seeds.add('b', 3000);
  seeds.add('b', 3001);
  deepStrictEqual(all, [A, B, { host: 'b', port: 3001 }]);
  seeds.remove('b', 3001);
  seeds.remove('c', 3000);
  deepStrictEqual([all, configured], [[A, B], [A]]);
});

test('the configured seeds come back when all were taken away, and only then', () => {
  const seeds = new SeedList([A]);
  seeds.remove('a', 3000);
  strictEqual(seeds.all.length, 0);
  seeds.refill([A, B]);
  seeds.refill([A]);
  deepStrictEqual(seeds.all, [A, B]);
});

test('what is no host and no port is refused, a password in a host is not repeated, and there is a limit', () => {
  const seeds = new SeedList([]);
  throws(() => seeds.add('', 3000), { name: 'TypeError', message: 'hostname must be a string' });
  throws(() => seeds.remove('a', '3000'), { name: 'TypeError', message: 'port must be a number' });
  throws(
    () => seeds.add('user:secret@a', 3000),
    (error: Error) => !error.message.includes('secret'),
  );
  for (let i = 0; i < MAX_SEEDS; i++) seeds.add(`n${i}`, 3000);
  throws(() => seeds.add('one-more', 3000), RangeError);
});
