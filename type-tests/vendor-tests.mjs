// The vendor's own tests, from its package, compiled with `../lib/aerospike` being Tendril.
import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { compile, folder, vendorDeclarations, work } from './compile.mjs';

const declarations = join(folder, '../packages/client/dist/types/index.js');

/** @returns {Promise<{ problems: string[], files: number, compiling: number }>} */
export async function vendorTests() {
  const place = join(work, 'vendor');
  mkdirSync(join(place, 'lib'), { recursive: true });
  cpSync(join(vendorDeclarations, '../../test'), join(place, 'test'), { recursive: true });
  symlinkSync(join(folder, 'node_modules'), join(place, 'node_modules'));
  writeFileSync(
    join(place, 'lib/aerospike.d.ts'),
    `export * from '${declarations}';\nexport { default } from '${declarations}';\n`,
  );
  const names = readdirSync(join(place, 'test'), { recursive: true }).filter((name) => name.endsWith('.ts'));
  const files = names.map((name) => join(place, 'test', name));
  const options = { typescript: '7', types: '24', resolution: 'bundler', files, also: ['mocha'] };
  // As in the vendor's own configuration; its tests import each other by `.ts`.
  const compilerOptions = {
    target: 'esnext',
    lib: ['esnext', 'dom'],
    skipLibCheck: true,
    allowImportingTsExtensions: true,
  };
  const { lines, errors } = await compile({ ...options, compilerOptions });
  const problems = errors.map(({ file, line, code, text }) => `${relative(place, file)}:${line} ${code}: ${text}`);
  const failing = new Set(errors.map(({ file }) => file));
  return {
    problems: errors.length === 0 ? lines : problems,
    files: files.length,
    compiling: files.filter((file) => !failing.has(file)).length,
  };
}
