// Writes docs/reference/expressions.md: every function of `exp` with its arguments and its meaning, from the types in
// packages/client/src/model/exp, and a call of it, from those that conformance runs. `--check` writes nothing, and fails
// if the file is not what it would write.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CALLS, CORRECTED, LATER } from '../conformance/lib/expression-calls.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const PAGE = join(root, 'docs/reference/expressions.md');

/** Interfaces, their heading, and what stands in front of their functions. */
const GROUPS = [
  ['expressions', 'ConstantExpressions', 'Constants', 'exp'],
  ['expressions', 'RecordExpressions', 'Key and bins', 'exp'],
  ['expressions', 'MetadataExpressions', 'Metadata', 'exp'],
  ['expressions', 'ComparisonExpressions', 'Comparisons', 'exp'],
  ['expressions', 'LogicExpressions', 'Logic', 'exp'],
  ['expressions', 'ArithmeticExpressions', 'Arithmetic', 'exp'],
  ['expressions', 'IntegerBitExpressions', 'Bits of integers', 'exp'],
  ['expressions', 'VariableExpressions', 'Variables', 'exp'],
  ['expressions', 'CollectionExpressions', 'Parts of maps', 'exp'],
  ['path-expressions', 'PathExpressions', 'Paths', 'exp'],
  ['list-expressions', 'ListExpressions', 'Lists', 'exp.lists'],
  ['map-expressions', 'MapExpressions', 'Maps', 'exp.maps'],
  ['bit-expressions', 'BitExpressions', 'Bytes', 'exp.bit'],
  ['hll-expressions', 'HLLExpressions', 'HyperLogLogs', 'exp.hll'],
  ['string-expressions', 'StringExpressions', 'Text', 'exp.string'],
  ['operations', 'ExpOperations', 'Operations', 'exp.operations'],
];

/** What conformance has as operations of a command, not as expressions. */
const OPERATION_CALLS = [
  "exp.operations.read('next', exp.add(exp.binInt('i'), exp.int(1)))",
  "exp.operations.write('total', exp.mul(exp.binInt('i'), exp.int(2)), exp.expWriteFlags.UPDATE_ONLY)",
];

const calls = [...CALLS, ...Object.keys(CORRECTED), ...LATER, ...OPERATION_CALLS];

/** The text of a documentation comment in one line: its sentences, then its parameters, then what it throws. */
function textOf(comment) {
  const text = comment
    .split('\n')
    .map((line) => line.replace(/^\s*\*? ?/, '').trim())
    .join(' ')
    .trim();
  const [sentences, ...tags] = text.split(/ ?@(?=\w+ )/);
  const parameters = tags.map((tag) => /^param (\w+) - (.*?)\.?$/.exec(tag)).filter((match) => match !== null);
  const rest = tags.filter((tag) => !tag.startsWith('param '));
  return [
    sentences,
    parameters.length > 0 ? `${parameters.map(([, name, meaning]) => `\`${name}\`: ${meaning}`).join('; ')}.` : '',
    ...rest.map((tag) => tag.replace(/^throws (\w+)/, 'Throws a `$1`').replace(/^deprecated/, 'Deprecated:')),
  ]
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join(' ')
    .replaceAll('|', '\\|');
}

/** Names of parameters, as `bin, value, policy?`. */
function namesOf(parameters) {
  return parameters
    .split(/,(?![^<{]*[>}])/)
    .map((one) => one.trim().replace(/:.*$/s, ''))
    .filter((name) => name !== '')
    .join(', ');
}

/** The shortest call that begins with a function, or has it in it. */
function exampleOf(name) {
  const has = (call) => call.includes(`${name}(`) && !call.includes('Array.from');
  const isInside = (call) => (call.startsWith(`${name}(`) ? 0 : 1);
  return calls.filter(has).sort((a, b) => isInside(a) - isInside(b) || a.length - b.length)[0];
}

function section([file, name, heading, prefix]) {
  const source = readFileSync(join(root, `packages/client/src/model/exp/${file}.ts`), 'utf8');
  const declaration = new RegExp(
    String.raw`(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n)?export interface ${name} \{\n([\s\S]*?)\n\}`,
  );
  const [, about, body] = declaration.exec(source);
  const rows = [];
  for (const [, comment, method, parameters] of body.matchAll(
    /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n\s*(\w+)(?:<[^>]*>)?\(((?:(?!\): )[\s\S])*)\): /g,
  )) {
    const example = exampleOf(`${prefix}.${method}`);
    if (example === undefined)
      throw new Error(`${prefix}.${method} has no call in conformance/lib/expression-calls.mjs`);
    rows.push(`| \`${method}(${namesOf(parameters)})\` | ${textOf(comment)} | \`${example}\` |`);
  }
  if (rows.length === 0) throw new Error(`${name} has no function that this script can read`);
  return {
    rows,
    text: `## ${heading}\n\n${textOf(about ?? '')}\n\n| \`${prefix}.\` | | for example |\n|---|---|---|\n${rows.join('\n')}\n`,
  };
}

const sections = GROUPS.map(section);
const count = sections.reduce((sum, { rows }) => sum + rows.length, 0);
const page = `<!-- Written by scripts/generate-expression-reference.mjs from the code; change it there. -->

# Expressions

The ${count} functions of \`exp\`. Each returns an array of plain entries, which may be passed on, spread, stored and sent as
JSON; it is checked when a command is sent with it. [The guide](../guide/expressions.md) shows what they are for,
[the notes on the protocol](../protocol/expressions.md) how servers evaluate them. \`exp.ael\` makes
them of [text in AEL](../guide/ael.md), and \`exp.toText\` text of them.

${sections.map(({ text }) => text).join('\n')}`;

if (process.argv.includes('--check')) {
  let current = '';
  try {
    current = readFileSync(PAGE, 'utf8');
  } catch {
    // A file that is not there is not fresh.
  }
  if (current !== page) {
    console.error(`${PAGE} is stale: run npm run reference`);
    process.exitCode = 1;
  }
} else {
  mkdirSync(dirname(PAGE), { recursive: true });
  writeFileSync(PAGE, page);
}
