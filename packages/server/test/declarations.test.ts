// What a TypeScript program sees of the package: its entries lead to declarations of its own and of Node.js, and to none of
// other packages, whose declarations a program may not be able to read.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { test } from 'node:test';

const compiled = join(__dirname, '../src');

/** By file that the entries reach: what it imports from elsewhere. */
function reached(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const left = [join(compiled, 'index.d.ts'), join(compiled, 'lua.d.ts')];
  for (let path = left.pop(); path !== undefined; path = left.pop()) {
    const name = relative(compiled, path);
    if (found.has(name)) continue;
    // Examples in comments import, too.
    const imports = readFileSync(path, 'utf8')
      .replace(/\/\*.*?\*\//gs, '')
      .matchAll(/(?:from|import\() ?'([^']+)'/g);
    const specifiers = Array.from(imports, ([, specifier = '']) => specifier);
    found.set(
      name,
      specifiers.filter((specifier) => !specifier.startsWith('.')),
    );
    const own = specifiers.filter((specifier) => specifier.startsWith('.'));
    for (const specifier of own) left.push(resolve(dirname(path), specifier.replace(/\.(ts|js)$/, '.d.ts')));
  }
  return found;
}

test('declarations lead to no other package', () => {
  const foreign = [...reached()].flatMap(([name, specifiers]) =>
    specifiers.filter((specifier) => !specifier.startsWith('node:')).map((specifier) => `${name}: ${specifier}`),
  );
  assert.deepStrictEqual(foreign, []);
});

test('declarations lead to nothing that runs the server', () => {
  const inside = [...reached().keys()].filter((name) => /^(cluster|index|query|protocol|info)\//.test(name));
  assert.deepStrictEqual(inside, []);
});
