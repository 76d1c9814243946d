// What a configuration asks for without effect is said, once and in one line.

import { deepStrictEqual, rejects, strictEqual } from 'node:assert/strict';
import { openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Client } from '../../../src/api/client.ts';
import type { ConfigOptions } from '../../../src/api/configuration/config.ts';
import { configurationWarning } from '../../../src/api/configuration/warnings.ts';
import { auth } from '../../../src/model/constants.ts';
import { status } from '../../../src/model/status.ts';

const START = 'Without effect in the configuration: ';

test('unknown and misspelt names and ignored values are named in one warning', () => {
  const cases: [object, string | undefined][] = [
    [{ hosts: 'a', port: 3000, policies: { read: { totalTimeout: 5 } }, tls: undefined, log: null }, undefined],
    [{ host: 'a' }, 'host (did you mean hosts?)'],
    [{ maxConnPerNode: 5, nonsense: 1 }, 'maxConnPerNode (did you mean maxConnsPerNode?); nonsense'],
    [{ policies: { read: { totaltimeout: 5 } } }, 'policies.read.totaltimeout (did you mean totalTimeout?)'],
    [{ port: '3000', sharedMemory: true }, 'port should be a number; sharedMemory should be an object'],
    [
      { log: { level: 'info', file: 'a.log' } },
      'log.level should be a value of log; log.file should be a file descriptor',
    ],
    [{ configProvider: 'file.yaml' }, 'configProvider should be an object with a path'],
    [{ configProvider: { interval: 5 } }, 'configProvider should be an object with a path'],
    [{ configProvider: { path: 'file.yaml' } }, undefined],
  ];
  for (const [config, expected] of cases) {
    strictEqual(configurationWarning(config), expected === undefined ? undefined : START + expected);
  }
  strictEqual(configurationWarning(null), undefined);
  strictEqual(configurationWarning('db1:3000'), 'Without effect: a configuration should be an object, not a string');
  const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`${i}${'x'.repeat(1_000)}`, 1]));
  strictEqual((configurationWarning(many) ?? '').length < 2_000, true);
});

test('the warning reaches the log of the client, and so do unknown values of a policy', async (t) => {
  const path = join(tmpdir(), `tendril-warnings-${process.pid}`);
  const file = openSync(path, 'w');
  t.after(() => rmSync(path));
  const client = new Client({ host: '192.0.2.1', hosts: '127.0.0.1:1', log: { file } } as ConfigOptions);
  const connecting = client.connect();
  const reading = client.get({ ns: 'test', set: 'a', key: 1 }, { totalTimeOut: 5 } as object);
  client.close();
  await Promise.all([rejects(connecting), rejects(reading)]);
  // Lines are written in order; the log has no end to wait for.
  for (let text = ''; text.split('\n').length < 3; ) {
    await new Promise(setImmediate);
    text = readFileSync(path, 'utf8');
  }
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  deepStrictEqual(
    [lines.length, lines[0]?.includes('did you mean hosts?'), lines[1]?.includes('totalTimeOut')],
    [2, true, true],
  );
});

test('what the connect has always refused, it refuses with the same words', async () => {
  for (const [config, message] of [
    [{ minConnsPerNode: 10, maxConnsPerNode: 5 }, 'Invalid async connection range: 10 - 5'],
    [{ minConnsPerNode: 101 }, 'Invalid async connection range: 101 - 100'],
    [{ tenderInterval: 249 }, 'Invalid tend interval: 249. min value: 250'],
    [{ tenderInterval: 0 }, 'Invalid tend interval: 0. min value: 250'],
    [{ authMode: auth.EXTERNAL }, 'TLS is required for external or PKI authentication'],
  ] as const) {
    const client = new Client({ hosts: '127.0.0.1:1', ...config });
    await rejects(client.connect(), { name: 'AerospikeError', code: status.ERR_CLIENT, message });
  }
});
