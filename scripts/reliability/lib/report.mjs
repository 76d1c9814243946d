// What a proof prints: a heading with machine and commit, a Markdown table, and a verdict for each goal. A goal that is
// missed makes the whole run fail. Progress goes to standard error, so that standard output is the report.
import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { root } from '../../install.mjs';

let missed = 0;

export function heading(text) {
  console.log(`\n## ${text}\n`);
  console.log(`${machine()}\n`);
}

export function table(columns, rows) {
  const line = (cells) => console.log(`| ${cells.join(' | ')} |`);
  line(columns);
  line(columns.map((_, index) => (index === 0 ? '---' : '---:')));
  for (const row of rows) line(row);
  console.log('');
}

/** States a goal and whether it was met; `evidence` lines follow when it was not. */
export function goal(text, isMet, evidence = []) {
  if (!isMet) missed++;
  console.log(`- ${isMet ? 'met' : '**missed**'}: ${text}`);
  if (!isMet) for (const line of evidence) console.log(`    ${String(line).replaceAll('\n', '\n    ')}`);
}

export function progress(text) {
  process.stderr.write(`${text}\n`);
}

export function exitCode() {
  return missed === 0 ? 0 : 1;
}

/** Least, median, 99th percentile and greatest of numbers. */
export function spread(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  return { min: at(0), median: at(0.5), p99: at(0.99), max: at(1) };
}

export const ms = (value) => value.toFixed(value < 10 ? 1 : 0);
export const spreadCells = (values) => Object.values(spread(values)).map(ms);

function machine() {
  const processors = cpus();
  return `${processors.length} cores (${processors[0]?.model.trim()}), Node.js ${process.version}, ${commit()}`;
}

function commit() {
  try {
    const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: 'pipe' }).trim();
    const changed = git('status', '--porcelain', '--', 'packages', 'examples') === '' ? '' : ' with local changes';
    return `commit ${git('rev-parse', '--short', 'HEAD')}${changed}`;
  } catch {
    return 'no commit known';
  }
}
