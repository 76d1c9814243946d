// What `require` of the package costs a process: processes that load it or nothing, in turn, each measured from outside
// (wall) and by itself at its end (CPU, memory). With `connect` the parts that only a connected client needs come too.
import { spawnSync } from 'node:child_process';
import { heading, number, progress, spread, Table } from '../lib/format.mjs';
import { inBench, TENDRIL, VENDOR } from '../lib/paths.mjs';
import { summary } from '../lib/statistics.mjs';

const PROCESSES = 30;
const PROCESSES_QUICK = 5;
const LIMIT_MS = 30_000;

const require = (name) => `require(${JSON.stringify(name)})`;
const KINDS = [
  { name: 'nothing', program: '' },
  { name: 'tendril', program: require(TENDRIL) },
  // Refused at once: nothing listens there. It is what has been loaded by then that counts.
  { name: 'tendril, connecting', program: `${require(TENDRIL)}.connect({ hosts: '127.0.0.1:1' }).catch(() => {})` },
  { name: 'aerospike', program: require(VENDOR) },
];

const REPORT = `process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  process.stdout.write(JSON.stringify({ cpuMs: (user + system) / 1000, rssBytes: process.memoryUsage().rss }));
});`;

export function load(options) {
  heading('Loading', 'Each row is the difference to a process that loads nothing, started next to it.');
  const rounds = Array.from({ length: options.quick ? PROCESSES_QUICK : PROCESSES }, (_, round) => {
    progress(`load · process ${round + 1} of each`);
    return KINDS.map(processOnce);
  });
  const table = new Table(['package', 'wall ms', 'CPU ms', 'MB']);
  return KINDS.slice(1).map(({ name }, index) => {
    const differences = (of) => rounds.map((kinds) => kinds[index + 1]?.[of] - kinds[0]?.[of]);
    const row = { name, wallMs: differences('wallMs'), cpuMs: differences('cpuMs'), rssBytes: differences('rssBytes') };
    const megabytes = (bytes) => number(bytes / 1e6);
    table.add([
      name,
      spread(summary(row.wallMs)),
      spread(summary(row.cpuMs)),
      spread(summary(row.rssBytes), megabytes),
    ]);
    return row;
  });
}

function processOnce({ name, program }) {
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--eval', `${REPORT}\n${program}`], {
    cwd: inBench(),
    encoding: 'utf8',
    timeout: LIMIT_MS,
  });
  const wallMs = performance.now() - started;
  if (status !== 0) throw new Error(`${name} cannot be loaded: ${stderr.trim().split('\n').at(-1)}`);
  return { wallMs, ...JSON.parse(stdout) };
}
