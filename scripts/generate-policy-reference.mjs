// Writes docs/reference/policies.md from what the code says: meanings from the documentation of
// the fields and of the classes in packages/client/src/model/policies, ranges and defaults from table.ts (built).
// Puts the same defaults into the documentation of the fields as `@defaultValue`, where editors show them.
// `--check` writes nothing, and fails if a file is not what it would write.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const policies = join(root, 'packages/client/src/model/policies');
const FIELDS = ['fields.ts', 'collection-fields.ts', 'service-fields.ts'].map((file) => join(policies, file));
const CONSTANTS = join(root, 'packages/client/src/model/constants.ts');
const REFERENCE = join(root, 'docs/reference/policies.md');
const LINE_WIDTH = 120;

const built = (name) => createRequire(import.meta.url)(join(root, 'packages/client/dist/src/model', name));
const { BASE, BATCH, COMMAND, DEFAULTS, DETAILS, INFO, MERGE, POLICIES, STREAM, fieldsOf } = built('policies/table.js');
const { allowed } = built('policies/field.js');

/** Each interface of the documentation, the fields that it documents, and its heading; `kind` where one policy alone has them. */
const GROUPS = [
  { of: 'BasePolicyOptions', fields: BASE, heading: 'Common fields' },
  { of: 'CommandFields', fields: COMMAND, heading: 'Fields of commands on records' },
  { of: 'DetailFields', fields: DETAILS, heading: 'Details of errors' },
  { of: 'MergeFields', fields: MERGE, heading: 'Fields that only Tendril has' },
  { of: 'BatchFields', fields: BATCH, heading: 'Fields of batches' },
  { of: 'StreamFields', fields: STREAM, heading: 'Fields of queries and scans' },
  { of: 'ListFields', fields: POLICIES.list.own, kind: 'list' },
  { of: 'MapFields', fields: POLICIES.map.own, kind: 'map' },
  { of: 'BitwiseFields', fields: POLICIES.bitwise.own, kind: 'bitwise' },
  { of: 'HLLFields', fields: POLICIES.hll.own, kind: 'hll' },
  { of: 'StringFields', fields: POLICIES.string.own, kind: 'string' },
  { of: 'InfoFields', fields: INFO, kind: 'info' },
  { of: 'AdminFields', fields: POLICIES.admin.own, kind: 'admin' },
  { of: 'MetricsFields', fields: POLICIES.metrics.own, kind: 'metrics' },
  { of: 'CommandQueueFields', fields: POLICIES.commandQueue.own, kind: 'commandQueue' },
];

/** Kinds of `DEFAULTS` that have the fields of another kind. */
const FIELDS_OF = { operateRead: 'operate', batchParentWrite: 'batch', txnVerify: 'batch', txnRoll: 'batch' };

const COMMENT = String.raw`( *)\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n`;

/** Text of a documentation comment: paragraphs become one line, `@` blocks are left out. */
function textOf(comment) {
  const lines = comment.split('\n').map((line) => line.replace(/^\s*\*? ?/, '').trim());
  const end = lines.findIndex((line) => line.startsWith('@'));
  return (end < 0 ? lines : lines.slice(0, end)).join(' ').trim();
}

function shown(field, value) {
  if (value === undefined) return 'none';
  const name = field.constant && Object.entries(field.constant.values).find(([, number]) => number === value)?.[0];
  return name ?? (typeof value === 'number' ? value.toLocaleString('en').replaceAll(',', '\u202f') : String(value));
}

/** The default of a field, and the kinds for which it is another one. */
function defaultOf(name, field) {
  const others = new Map();
  for (const [kind, values] of Object.entries(DEFAULTS)) {
    const own = values[name];
    if (own === undefined || own === field.default || fieldsOf(FIELDS_OF[kind] ?? kind)[name] !== field) continue;
    others.set(own, [...(others.get(own) ?? []), kind]);
  }
  const texts = [...others].map(([value, kinds]) => `${shown(field, value)} for ${kinds.join(', ')}`);
  return [shown(field, field.default), ...texts].join('; ');
}

function values(field) {
  if (field.constant) return `\`${field.constant.name}\`: ${Object.keys(field.constant.values).join(', ')}`;
  if (field.type !== 'integer') return allowed(field).replace(/^a number of /, '');
  const max = { 4294967295: '2³² - 1', [Number.MAX_SAFE_INTEGER]: '2⁵³ - 1' }[field.max] ?? shown(field, field.max);
  return `${shown(field, field.min)} to ${max}`;
}

/** A file of fields as it should be, and the text of each field by interface and name. */
function documentFields(source) {
  const texts = {};
  const fresh = source.replace(/^export interface (\w+)[^{]*\{\n([\s\S]*?)^\}/gm, (whole, of, body) => {
    const group = GROUPS.find((candidate) => candidate.of === of);
    if (!group) return whole;
    texts[of] = {};
    const documented = body.replace(new RegExp(`${COMMENT}( *)(\\w+)\\?`, 'g'), (_, indent, comment, _same, name) => {
      texts[of][name] = textOf(comment);
      return `${commented(indent, texts[of][name], defaultOf(name, group.fields[name]))}${indent}${name}?`;
    });
    return whole.replace(body, () => documented);
  });
  return { fresh, texts };
}

function commented(indent, text, byDefault) {
  const lines = [];
  for (const word of `${text}\n`.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && indent.length + 3 + line.length + 1 + word.trim().length <= LINE_WIDTH) {
      lines[lines.length - 1] = `${line} ${word.trim()}`;
    } else lines.push(word.trim());
  }
  return `${indent}/**\n${[...lines, '', `@defaultValue ${byDefault}`].map((line) => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */\n`;
}

