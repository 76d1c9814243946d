// Modules of functions: what is sent, and what the nodes' refusals become.

import { deepStrictEqual, match, rejects, strictEqual } from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { UdfJob } from '../../../src/api/streams/job.ts';
import { status } from '../../../src/model/status.ts';
import { connectedClient } from '../fake-link.ts';

function moduleFile(t: TestContext, source: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'tendril-udf-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'sums.lua');
  writeFileSync(path, source);
  return path;
}

test('a module is registered under the name of its file, in base64, and removed by its name', async (t) => {
  const { client, link } = await connectedClient(t);
  link.infoAnswer = () => 'udf-put\t\n';
  const path = moduleFile(t, 'function f() end');
  const job = await client.udfRegister(path);
  deepStrictEqual([job.udfModule, job.command], ['sums.lua', UdfJob.REGISTER]);
  const removal = await client.udfRemove('sums.lua');
  deepStrictEqual([removal.udfModule, removal.command], ['sums.lua', UdfJob.UNREGISTER]);
  deepStrictEqual(
    link.infos.map(({ commands }) => commands),
    [
      ['udf-put:filename=sums.lua;content=ZnVuY3Rpb24gZigpIGVuZA==;content-len=24;udf-type=LUA;'],
      ['udf-remove:filename=sums.lua;'],
    ],
  );
});

test('a node that refuses a module fails its registration and its removal, with the reason', async (t) => {
  const { client, link } = await connectedClient(t);
  const path = moduleFile(t, 'function f(');
  // As a real server (8.1.2.0) answers a module that does not compile.
  link.infoAnswer = () =>
    `udf-put\terror=compile_error;file=sums.lua;line=1;message=${Buffer.from('unexpected symbol').toString('base64')}\n`;
  await rejects(client.udfRegister(path), (error: Error & { code: number }) => {
    match(error.message, /compile_error/);
    match(error.message, /unexpected symbol/);
    return error.code !== status.OK;
  });
  link.infoAnswer = () => 'udf-remove\terror=file_error\n';
  await rejects(client.udfRemove('sums.lua'), /file_error/);
});

test('what cannot be a module is refused before anything is sent', async (t) => {
  const { client, link } = await connectedClient(t);
  await rejects(client.udfRegister('/no/such/module.lua'), { code: status.ERR_CLIENT, message: /Cannot open file/ });
  await rejects(client.udfRegister(5 as never), { code: status.ERR_PARAM, message: 'Filename must be a string' });
  await rejects(client.udfRemove('a;b.lua'), { code: status.ERR_PARAM, message: /must not contain ";"/ });
  strictEqual(link.infos.length, 0);
});
