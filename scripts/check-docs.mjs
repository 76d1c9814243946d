// `npm run docs:check`: every relative link and every path of a file that a Markdown file of this repository has, and
// every page of docs/ that a source file cites, leads to a file and a heading that exist. Never looks at the network.
//
//   in Markdown   [text](file.md#anchor) · [text]: file.md · `packages/client/src/shm`, a path from the root as code
//   in a source   docs/<page>.md · docs/<page>.md#anchor · docs/<page>.md, "Heading" and "Another"   (also over line ends)
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, extname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const SKIPPED_FOLDERS = new Set(['node_modules', 'dist', '.git', 'coverage']);
const SOURCE_FOLDERS = ['packages', 'scripts', 'bench', 'conformance', 'examples'];
const SOURCE_EXTENSIONS = new Set(['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs']);
const MAX_SUGGESTIONS = 12;

/** A whole code span that is a path from the root; placeholders and patterns are none. */
const PATH_SPAN = /`((?:packages|scripts|bench|conformance|examples|docs)\/[\w./-]+)`/g;

/** White space, or a line end with the comment mark of the next line. */
const GAP = String.raw`(?:[ \t]*\n[ \t]*(?:\/\/|\*)[ \t]*|[ \t]+)`;
const CITATION = new RegExp(String.raw`\bdocs\/[\w./-]+?\.md(#[\w-]+)?((?:,?${GAP}(?:and${GAP})?"[^"]+")*)`, 'g');

const faults = [];
const checked = { files: 0, links: 0, citations: 0 };

for (const file of filesBelow(root)) {
  const folder = relative(root, file).split(/[\\/]/)[0];
  if (extname(file) === '.md') checkMarkdown(file);
  else if (SOURCE_EXTENSIONS.has(extname(file)) && SOURCE_FOLDERS.includes(folder)) checkSource(file);
}

for (const fault of faults) console.error(fault);
const { files, links, citations } = checked;
console.log(`${links} links and ${citations} citations in ${files} files, ${faults.length} of them lead nowhere`);
if (faults.length > 0) process.exitCode = 1;

function* filesBelow(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !SKIPPED_FOLDERS.has(entry.name)) yield* filesBelow(path);
    else if (entry.isFile()) yield path;
  }
}

function checkMarkdown(file) {
  checked.files++;
  const text = withoutCodeBlocks(readFileSync(file, 'utf8'));
  for (const { index, 1: path } of text.matchAll(PATH_SPAN)) {
    checked.citations++;
    checkTarget(file, lineAt(text, index), path, join(root, path), undefined);
  }
  const prose = text.replaceAll(/`[^`\n]*`/g, (span) => ' '.repeat(span.length));
  const link = /\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)|^\[[^\]]+\]:\s+<?([^\s>]+)/gm;
  for (const { index, 1: inline, 2: reference } of prose.matchAll(link)) {
    const target = inline ?? reference;
    if (/^[a-z][a-z0-9+.-]*:/i.test(target)) continue;
    checked.links++;
    const [path, anchor] = decodeURI(target).split('#');
    const base = path.startsWith('/') ? root : dirname(file);
    checkTarget(file, lineAt(prose, index), target, path === '' ? file : resolve(base, `./${path}`), anchor);
  }
}

function checkSource(file) {
  checked.files++;
  const text = readFileSync(file, 'utf8');
  for (const match of text.matchAll(CITATION)) {
    checked.citations++;
    const line = lineAt(text, match.index);
    const [path, anchor] = match[0].split(/[,\s]/, 1)[0].split('#');
    const page = join(root, path);
    checkTarget(file, line, path, page, anchor);
    if (!existsSync(page)) continue;
    for (const [, quoted] of match[2].matchAll(/"([^"]+)"/g)) {
      const heading = quoted.replaceAll(new RegExp(GAP, 'g'), ' ');
      const { titles } = headingsOf(page);
      if (!titles.includes(heading)) report(file, line, `${path} has no heading "${heading}"`, titles);
    }
  }
}

/** Reports a target that is not there, or a page without that anchor. */
function checkTarget(file, line, shown, path, anchor) {
  if (!existsSync(path)) {
    report(file, line, `${shown} does not exist`, []);
    return;
  }
  if (!anchor || extname(path) !== '.md' || !statSync(path).isFile()) return;
  const { anchors } = headingsOf(path);
  if (!anchors.includes(anchor)) report(file, line, `${relative(root, path)} has no anchor #${anchor}`, anchors);
}

function report(file, line, what, instead) {
  const hint = instead.length === 0 ? '' : `; it has ${instead.slice(0, MAX_SUGGESTIONS).join(', ')}`;
  faults.push(`${relative(root, file)}:${line}: ${what}${hint}`);
}

/** Titles of a page's headings, and the anchors that GitHub makes of them. */
function headingsOf(file) {
  headingsOf.known ??= new Map();
  let headings = headingsOf.known.get(file);
  if (headings === undefined) {
    const text = withoutCodeBlocks(readFileSync(file, 'utf8'));
    const titles = Array.from(text.matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm), ([, title]) => plain(title));
    headings = { titles, anchors: anchorsOf(titles) };
    headingsOf.known.set(file, headings);
  }
  return headings;
}

function anchorsOf(titles) {
  const uses = new Map();
  return titles.map((title) => {
    const slug = title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\p{M}_\- ]/gu, '')
      .replaceAll(' ', '-');
    const before = uses.get(slug) ?? 0;
    uses.set(slug, before + 1);
    return before === 0 ? slug : `${slug}-${before}`;
  });
}

/** A title without its marks: links become their texts. */
function plain(title) {
  return title.replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll(/[`*]/g, '');
}

/** The text with the same lines, those of fenced blocks empty. */
function withoutCodeBlocks(text) {
  let fence;
  return text
    .split('\n')
    .map((line) => {
      const mark = /^\s*(```+|~~~+)/.exec(line)?.[1];
      if (fence === undefined && mark !== undefined) fence = mark;
      else if (fence !== undefined && mark?.startsWith(fence)) fence = undefined;
      else if (fence === undefined) return line;
      return '';
    })
    .join('\n');
}

function lineAt(text, index) {
  return text.slice(0, index).split('\n').length;
}