/** The first sentence of each policy class. */
function classTexts() {
  const texts = {};
  for (const file of readdirSync(policies)) {
    const source = readFileSync(join(policies, file), 'utf8');
    for (const [, , comment, name] of source.matchAll(new RegExp(`${COMMENT}export class (\\w+)`, 'g')))
      texts[name] = textOf(comment);
  }
  return texts;
}

/** Text of each policy constant and of its values. */
function constantTexts() {
  const source = readFileSync(CONSTANTS, 'utf8');
  const texts = {};
  for (const [, , comment, name, body] of source.matchAll(
    new RegExp(`${COMMENT}export const (\\w+) = constants\\(\\{\\n([\\s\\S]*?)^\\}\\)`, 'gm'),
  )) {
    const members = [...body.matchAll(new RegExp(`${COMMENT} *(\\w+): (-?\\d+)`, 'g'))];
    texts[name] = {
      text: textOf(comment),
      members: members.map(([, , text, key, value]) => [key, value, textOf(text)]),
    };
  }
  return texts;
}

const row = (...cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
const head = (...cells) => row(...cells) + row(...cells.map(() => '---'));
const anchor = (heading) =>
  `#${heading
    .toLowerCase()
    .replaceAll(/[^a-z0-9 ]/g, '')
    .replaceAll(' ', '-')}`;

function fieldTable({ fields, of }, texts) {
  const rows = Object.entries(fields).map(([name, field]) =>
    row(`\`${name}\``, texts[of][name], values(field), defaultOf(name, field)),
  );
  return head('field', 'meaning', 'values', 'default') + rows.join('');
}

function reference(texts) {
  const classes = classTexts();
  const constants = constantTexts();
  const [common, ...others] = GROUPS;
  const shared = others.filter(({ kind }) => kind === undefined);
  const ofOne = others.filter(({ kind }) => kind !== undefined);
  let page = `<!-- Written by scripts/generate-policy-reference.mjs from the code; change it there. -->

# Policies

A policy says how a command is carried out: how long it may take, whether it is retried, what it demands of the record.
It is an object of a policy class or a plain one, and any field may be left out. For each field that a command's policy
leaves out, \`undefined\` and \`null\` included, the policy counts that the client was configured with for this kind of
command (\`Config.policies\`), and for what that leaves out, the default below. A value of the wrong type or out of its
range fails the command with \`status.ERR_PARAM\` and a message that names it; in the configuration it fails the client.
Names and defaults are those of the npm package \`aerospike\` 6.7.1.

Times are in milliseconds. 0 is no limit, as is \`Infinity\`; a fraction is cut off, but less than one counts as one.

## Which policy for what

${head('class', 'for', 'in `Config.policies`', 'fields')}`;
  for (const [kind, { className, base, own, beyond }] of Object.entries(POLICIES)) {
    if (kind === 'base') continue;
    const kinds = [
      kind,
      ...Object.keys(FIELDS_OF).filter((other) => FIELDS_OF[other] === kind && other !== 'operateRead'),
    ];
    const one = ofOne.find((group) => group.kind === kind);
    const list = one
      ? `[its own](${anchor(className)})`
      : `${base ? `[common](${anchor(common.heading)}), ` : ''}${Object.keys({ ...own, ...beyond })
          .map((name) => `\`${name}\``)
          .join(', ')}`;
    const configured = kind === 'bitwise' || kind === 'string' ? '' : kinds.map((name) => `\`${name}\``).join(', ');
    page += row(`\`${className}\``, classes[className].replace(/^Policy of (.+)\.$/, '$1'), configured, list);
  }
  page += `
\`operateRead\` below stands for \`operate\` with operations that only read; it is configured as \`operate\`.
\`batchParentWrite\` is for batches that write, \`txnVerify\` and \`txnRoll\` are for the end of a transaction.
`;
  for (const group of [common, ...shared]) page += `\n## ${group.heading}\n\n${fieldTable(group, texts)}`;
  for (const group of ofOne) {
    const { className } = POLICIES[group.kind];
    page += `\n## ${className}\n\n${classes[className]}\n\n${fieldTable(group, texts)}`;
  }
  page += '\n## Values\n';
  const names = [...Object.values(COMMAND), ...Object.values(STREAM)].flatMap(({ constant }) => constant?.name ?? []);
  for (const name of names) {
    const { text, members } = constants[name.replace('policy.', '')];
    page += `\n### ${name}\n\n${text}\n\n${head('name', 'number', 'meaning')}${members.map(([key, value, meaning]) => row(`\`${key}\``, value, meaning)).join('')}`;
  }
  return page;
}

const documented = FIELDS.map((path) => ({ path, ...documentFields(readFileSync(path, 'utf8')) }));
const files = [
  ...documented.map(({ path, fresh }) => [path, fresh]),
  [REFERENCE, reference(Object.assign({}, ...documented.map(({ texts }) => texts)))],
];
if (process.argv.includes('--check')) {
  for (const [path, text] of files) {
    let current = '';
    try {
      current = readFileSync(path, 'utf8');
    } catch {
      // A file that is not there is not fresh.
    }
    if (current === text) continue;
    console.error(`${path} is stale: run npm run reference`);
    process.exitCode = 1;
  }
} else {
  mkdirSync(dirname(REFERENCE), { recursive: true });
  for (const [path, text] of files) writeFileSync(path, text);
}
