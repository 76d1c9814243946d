// `npm run recipes`: writes docs/guide/fluent-recipes.md from examples/recipes/: each recipe in both ways, with its lines
// and the bytes that it needs on the wire, commands and answers, counted before an embedded server. `--check` writes
// nothing, and fails if the page is not what it would write. That both ways come to the same, examples/fluent-recipes.cjs
// checks.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { build, install, root } from './install.mjs';

const require = createRequire(join(root, 'examples/x.cjs'));
const PAGE = join(root, 'docs/guide/fluent-recipes.md');
const SDK = 'https://aerospike.com/docs/develop/client/sdk';

/**
 * The vendor's pages whose tasks these are, as they were in autumn 2026, and how many lines their code has there: without
 * blank lines, comments, imports, connecting, and `try` around a write.
 */
const RECIPES = [
  {
    file: 'quick-start',
    title: 'Quick start',
    page: 'https://github.com/aerospike/aerospike-client-java-sdk',
    lines: 31,
  },
  { file: 'create', title: 'Create', page: `${SDK}/usage/create/`, lines: 13 },
  { file: 'query', title: 'Query', page: `${SDK}/usage/query`, lines: 8 },
  { file: 'batch', title: 'Batch', page: `${SDK}/usage/batch/`, lines: 35 },
  { file: 'transaction', title: 'Transaction', page: `${SDK}/usage/transactions/`, lines: 23 },
  {
    file: 'nested-data',
    title: 'Nested data',
    page: 'https://aerospike-python-sdk.readthedocs.io/en/latest/guide/cdt-operations.html',
    lines: 36,
  },
];

const HEADER_BYTES = 8;
const TYPE_INFO = 1;

/** Stands before a node, and counts bytes of commands and their answers: info requests are none. */
class Counter {
  requests = 0;
  bytes = 0;
  #server = createServer((client) => this.#forward(client));
  #target = 0;

  async listen() {
    await new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this.#server.address().port;
  }

  to(port) {
    this.#target = port;
  }

  reset() {
    this.requests = 0;
    this.bytes = 0;
  }

  stop() {
    this.#server.close();
  }

  #forward(client) {
    const node = connect(this.#target, '127.0.0.1');
    for (const [from, to, isClient] of [
      [client, node, true],
      [node, client, false],
    ]) {
      const count = this.#frames(isClient);
      from.on('data', (chunk) => {
        count(chunk);
        to.write(chunk);
      });
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
    }
  }

  #frames(isClient) {
    let pending = Buffer.alloc(0);
    return (chunk) => {
      pending = Buffer.concat([pending, chunk]);
      while (pending.length >= HEADER_BYTES) {
        const size = HEADER_BYTES + pending.readUIntBE(2, 6);
        if (pending.length < size) return;
        if (pending[1] !== TYPE_INFO) {
          this.bytes += size;
          if (isClient) this.requests++;
        }
        pending = pending.subarray(size);
      }
    };
  }
}

/** The code of a way to do it: what stands between the braces of its function. */
function bodyOf(work) {
  const lines = work.toString().split('\n').slice(1, -1);
  return lines.map((line) => line.slice(2));
}

const linesOf = (body) => body.filter((line) => line.trim() !== '' && !line.trim().startsWith('//')).length;
const blockOf = (body) => `\`\`\`javascript\n${body.join('\n')}\n\`\`\``;

async function measure() {
  const { EmbeddedServer } = await import('../packages/server/esm/index.mjs');
  const tendril = require('tendril');
  const { fluent } = require('tendril/fluent');
  const counter = new Counter();
  const advertise = [{ host: '127.0.0.1', port: await counter.listen() }];
  const namespaces = [{ name: 'test' }, { name: 'consistent', strongConsistency: true }];
  const server = await EmbeddedServer.start({ namespaces, advertise });
  counter.to(server.port);
  const client = await tendril.connect({ hosts: server.hosts });
  try {
    const db = fluent(client);
    const measured = [];
    for (const recipe of RECIPES) {
      const source = require(`./recipes/${recipe.file}.cjs`);
      const ways = {};
      for (const way of ['fluent', 'plain']) {
        await client.truncate(source.namespace, source.set, null);
        await source.prepare?.(db);
        counter.reset();
        await source[way](way === 'fluent' ? db : client);
        const body = bodyOf(source[way]);
        ways[way] = { body, lines: linesOf(body), bytes: counter.bytes, requests: counter.requests };
      }
      const [, does] = /^\/\/ (.*)$/m.exec(readFileSync(join(root, `examples/recipes/${recipe.file}.cjs`), 'utf8'));
      measured.push({ ...recipe, does, ...ways });
    }
    return measured;
  } finally {
    client.close();
    await server.stop();
    counter.stop();
  }
}

function pageOf(recipes) {
  const anchor = (title) => title.toLowerCase().replaceAll(' ', '-');
  const rows = recipes.map(
    ({ title, page, lines, fluent, plain }) =>
      `| [${title}](#${anchor(title)}) | [${lines}](${page}) | ${fluent.lines} | ${plain.lines} | ` +
      `${fluent.bytes} | ${plain.bytes} | ${fluent.requests} | ${plain.requests} |`,
  );
  const sections = recipes.map(
    ({ file, title, does, fluent, plain }) =>
      `## ${title}\n\n${does} \`examples/recipes/${file}.cjs\`\n\n` +
      `With the fluent layer:\n\n${blockOf(fluent.body)}\n\nWith the client alone:\n\n${blockOf(plain.body)}\n`,
  );
  return `${INTRODUCTION}
| recipe | lines, vendor's SDK | fluent | client | bytes, fluent | client | requests, fluent | client |
|---|---:|---:|---:|---:|---:|---:|---:|
${rows.join('\n')}

${NOTES}
${sections.join('\n')}`;
}

const INTRODUCTION = `# Recipes, side by side

The quick start and five recipes of the vendor's SDKs for Java and Python, done with [the fluent layer](fluent.md) and with
the client alone. \`npm run recipes\` writes this page: the code is that of \`examples/recipes\`, which \`npm run examples\`
runs, and the bytes and requests were counted before an embedded server, commands and answers together, on connections
that were open. \`db\` is a session, \`fluent(client)\`; imports and connecting are left out.
`;
const NOTES = `Lines are without blank ones and comments. Those of the vendor's SDKs were counted on the pages that the numbers link
to, as they were in autumn 2026, without imports, connecting, and \`try\` around a write; three of them print what ours
return, and those of the quick start, batch and nested data send in several commands what ours do in fewer. Java, and
Python for nested data.

The fluent layer stores keys by default, so that queries return them; where the client alone does not, as in the quick
start, that is the difference in bytes. \`sendKey: false\` in a data set leaves keys out.
`;

await install();
await build();
const text = pageOf(await measure());
if (!process.argv.includes('--check')) writeFileSync(PAGE, text);
else if (readFileSync(PAGE, 'utf8') !== text) {
  console.error('docs/guide/fluent-recipes.md is not what examples/recipes/ make of it; npm run recipes writes it');
  process.exitCode = 1;
}
