// The version whose rules hold. On 8.1 whatever came later is answered as a real server (8.1.2.0) answered it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { EmbeddedServer, type ServerVersion } from '../src/index.ts';
import { bytes } from './helpers/raw-client.ts';
import { DELETE, op, READ_ALL, text, WRITE } from './helpers/request.ts';
import { startServer } from './helpers/server.ts';

type Operation = [code: number, type: number, name: string, hex: string];

interface Golden {
  name: string;
  info1?: number;
  info2?: number;
  info3?: number;
  info4?: number;
  filter?: string;
  ops: Operation[];
  resultCode: number;
  fields: Record<string, string>;
  answers: [op: number, type: number, name: string, hex: string][];
  generation: number;
}

interface GoldenInfo {
  info: string;
  answer: string;
}

const FIXTURE = join(__dirname, '../../test/fixtures/golden-later-operations.json');
const FILTER = 43;

const RECORD: readonly Operation[] = [
  [2, 3, 's', text('hello')],
  [2, 1, 'i', '0000000000000007'],
  [2, 20, 'l', '92a20361a20362'],
  [2, 4, 'b', '0142030405'],
];

test('what came later is to version 8.1 what it is to a real server of that version', async (t) => {
  const golden = JSON.parse(readFileSync(FIXTURE, 'utf8')) as (Golden | GoldenInfo)[];
  assert.ok(golden.length > 30);
  const { run, client } = await startServer(t);
  const set = 'strs';
  for (const one of golden) {
    if ('info' in one) {
      assert.strictEqual(await client.info(one.info), one.answer);
      continue;
    }
    const { name, filter, ops, resultCode, fields, answers, generation, ...infos } = one;
    await run({ ...DELETE, set });
    await run({ ...WRITE, set, ops: RECORD.map((operation) => op(...operation)) });
    const reply = await run({
      ...infos,
      set,
      fields: filter === undefined ? [] : [[FILTER, bytes(filter)]],
      ops: ops.map((operation) => op(...operation)),
    });
    const given = {
      resultCode: reply.resultCode,
      fields: Object.fromEntries(reply.fields),
      answers: reply.ops.map((answer) => [answer.op, answer.type, answer.name, answer.value]),
      generation: (await run({ ...READ_ALL, set })).generation,
    };
    assert.deepStrictEqual(given, { resultCode, fields, answers, generation }, name);
  }
});

test('a server says the build of the version that it follows', async (t) => {
  for (const [version, build] of [
    [undefined, '8.1.2.0'],
    ['8.1', '8.1.2.0'],
    ['8.2', '8.2.0.0'],
  ] as const) {
    const { client } = await startServer(t, version === undefined ? {} : { version });
    assert.strictEqual(await client.info('build'), build);
    assert.strictEqual(await client.info('version'), `Aerospike Community Edition build ${build}`);
  }
});

test('a version that there is not is refused with those that there are', async () => {
  for (const [version, written] of [
    ['8.3', "'8.3'"],
    [8.2, '8.2'],
    [null, 'null'],
  ] as const) {
    await assert.rejects(
      EmbeddedServer.start({ version: version as ServerVersion }),
      (error) =>
        error instanceof RangeError && error.message === `Option version is ${written}, it must be '8.1' or '8.2'`,
    );
  }
});

test('an index of integers may be called one in 8.2', async (t) => {
  const { client } = await startServer(t, { version: '8.2' });
  const create = 'sindex-create:namespace=test;indexname=ages;bin=age;type=INTEGER';
  assert.strictEqual(await client.info(create), 'ok');
  assert.match(await client.info('sindex-list:namespace=test'), /indexname=ages:.*:type=numeric:/);
});
