import { deepStrictEqual, match, strictEqual } from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { EmbeddedServer } from 'tendril-server';
import { run } from '../../src/cli/main.ts';
import { statusText } from '../../src/cli/status-text.ts';
import { describeSegment } from '../../src/observe/segment-report.ts';
import { Segment } from '../../src/shm/segment.ts';
import { PARTITIONS, PartitionTable } from '../../src/topology/partition-table.ts';
import { RoutingSnapshot } from '../../src/topology/routing-snapshot.ts';
import { encodeSnapshot } from '../../src/topology/snapshot-codec.ts';
import { NODE } from '../api/fake-link.ts';
import { skip } from '../shm/helpers.ts';
import { segmentStatus } from './segment-status.ts';

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

async function tendril(...args: string[]): Promise<Outcome> {
  let out = '';
  let error = '';
  const code = await run(args, {
    out: (text) => {
      out += text;
    },
    error: (text) => {
      error += text;
    },
  });
  return { code, out, error };
}

function temporaryDirectory(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'tendril-cli-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

const table = PartitionTable.empty('test', 2, false);
table.owners.fill(1, 0, PARTITIONS);
table.owners.fill(2, PARTITIONS, PARTITIONS + 10);
const SNAPSHOT = new RoutingSnapshot(
  'blue',
  [NODE, { ...NODE, name: 'BBA', active: false }],
  new Map([['test', table]]),
);

const STATUS = segmentStatus(SNAPSHOT);

test('help and version are printed and succeed', async () => {
  const help = await tendril('--help');
  deepStrictEqual([help.code, help.error], [0, '']);
  match(help.out, /^Usage: tendril <command>/);
  deepStrictEqual(await tendril('-v'), { code: 0, out: '0.1.0\n', error: '' });
});

test('wrong usage is told on standard error with exit code 2', async () => {
  const cases: [string[], RegExp][] = [
    [[], /No command given/],
    [['frobnicate'], /Unknown command: frobnicate/],
    [['constructor'], /Unknown command: constructor/],
    [['status', '--frob'], /^tendril: Unknown option '--frob'\n/],
    [['info', '127.0.0.1:3000', 'build'], /127\.0\.0\.1:3000 is not an info request; a node is named by --host 127/],
    [['info', 'build', 'db1:3000'], /db1:3000 is not an info request/],
    [['status', '--host', 'a'], /The command status has no option --host/],
    [['status', 'extra'], /Unexpected argument: extra/],
    [['status', '--interval', '1'], /--interval needs --watch/],
    [['status', '--watch', '--interval', '0'], /The interval must be a number of seconds from 0.1 to 3600/],
    [['status', '--watch', '--interval', '1e3'], /The interval must be/],
    [['info', '--watch'], /The command info has no option --watch/],
    [['info'], /No info request given/],
    [['info', '--timeout', '0', 'build'], /The timeout must be/],
    [['info', '--host', 'a b', 'build'], /Invalid host address/],
    [['info', '--user', 'x'.repeat(64), 'build'], /The user name is longer than 63 bytes/],
    [['info', '--user', 'x', 'build'], /A user needs a password: give --password-file, or AEROSPIKE_PASSWORD/],
    [
      ['info', '--user', 'x', '--password-file', '/does/not/exist', 'build'],
      /The password file cannot be read: ENOENT/,
    ],
    [['info', '--password-file', 'x', 'build'], /The option --password-file needs --user/],
    [['status', '--user', 'x'], /The command status has no option --user/],
  ];
  for (const [args, message] of cases) {
    const { code, out, error } = await tendril(...args);
    deepStrictEqual([code, out], [2, '']);
    match(error, message);
    match(error, /Try: tendril --help\n$/);
  }
});

test('a report counts the partitions of each node', () => {
  const report = describeSegment(STATUS);
  deepStrictEqual(report, {
    path: '/dev/shm/tendril-x',
    ownerPid: 100,
    ownerAlive: true,
    epoch: 3,
    generation: 9,
    participants: [100, 101],
    members: [
      { pid: 100, role: 'owner' },
      { pid: 101, role: 'follower' },
    ],
    takeovers: 2,
    publishes: 8,
    writtenAt: '1970-01-01T00:00:00.000Z',
    heartbeatAgeMs: null,
    clusterName: 'blue',
    namespaces: [{ name: 'test', copies: 2, strongConsistency: false, withoutMaster: 0 }],
    nodes: [
      {
        name: 'BB9',
        address: '192.0.2.1:3000',
        build: '8.1.0.1',
        active: true,
        partitions: { test: { master: 4096, replica: 0 } },
      },
      {
        name: 'BBA',
        address: '192.0.2.1:3000',
        build: '8.1.0.1',
        active: false,
        partitions: { test: { master: 0, replica: 10 } },
      },
    ],
  });
});

test('reports are text for people', () => {
  strictEqual(statusText([]), 'No shared segments\n');
  strictEqual(
    statusText([describeSegment(STATUS)]),
    `Segment       /dev/shm/tendril-x
  Tended by   process 100, epoch 3, 2 takeovers
  Snapshot    generation 9, written 1970-01-01T00:00:00.000Z
  Processes   owner 100, followers 101
  Cluster     blue, 2 nodes
  Namespace   test, 2 copies of each partition
  Node        BB9 at 192.0.2.1:3000, build 8.1.0.1
                test: master of 4096 partitions, replica of 0
  Node        BBA at 192.0.2.1:3000, build 8.1.0.1, not answering
                test: master of 0 partitions, replica of 10
`,
  );
});

test('a segment without snapshot, or with an unreadable one, is shown all the same', () => {
  const empty = describeSegment({ ...STATUS, ownerPid: 0, participants: [], writtenAtMs: undefined, body: undefined });
  deepStrictEqual([empty.nodes, empty.clusterName, empty.writtenAt, empty.problem], [[], null, null, undefined]);
  match(statusText([empty]), /Tended by {3}nobody/);
  const broken = describeSegment({ ...STATUS, body: Buffer.from('not a snapshot') });
  deepStrictEqual(broken.nodes, []);
  match(statusText([broken]), /Problem/);
});

test('status lists the segments of a directory, as JSON too', async (t) => {
  const directory = temporaryDirectory(t);
  deepStrictEqual(await tendril('status', '--directory', directory), {
    code: 0,
    out: 'No shared segments\n',
    error: '',
  });
  const segment = Segment.attach({ identity: 'cli test', directory });
  t.after(() => segment.close());
  segment.publish(encodeSnapshot(SNAPSHOT));
  const { code, out } = await tendril('status', '--json', '--directory', directory);
  const [report, ...others] = JSON.parse(out);
  deepStrictEqual([code, others], [0, []]);
  const { path, ownerPid, participants, nodes } = report;
  deepStrictEqual([path, ownerPid, participants, nodes.length], [segment.path, process.pid, [process.pid], 2]);
});

test('what a server says cannot command the terminal', async (t) => {
  const evil = '\x1b[2Jgone\r\u202e';
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => {
      const body = Buffer.from(`build\t${evil}\n`);
      const header = Buffer.from([2, 1, 0, 0, 0, 0, 0, body.length]);
      socket.end(Buffer.concat([header, body]));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const { out } = await tendril('info', '--host', `127.0.0.1:${port}`, 'build');
  strictEqual(out, 'build\t\\u{1b}[2Jgone\\u{0d}\\u{202e}\n');
});

test('info prints the replies of a node, and fails with exit code 1 when there is none', async (t) => {
  const server = await EmbeddedServer.start();
  t.after(() => server.stop());
  const name = server.nodes[0]?.name;
  deepStrictEqual(await tendril('info', '--host', server.hosts, 'build', 'node'), {
    code: 0,
    out: `build\t8.1.2.0\nnode\t${name}\n`,
    error: '',
  });
  deepStrictEqual((await tendril('info', '--host', `127.0.0.1:1,${server.hosts}`, 'node')).code, 0);
  const refused = await tendril('info', '--host', '127.0.0.1:1', 'build');
  deepStrictEqual([refused.code, refused.out], [1, '']);
  match(refused.error, /^tendril: 127\.0\.0\.1:1 /);
});

test('the executable runs', async () => {
  const bin = join(__dirname, '../../../bin/tendril.js');
  const { stdout } = await promisify(execFile)(process.execPath, [bin, '--version']);
  strictEqual(stdout, '0.1.0\n');
});

test('status says how many segments it does not show', { skip }, async (t) => {
  const directory = temporaryDirectory(t);
  for (let n = 0; n < 1003; n++) {
    mkdirSync(join(directory, `tendril-${process.geteuid?.()}-${n.toString(16).padStart(16, '0')}`), { mode: 0o700 });
  }
  const { code, error } = await tendril('status', '--directory', directory);
  deepStrictEqual([code, error], [0, 'tendril: there are 3 more segments, which are not shown\n']);
});

test('info logs in with a password from a file or the environment, and never shows it', async (t) => {
  const security = { users: [{ name: 'ops', password: 'open-sesame', roles: ['read'] }] };
  const server = await EmbeddedServer.start({ security });
  t.after(() => server.stop());
  const folder = temporaryDirectory(t);
  const file = join(folder, 'password');
  const info = ['info', '--host', server.hosts, 'build'];
  const environment = (values: NodeJS.ProcessEnv): void => {
    for (const name of ['AEROSPIKE_USER', 'AEROSPIKE_PASSWORD', 'AEROSPIKE_PASSWORD_FILE']) {
      if (values[name] === undefined) delete process.env[name];
      else process.env[name] = values[name];
    }
  };
  const before = { ...process.env };
  t.after(() => environment(before));

  const asked: Outcome[] = [];
  const ask = async (args: readonly string[], values: NodeJS.ProcessEnv = {}): Promise<Outcome> => {
    environment(values);
    const outcome = await tendril(...info, ...args);
    asked.push(outcome);
    return outcome;
  };
  for (const text of ['open-sesame', 'open-sesame\n', 'open-sesame\r\nand more']) {
    writeFileSync(file, text);
    match((await ask(['--user', 'ops', '--password-file', file])).out, /^build\t/);
  }
  match((await ask(['--user', 'ops'], { AEROSPIKE_PASSWORD: 'open-sesame' })).out, /^build\t/);
  match((await ask([], { AEROSPIKE_USER: 'ops', AEROSPIKE_PASSWORD_FILE: file })).out, /^build\t/);
  const wrong = await ask([], { AEROSPIKE_USER: 'ops', AEROSPIKE_PASSWORD: 'wrong-sesame' });
  deepStrictEqual([wrong.code, wrong.out], [1, '']);
  match(wrong.error, /The server refused the login of user "ops": Security credential is invalid/);
  const nobody = await ask([]);
  deepStrictEqual([nobody.code, nobody.out], [1, '']);
  match(nobody.error, /not authenticated/);
  writeFileSync(file, 'x'.repeat(1000));
  match((await ask(['--user', 'ops', '--password-file', file])).error, /The password is longer than 63 bytes/);
  for (const { out, error } of asked) strictEqual(/sesame|xxx/.test(out + error), false);
});

test('a reader that has gone, or a full disk, is no crash', async (t) => {
  const bin = join(__dirname, '../../../bin/tendril.js');
  const left = async (stdout: 'pipe' | number): Promise<[code: number | null, said: string]> => {
    const child = spawn(process.execPath, [bin, '--help'], { stdio: ['ignore', stdout, 'pipe'] });
    child.stdout?.destroy();
    let said = '';
    child.stderr?.on('data', (text) => {
      said += text;
    });
    const [code] = await once(child, 'close');
    return [code, said];
  };
  deepStrictEqual(await left('pipe'), [0, '']);
  if (!existsSync('/dev/full')) return;
  const full = openSync('/dev/full', 'w');
  t.after(() => closeSync(full));
  const [code, said] = await left(full);
  strictEqual(code, 1);
  match(said, /^tendril: The output cannot be written: ENOSPC.*\n$/);
});
