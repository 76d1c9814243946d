import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { test } from 'node:test';
import { TestFiles } from 'tendril-testing/test-files';
import { AccessByList, readAccess } from '../../src/access/access-settings.ts';

const [OLD, NEW] = ['Bearer old-old-old-old-old', 'Bearer new-new-new-new-new'];
const line = (authorization: string): string => authorization.replace('Bearer', 'token');

test('a list that changes counts from then on, and one that is half written leaves the one before', (t) => {
  const files = new TestFiles(t);
  const file = files.write('auth', line(OLD));
  const warnings: string[] = [];
  let nowMs = 0;
  const access = new AccessByList(
    { file },
    (message) => warnings.push(message),
    () => nowMs,
  );
  assert.deepStrictEqual([access.admits(OLD), access.admits(NEW)], [true, false]);
  files.write('auth', line(NEW).slice(0, 10));
  nowMs += 1000;
  assert.deepStrictEqual([access.admits(OLD), access.admits(NEW)], [true, false]);
  assert.match(
    warnings.join(),
    /^a changed file cannot be used, what was read before still holds: --auth-file \(.*\) /,
  );
  files.write('auth', line(NEW));
  nowMs += 999;
  assert.strictEqual(access.admits(OLD), true);
  nowMs += 1;
  assert.deepStrictEqual([access.admits(OLD), access.admits(NEW)], [false, true]);
  rmSync(file);
  nowMs += 1000;
  assert.strictEqual(access.admits(NEW), true);
  assert.strictEqual(warnings.length, 2);
  assert.strictEqual(warnings.join().includes('new-new'), false);
  assert.strictEqual(access.refused, 3);
});

test('where no file has it, the environment has the list', () => {
  assert.strictEqual(readAccess({ file: undefined }, { TENDRIL_GATEWAY_AUTH: line(OLD) }).admits(OLD), true);
  assert.throws(
    () => readAccess({ file: undefined }, {}),
    /^Error: TENDRIL_GATEWAY_AUTH cannot be used: it lets nobody/,
  );
  assert.throws(() => readAccess({ file: '/none' }, {}), /^Error: --auth-file \(\/none\) cannot be used: ENOENT/);
});
