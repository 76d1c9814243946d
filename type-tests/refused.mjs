// Programs that must not compile: a line that ends in `// TS2345: why` must have that error, and no other line any.
// `TS2739|TS2345` where compilers differ.
import { readFileSync } from 'node:fs';

/** Sentences about lines that compile although they must not, or fail for another reason. */
export function problemsOf(files, { lines, errors }) {
  const problems = [];
  const isFound = new Set();
  for (const file of files) {
    const expected = new Map();
    const isRefused = new Set();
    for (const [index, text] of readFileSync(file, 'utf8').split('\n').entries()) {
      const mark = /\/\/ (TS\d+(?:\|TS\d+)*): (.*)$/.exec(text);
      if (mark !== null) expected.set(index + 1, { codes: mark[1].split('|'), reason: mark[2] });
    }
    if (expected.size === 0) problems.push(`${file} names no line that must not compile`);
    for (const error of errors.filter((one) => one.file === file)) {
      isFound.add(error);
      const mark = expected.get(error.line);
      if (mark === undefined) problems.push(`${file}:${error.line} has ${error.code}: ${error.text}`);
      else if (mark.codes.includes(error.code)) isRefused.add(error.line);
    }
    for (const [line, { codes, reason }] of expected) {
      if (!isRefused.has(line)) problems.push(`${file}:${line} has no ${codes.join(' or ')}: ${reason}`);
    }
  }
  const others = errors.filter((error) => !isFound.has(error)).map(({ file, line, text }) => `${file}:${line} ${text}`);
  return errors.length === 0 && lines.length > 0 ? lines : [...problems, ...others];
}
