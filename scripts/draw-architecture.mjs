// Draws docs/images/architecture.svg from the imports: the folders of each package in the order of its layers, and an
// arc for each pair of folders one of which imports from the other. `npm run architecture` writes it; with `--check` it
// fails when the picture in the repository is not the one that the code gives now.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from './install.mjs';

const picture = join(root, 'docs', 'images', 'architecture.svg');
const packagesByName = createRequire(import.meta.url)('./layers.cjs');

const ROW = 34;
const BOX = { width: 128, height: 24 };
const COLUMN = 300;
const TOP = 64;
const LEFT = 24;

/** Imports between folders by package: `from to` → how many files of `from` import from `to`. */
function foldersAndImports() {
  const cruiser = join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');
  const sources = Object.keys(packagesByName).map((name) => `packages/${name}/src`);
  const args = [cruiser, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...sources];
  const output = execFileSync(process.execPath, args, { cwd: root, maxBuffer: 1 << 28, encoding: 'utf8' });
  const packages = new Map(Object.keys(packagesByName).map((name) => [name, { files: new Map(), imports: new Map() }]));
  for (const { source, dependencies } of JSON.parse(output).modules) {
    const from = placeOf(source);
    if (from === undefined) continue;
    const { files, imports } = packages.get(from.name);
    files.set(from.folder, (files.get(from.folder) ?? 0) + 1);
    const targets = dependencies.map(({ resolved }) => placeOf(resolved));
    const folders = new Set(targets.filter((to) => to?.name === from.name).map((to) => to.folder));
    for (const folder of folders) {
      if (folder === from.folder) continue;
      const key = `${from.folder} ${folder}`;
      imports.set(key, (imports.get(key) ?? 0) + 1);
    }
  }
  return packages;
}

function placeOf(path) {
  const [, name, inside] = /^packages\/(\w+)\/src\/(.+)$/.exec(path) ?? [];
  // A layer may stand inside the folder of another one: the longer name is the one that counts.
  const folders = packagesByName[name]?.layers.filter((layer) => inside.startsWith(`${layer}/`)) ?? [];
  const folder = folders.sort((a, b) => b.length - a.length)[0];
  return folder === undefined ? undefined : { name, folder };
}

function column(name, { files, imports }, x) {
  // Those that import stand above what they import from, as in a call.
  const folders = packagesByName[name].layers.toReversed().filter((folder) => files.has(folder));
  const y = (folder) => TOP + folders.indexOf(folder) * ROW + BOX.height / 2;
  const arcs = [...imports].sort().map(([key, count]) => {
    const [from, to] = key.split(' ');
    const reach = 14 + 11 * Math.abs(folders.indexOf(to) - folders.indexOf(from));
    const right = x + BOX.width;
    const width = (0.6 + Math.log2(count) * 0.5).toFixed(1);
    const path = `M${right} ${y(from) + 4} C${right + reach} ${y(from) + 4} ${right + reach} ${y(to) - 4} ${right + 5} ${y(to) - 4}`;
    const what = `${name}: ${count} file${count === 1 ? '' : 's'} of ${from}/ import${count === 1 ? 's' : ''} from ${to}/`;
    return `<path d="${path}" stroke-width="${width}" marker-end="url(#head)"><title>${what}</title></path>`;
  });
  const boxes = folders.map((folder) => {
    const top = y(folder) - BOX.height / 2;
    return (
      `<rect x="${x}" y="${top}" width="${BOX.width}" height="${BOX.height}" rx="4"/>` +
      `<text x="${x + 10}" y="${top + 16}">${folder}/</text>` +
      `<text x="${x + BOX.width - 10}" y="${top + 16}" class="count">${files.get(folder)}</text>`
    );
  });
  const title = `<text x="${x}" y="${TOP - 20}" class="title">packages/${name}</text>`;
  return [title, `<g class="arcs">${arcs.join('\n')}</g>`, ...boxes].join('\n');
}

function draw(packages) {
  const columns = [...packages].map(([name, facts], index) => column(name, facts, LEFT + index * COLUMN));
  const rows = Math.max(...[...packages].map(([, { files }]) => files.size));
  const width = LEFT + packages.size * COLUMN;
  const height = TOP + rows * ROW + 16;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
<title>The folders of the three packages and what they import</title>
<!-- Drawn from the imports by scripts/draw-architecture.mjs: change that, not this. -->
<style>
  svg { background: #fff; font: 13px system-ui, sans-serif; }
  rect { fill: #eef3f8; stroke: #5b7a99; }
  text { fill: #1b2733; }
  .title { font-weight: 600; font-size: 15px; }
  .count { fill: #5b7a99; text-anchor: end; font-size: 11px; }
  marker path { fill: #7a93ad; }
  .arcs path { fill: none; stroke: #7a93ad; stroke-opacity: 0.75; }
</style>
<defs><marker id="head" viewBox="0 0 6 6" refX="5" refY="3" markerWidth="5" markerHeight="5" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L6 3L0 6z"/></marker></defs>
<text x="${LEFT}" y="20" class="count" style="text-anchor:start">An arc leads from a folder to one that it imports from; the number in a box is that of its files.</text>
${columns.join('\n')}
</svg>
`;
}

const drawn = draw(foldersAndImports());
if (process.argv.includes('--check')) {
  let known = '';
  try {
    known = readFileSync(picture, 'utf8');
  } catch {}
  if (known !== drawn) {
    console.error('docs/images/architecture.svg is not what the imports give: run `npm run architecture`');
    process.exit(1);
  }
  console.log('docs/images/architecture.svg shows the imports as they are');
} else {
  writeFileSync(picture, drawn);
}
