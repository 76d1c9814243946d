// What a tarball may hold: the compiled files of sources that exist, each with its map and declaration, and a short list
// of others. Whatever else `files` lets through is a stray file; what is missing would be missed at users.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ALWAYS = ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'];

/** Sentences about stray and missing files, and maps without sources; `files` are the paths that npm packed. */
export function contentProblems({ folder, path, manifest }, files) {
  const packed = new Set(files);
  const allowed = new Set(
    [...ALWAYS, ...Object.values(manifest.bin), ...entryFiles(path), ...compiledFiles(path)].map(plain),
  );
  const problems = [
    ...[...packed].filter((file) => !allowed.has(file)).map((file) => `packs ${file}, which nothing accounts for`),
    ...[...allowed].filter((file) => !packed.has(file)).map((file) => `does not pack ${file}`),
    ...[...packed].filter((file) => file.endsWith('.map')).flatMap((file) => mapProblems(path, file)),
  ];
  return problems.map((problem) => `packages/${folder}: ${problem}`);
}

function plain(file) {
  return file.replace(/^\.\//, '');
}

function entryFiles(path) {
  return ['cjs', 'esm']
    .filter((folder) => existsSync(join(path, folder)))
    .flatMap((folder) => readdirSync(join(path, folder)).map((file) => `${folder}/${file}`));
}

function compiledFiles(path) {
  return readdirSync(join(path, 'src'), { recursive: true })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.replaceAll('\\', '/').slice(0, -'.ts'.length))
    .flatMap((file) => ['.js', '.js.map', ...declarationEnds(path)].map((end) => `dist/src/${file}${end}`))
    .concat(shippedDeclarations(path));
}

/** The client's are in a folder of their own, without internals. */
function shippedDeclarations(path) {
  const folder = join(path, 'dist/types');
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder, { recursive: true }).map((file) => file.replaceAll('\\', '/'));
  return files.filter((file) => file.endsWith('.d.ts')).map((file) => `dist/types/${file}`);
}

function declarationEnds(path) {
  return existsSync(join(path, 'dist/types')) ? [] : ['.d.ts'];
}

/** A debugger has no sources but those inside the map, and the program must name its map. */
function mapProblems(path, file) {
  const map = JSON.parse(readFileSync(join(path, file), 'utf8'));
  const program = join(path, dirname(file), map.file);
  if (
    map.sourcesContent?.length !== map.sources.length ||
    map.sourcesContent.some((text) => typeof text !== 'string')
  ) {
    return [`${file} holds no sources`];
  }
  return readFileSync(program, 'utf8').includes('//# sourceMappingURL=') ? [] : [`${map.file} does not name ${file}`];
}
