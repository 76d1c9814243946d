// A folder of its own for one test, in memory where possible.

import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

export function memoryFolder(t: TestContext): string {
  const base = fs.existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  const path = fs.mkdtempSync(join(base, 'tendril-test-'));
  t.after(() => fs.rmSync(path, { recursive: true, force: true }));
  return path;
}
