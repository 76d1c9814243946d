import { deepStrictEqual, rejects, strictEqual } from 'node:assert/strict';
import { closeSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { until } from 'tendril-testing/child';
import type { ConfigOptions } from '../../../../src/api/configuration/config.ts';
import { Key } from '../../../../src/model/key.ts';
import { status } from '../../../../src/model/status.ts';
import { FakeClock } from '../../../helpers/fake-clock.ts';
import { fakeClient } from '../../fake-link.ts';

const key = new Key('test', 'demo', 'k');
const INTERVAL_MS = 1_000;
const PATIENCE_MS = 5_000;
const TAKEN = 'Dynamic configuration was read from';

interface World {
  readonly folder: string;
  readonly path: string;
  readonly write: (text: string) => void;
  readonly log: () => string;
}

function world(t: TestContext): World {
  const folder = mkdtempSync(join(tmpdir(), 'tendril-dynamic-'));
  const path = join(folder, 'config.yml');
  const log = openSync(join(folder, 'log'), 'w');
  t.after(() => {
    closeSync(log);
    rmSync(folder, { recursive: true });
  });
  return {
    folder,
    path,
    write: (text) => writeFileSync(path, text),
    log: () => readFileSync(join(folder, 'log'), 'utf8'),
  };
}

async function connected(t: TestContext, { path, folder, log: logged }: World, config: ConfigOptions = {}) {
  const clock = new FakeClock();
  const file = openSync(join(folder, 'log'), 'a');
  t.after(() => closeSync(file));
  const given = { configProvider: { path, interval: INTERVAL_MS }, log: { level: 2, file }, ...config };
  const { client, link } = fakeClient(given, undefined, clock);
  t.after(() => client.close());
  await client.connect();
  // Lines of a log are written in the background.
  await until(() => logged().includes('Dynamic configuration'), PATIENCE_MS);
  /** The file is looked at, until the log says so. */
  const looked = async (said: string | RegExp, log: () => string): Promise<void> => {
    const times = (): number => log().split(said).length;
    const before = times();
    clock.advance(INTERVAL_MS);
    strictEqual(await until(() => times() > before, PATIENCE_MS), true, log());
  };
  return { client, link: link(), looked };
}

async function policyOf({ client, link }: Awaited<ReturnType<typeof connected>>, policy?: object) {
  await client.get(key, policy);
  return link.runs.at(-1)?.policy;
}

test('what the file says beats the configuration and what a command is given', async (t) => {
  const files = world(t);
  files.write('dynamic: { read: { total_timeout: 123, max_retries: 7 } }\n');
  const one = await connected(t, files, { policies: { read: { totalTimeout: 50, socketTimeout: 40 } } });
  const { totalTimeout, socketTimeout, maxRetries } = (await policyOf(one)) ?? {};
  deepStrictEqual([totalTimeout, socketTimeout, maxRetries], [123, 40, 7]);
  const given = await policyOf(one, { totalTimeout: 60, socketTimeout: 30 });
  deepStrictEqual([given?.totalTimeout, given?.socketTimeout, given?.maxRetries], [123, 30, 7]);
});

test('a changed file counts at once; what it no longer says is as configured', async (t) => {
  const files = world(t);
  files.write('dynamic: { read: { total_timeout: 123 }, client: { max_error_rate: 4 } }\n');
  const one = await connected(t, files);
  files.write('dynamic: { write: { total_timeout: 9 }, client: { max_error_rate: 55, rack_ids: [3] } }\n');
  await one.looked(TAKEN, files.log);
  strictEqual((await policyOf(one))?.totalTimeout, 1_000);
  deepStrictEqual(
    one.link.reconfigured.map(({ maxErrorRate, rackIds }) => [maxErrorRate, rackIds]),
    [[55, [3]]],
  );
});

test('a file that is not valid leaves the last good one in place, and says so', async (t) => {
  const files = world(t);
  files.write('dynamic: { read: { total_timeout: 123 } }\n');
  const one = await connected(t, files);
  files.write('dynamic:\n  read:\n');
  await one.looked(/dynamic\.read should have names.*; what was read before stays as it is/, files.log);
  rmSync(files.path);
  await one.looked(/cannot be read.*ENOENT/, files.log);
  strictEqual((await policyOf(one))?.totalTimeout, 123);
  files.write('dynamic: { read: { total_timeout: 321 } }\n');
  await one.looked(TAKEN, files.log);
  strictEqual((await policyOf(one))?.totalTimeout, 321);
});

test('names that nothing reads, and a path that is not a file, are warned of', async (t) => {
  const files = world(t);
  files.write('dynamic: { read: { total_timeuot: 123 } }\n');
  const one = await connected(t, files);
  const said = /WARN .*config\.yml: dynamic\.read\.total_timeuot is not known/;
  strictEqual(await until(() => said.test(files.log()), PATIENCE_MS), true, files.log());
  rmSync(files.path);
  mkdirSync(files.path);
  await one.looked(/WARN .*config\.yml is not a file; what was read before stays as it is/, files.log);
});

test('a file that is emptied and filled again while it is looked at counts when it is whole', async (t) => {
  const files = world(t);
  files.write('dynamic: { read: { total_timeout: 123 } }\n');
  const one = await connected(t, files);
  const text = 'dynamic: { read: { total_timeout: 4321, max_retries: 3 }, write: { total_timeout: 9 } }';
  // As who writes it leaves it between two writes: nothing of it first, then more and more.
  for (let end = 0; end < text.length; end += end === 0 ? 9 : 7) {
    files.write(text.slice(0, end));
    await one.looked('what was read before stays as it is', files.log);
    const { totalTimeout, maxRetries } = (await policyOf(one)) ?? {};
    deepStrictEqual([totalTimeout, maxRetries], [123, 2], `cut at ${end}`);
  }
  files.write(text);
  await one.looked(TAKEN, files.log);
  const { totalTimeout, maxRetries } = (await policyOf(one)) ?? {};
  deepStrictEqual([totalTimeout, maxRetries], [4321, 3]);
});

test('a client connects without a file, and takes it when it comes', async (t) => {
  const files = world(t);
  const one = await connected(t, files);
  strictEqual(await until(() => /WARN .*cannot be read/.test(files.log()), PATIENCE_MS), true, files.log());
  files.write('dynamic: { read: { total_timeout: 5 } }\n');
  await one.looked(TAKEN, files.log);
  strictEqual((await policyOf(one))?.totalTimeout, 5);
});

test('the environment beats the configuration', async (t) => {
  const files = world(t);
  files.write('dynamic: { read: { total_timeout: 77 } }\n');
  process.env.AEROSPIKE_CLIENT_CONFIG_URL = `file://${files.path}`;
  try {
    const one = await connected(t, files, { configProvider: { path: '/nowhere' } });
    strictEqual((await policyOf(one))?.totalTimeout, 77);
  } finally {
    delete process.env.AEROSPIKE_CLIENT_CONFIG_URL;
  }
});

test('a file that is looked at more often than the cluster is tended is refused', async (t) => {
  const files = world(t);
  files.write('static: { client: { config_interval: 400 } }\n');
  await rejects(connected(t, files), {
    code: status.ERR_CLIENT,
    message: 'Dynamic config interval 400 must be greater or equal to the tend interval 1000',
  });
});

test('a file enables metrics and disables them again, whatever the program says meanwhile', async (t) => {
  const files = world(t);
  files.write('dynamic: { metrics: { enable: true, latency_columns: 4, labels: { region: eu } } }\n');
  const one = await connected(t, files, { policies: { metrics: { reportDir: files.folder } } });
  const reports = () => readdirSync(files.folder).filter((name) => name.startsWith('metrics-'));
  strictEqual(await until(() => reports().length === 1 && one.link.meter !== null, PATIENCE_MS), true);
  strictEqual(one.link.meter?.columns, 4);
  await one.client.disableMetrics();
  strictEqual(one.link.meter?.columns, 4);
  const isSaid = (): boolean => /WARN .*enabled by the dynamic configuration/.test(files.log());
  strictEqual(await until(isSaid, PATIENCE_MS), true, files.log());
  files.write('dynamic: { metrics: { enable: false } }\n');
  await one.looked(TAKEN, files.log);
  strictEqual(await until(() => one.link.meter === null, PATIENCE_MS), true);
  await one.client.enableMetrics();
  strictEqual(one.link.meter, null);
  const report = (): string => readFileSync(join(files.folder, reports()[0] as string), 'utf8');
  // The last report is written after measuring has ended.
  strictEqual(await until(() => /\[\[region,eu\]\]/.test(report()), PATIENCE_MS), true, report());
});
