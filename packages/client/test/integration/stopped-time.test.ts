// Programs under test whose time stands still: the client connects, works and ends all the same.

import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { EmbeddedServer } from 'tendril-server';
import { Child } from 'tendril-testing/child';

const HOW = ['node:test', 'node:test, immediates', 'sinon', 'sinon, all'];

for (const when of ['before', 'after']) {
  test(`a client works and ends when time was stopped ${when} it was loaded`, { timeout: 20_000 }, async (t) => {
    const server = await EmbeddedServer.start();
    t.after(() => server.stop());
    const children = HOW.map((how) =>
      Child.script(join(__dirname, 'stopped-time-process.js'), [how, when, server.hosts], {
        execArgv: ['--no-warnings'],
      }).during(t),
    );
    for (const [index, child] of children.entries()) {
      const how = HOW[index] as string;
      deepStrictEqual(await child.report(() => true), [{ n: 1 }, 2, -10], how);
      strictEqual(await child.ended, 'code 0', how);
    }
  });
}
