// Every example in the documentation comments of the public interface runs, and prints what its comments say.

import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { EmbeddedServer } from 'tendril-server';
import { infoCommands } from '../../src/api/commands/info.ts';
import { recordCommands } from '../../src/api/commands/records.ts';

const root = join(__dirname, '../../..');

interface Example {
  /** What the comment documents. */
  readonly name: string;
  readonly code: string;
  /** Texts that the example says it prints, in order; `…` stands for anything. */
  readonly prints: readonly string[];
}

function sources(folder: string): string[] {
  return readdirSync(join(root, 'src', folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(root, 'src', folder, name), 'utf8'));
}

/** What a comment can stand above: an export, a member of an interface, an entry of an object. */
const DOCUMENTED =
  /\/\*\*((?:(?!\*\/)[\s\S])*?@example(?:(?!\*\/)[\s\S])*)\*\/\s*(?:export (?:class|const|function|interface) (\w+)|(?:readonly )?(\w+))/g;

function examplesOf(source: string): Example[] {
  return [...source.matchAll(DOCUMENTED)].map(([, comment = '', exported, member]) => {
    const lines = comment.slice(comment.indexOf('@example') + '@example'.length).split('\n');
    const code = lines.map((line) => line.replace(/^\s*\* ?/, '')).join('\n');
    const name = exported ?? `client.${member}`;
    return { name, code, prints: [...code.matchAll(/; \/\/ (.+)$/gm)].map(([, text = '']) => text) };
  });
}

const examples = [...sources('api'), ...sources('model'), ...sources('observe')].flatMap(examplesOf);

test('every public value is documented with an example', () => {
  const documented = new Set(examples.map(({ name }) => name));
  const { AerospikeRecord: _alias, ...values } = require('../../src/public.js');
  const names = Object.keys(values);
  deepStrictEqual(
    names.filter((name) => !documented.has(name)),
    [],
  );
});

test('every command of a client that is there is documented with an example', () => {
  const documented = new Set(examples.map(({ name }) => name));
  const commands = [...Object.keys(recordCommands), ...Object.keys(infoCommands)];
  deepStrictEqual(
    commands.filter((name) => !documented.has(`client.${name}`)),
    [],
  );
});

test('every example runs and prints what it says', async (t) => {
  const server = await EmbeddedServer.start({
    namespaces: [{ name: 'test' }, { name: 'consistent', strongConsistency: true }],
  });
  t.after(() => server.stop());
  const folder = mkdtempSync(join(root, 'dist/examples-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  // By their numbers: methods of several classes have the same name.
  for (const [index, { code }] of examples.entries()) writeFileSync(join(folder, `${index}.mjs`), code);
  // One process runs them all, one after the other: a process each would take most of the time for starting.
  const runner = `
    import { format } from 'node:util';
    for (let index = 0; index < ${examples.length}; index++) {
      const printed = [];
      console.log = console.info = (...values) => printed.push(format(...values));
      await import('./' + index + '.mjs');
      process.stdout.write(JSON.stringify({ index, printed }) + '\\n');
    }`;
  writeFileSync(join(folder, 'runner.mjs'), runner);
  const env = { ...process.env, AEROSPIKE_HOSTS: server.hosts };
  const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'runner.mjs')], {
    env,
    timeout: 30_000,
  });
  const printed = new Map<number, string[]>();
  for (const line of stdout.trim().split('\n')) {
    const report = JSON.parse(line) as { index: number; printed: string[] };
    printed.set(report.index, report.printed);
  }
  for (const [index, { name, prints }] of examples.entries()) {
    const shown = printed.get(index)?.map((text) => text.replace(/\s+/g, ' ')) ?? [];
    strictEqual(shown.length, prints.length, `${name} prints ${JSON.stringify(shown)}`);
    for (const [line, text] of prints.entries()) {
      const pattern = text.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
      strictEqual(new RegExp(`^${pattern.join('.*')}$`).test(shown[line] as string), true, `${name}: ${shown[line]}`);
    }
  }
});
