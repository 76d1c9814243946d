// The summary that `npm test` prints: a line per folder while it runs; then every failure in full, with what its file
// printed; the tests that took long; and the totals. A reporter of node:test, for files in processes of their own.
import { relative, resolve, sep } from 'node:path';
import { inspect } from 'node:util';

const SLOW_MS = 3_000;
const SLOWEST_FILES = 5;
// Enough for a seed and a stack; a file that prints without end must not fill the memory.
const MAX_OUTPUT = 20_000;
const TEST_FILE = /\.test\.[cm]?[jt]s$/;
/** The runner's own last words. */
const TOTAL = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) [\d.]+$/;

// biome-ignore lint/style/noDefaultExport: the form in which node:test takes a reporter
export default async function* report(events) {
  const run = new Run();
  for await (const { type, data } of events) {
    if (type === 'test:stdout' || type === 'test:stderr') run.print(data.file, data.message);
    else if (type === 'test:diagnostic' && !TOTAL.test(data.message)) run.print(data.file, `${data.message}\n`);
    // Completions come as they happen, and only they tell of files. Passes and failures wait for the files before them.
    else if (type === 'test:complete') yield* run.complete(data);
    else if (type === 'test:pass' || type === 'test:fail') yield* run.settle(data, type === 'test:fail');
  }
  yield* run.end();
}

class Run {
  #files = new Map();
  #folder;
  #latest;
  #passed = 0;
  #skipped = 0;
  #slow = [];
  #failures = [];
  #started = performance.now();

  /** Node.js 20 does not say whose a diagnostic is: it may be shown with another file. */
  print(path, text) {
    const file = path === undefined ? this.#latest : this.#file(path);
    if (!file) return;
    file.output = (file.output + text).slice(-MAX_OUTPUT);
  }

  /** A file has ended. */
  *complete({ name, nesting, file: path, details }) {
    if (nesting !== 0 || !TEST_FILE.test(sourceOf(name))) return;
    const file = this.#file(path ?? name);
    if (sourceOf(name) !== file.name) return;
    file.ms = details.duration_ms;
    const error = details.passed === false ? details.error : undefined;
    // The process itself failed: at loading, by its exit code, or after its last test.
    if (error && error.failureType !== 'subtestsFailed') yield this.#fail(file, 'the file itself', error);
  }

  *settle({ name, nesting, file: path, skip, todo, details }, isFailure) {
    const file = this.#file(path);
    if (nesting === 0 && sourceOf(name) === file.name) return;
    if (this.#folder?.name !== file.folder) {
      if (this.#folder) yield this.#folder.line();
      this.#folder = new Folder(file.folder);
    }
    this.#folder.add(file);
    this.#latest = file;
    const error = isFailure ? details.error : undefined;
    if (details.type === 'suite' && !error) return;
    if (isUnasked(skip) && isUnasked(todo)) {
      if (error === undefined) this.#passed++;
      else if (error.failureType !== 'subtestsFailed') yield this.#fail(file, name, error);
      if (details.duration_ms > SLOW_MS) this.#slow.push({ file, name, ms: details.duration_ms });
    } else {
      this.#skipped++;
    }
    file.tests++;
  }

  *end() {
    if (this.#folder) yield this.#folder.line();
    for (const { file, name, error } of this.#failures) {
      yield `\nFAILED ${file.name}\n  ${name}\n${indent(inspect(error.cause ?? error))}\n`;
    }
    for (const file of new Set(this.#failures.map((failure) => failure.file))) {
      if (file.output.trim() !== '') yield `\n${file.name} printed:\n${indent(file.output.trimEnd())}\n`;
    }
    if (this.#slow.length > 0) {
      yield `\nSlower than ${SLOW_MS / 1000} s:\n`;
      for (const { file, name, ms } of this.#slow.sort(byTime)) yield `  ${seconds(ms)}  ${file.name}: ${name}\n`;
    }
    yield '\nThe slowest files:\n';
    for (const file of [...this.#files.values()].sort(byTime).slice(0, SLOWEST_FILES)) {
      yield `  ${seconds(file.ms)}  ${file.name}\n`;
    }
    yield `\n${this.#files.size} files in ${seconds(performance.now() - this.#started).trim()}; npm test -- --verbose names every test\n`;
    yield `${this.#passed} passed, ${this.#failures.length} failed, ${this.#skipped} skipped\n`;
  }

  /** The failure at once in a line; the whole of it comes at the end, where it is not lost between other lines. */
  #fail(file, name, error) {
    this.#failures.push({ file, name, error });
    file.failed++;
    return `FAILED ${file.name}: ${name}\n`;
  }

  #file(path) {
    const name = sourceOf(path);
    // A test says where it is written, which may be a helper of several files; it belongs to the one that is told of.
    if (this.#latest && !TEST_FILE.test(name)) return this.#latest;
    let file = this.#files.get(name);
    if (!file) {
      const folder = name
        .replace(/^packages\//, '')
        .replace('/test/', '/')
        .replace(/\/[^/]*$/, '');
      file = { name, folder, tests: 0, failed: 0, ms: 0, output: '' };
      this.#files.set(name, file);
    }
    return file;
  }
}

/** The files of one folder, which come one after another because they run in the order of their paths. */
class Folder {
  #files = new Set();

  constructor(name) {
    this.name = name;
  }

  add(file) {
    this.#files.add(file);
  }

  line() {
    const sum = (what) => [...this.#files].reduce((total, file) => total + file[what], 0);
    const verdict = sum('failed') === 0 ? 'ok' : `${sum('failed')} FAILED`;
    const count = `${sum('tests')} tests in ${this.#files.size} ${this.#files.size === 1 ? 'file' : 'files'}`;
    return `${this.name.padEnd(28)} ${count.padEnd(24)} ${seconds(sum('ms'))}  ${verdict}\n`;
  }
}

/** A file of tests runs compiled, but its tests name the source, where there is a map. */
function sourceOf(path) {
  const compiled = relative(process.cwd(), resolve(path)).replaceAll(sep, '/');
  return compiled.replace('/dist/test/', '/test/').replace(/\.js$/, '.ts');
}

/** Neither `skip` nor `todo` was asked for: an empty reason asks, too. */
function isUnasked(option) {
  return option === undefined || option === false;
}

function byTime(a, b) {
  return b.ms - a.ms;
}

function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`.padStart(7);
}

function indent(text) {
  return text.replace(/^/gm, '    ');
}
