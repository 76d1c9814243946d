// The declarations that the client ships, made of what the compiler emits into dist/types: what no entry reaches goes,
// and relative imports name `.js` instead of `.ts`, as compilers before 5.7 and all that resolve as Node.js 10 did want.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const ENTRIES = [
  'index.d.ts',
  'wire/index.d.ts',
  'fluent/index.d.ts',
  'observe/prometheus/index.d.ts',
  'observe/opentelemetry/index.d.ts',
];
/** In `from '…'`, `import('…')` and `declare module '…'`. */
const RELATIVE_IMPORT = /((?:\bfrom|\bimport|\bmodule) ?\(?\s*['"])(\.{1,2}\/[^'"]+)\.(?:ts|js)(['"])/g;

/** Files that the entries reach, with their text; `missing` of those that are not there. */
function reach(folder) {
  const texts = new Map();
  const missing = [];
  const queue = ENTRIES.map((entry) => join(folder, entry));
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (texts.has(path)) continue;
    if (!existsSync(path)) {
      missing.push(path);
      continue;
    }
    const text = readFileSync(path, 'utf8');
    texts.set(path, text);
    for (const [, , name] of text.matchAll(RELATIVE_IMPORT)) queue.push(resolve(dirname(path), `${name}.d.ts`));
  }
  return { texts, missing };
}

/**
 * @param {string} client - folder of the client's package
 * @param {() => Promise<void>} emitAll - compiles the declarations anew, all of them
 */
export async function shipDeclarations(client, emitAll) {
  const folder = join(client, 'dist/types');
  let { texts, missing } = reach(folder);
  // A file that nothing reached was removed by an earlier run; the compiler believes it to be there.
  if (missing.length > 0) {
    await emitAll();
    ({ texts, missing } = reach(folder));
    if (missing.length > 0) throw new Error(`Declarations are missing: ${missing.join(', ')}`);
  }
  for (const name of readdirSync(folder, { recursive: true })) {
    const path = join(folder, name);
    if (!name.endsWith('.d.ts')) continue;
    const text = texts.get(path);
    if (text === undefined) {
      rmSync(path);
      continue;
    }
    const shipped = text.replace(RELATIVE_IMPORT, '$1$2.js$3');
    if (shipped !== text) writeFileSync(path, shipped);
  }
}
