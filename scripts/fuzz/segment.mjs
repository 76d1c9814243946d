// Damage to the files of a shared segment while processes use them. Four clients share one, against three nodes; in a
// step words of the control page and bytes of snapshots are overwritten, files are cut, grown, emptied, removed, and
// snapshots replaced by others whose checksums are right. Meanwhile commands settle; then the cluster changes, as it does
// sooner or later, and every client finds every record, and so does one that comes anew.
import {
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { Random } from 'tendril-testing/random';
import { segmentOf } from '../reliability/lib/segment-file.mjs';
import { Finding } from './lib/finding.mjs';
import { mutateBytes, noise, number, pick } from './lib/mutate.mjs';
import { Tested } from './lib/tested.mjs';

const require = createRequire(import.meta.url);
const { PAGE_BYTES, SNAPSHOT, SNAPSHOT_HEADER_BYTES, WORD } = require('../../packages/client/dist/src/shm/layout.js');
const { uniqueSegmentKey } = require('../../packages/testing/dist/src/topologies.js');

const PROCESSES = 4;
const KEYS = 32;
const RECOVERY_MS = 15_000;
const LIMIT_MS = 2000;
/** Of what each client logged, in a finding. */
const TOLD_CHARS = 1500;
const LOG_INFO = 3;
const WORDS = [...Object.values(WORD).map((index) => 4 * index), 4 * WORD.GENERATION + 4];
const VALUES = [0, 1, 2, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];

export const fuzzer = {
  name: 'segment',
  steps: 60,
  bounds: { keptMiB: 32, peakMiB: 512 },
  open,
  plan: (random) => Array.from({ length: 1 + random.below(4) }, () => planOne(random)),
};

function planOne(random) {
  return random.weighted([
    [5, () => ({ file: 'ctl', do: 'write', at: pick(random, WORDS), bytes: word(random) })],
    [
      1,
      () => ({ file: 'ctl', do: 'write', at: random.below(PAGE_BYTES - 8), bytes: noise(random, 1 + random.below(8)) }),
    ],
    [
      0.5,
      () => ({
        file: 'ctl',
        do: 'write',
        at: 0,
        bytes: random.below(2) ? noise(random, PAGE_BYTES) : Buffer.alloc(PAGE_BYTES),
      }),
    ],
    [0.5, () => ({ file: 'ctl', do: 'remove' })],
    [
      0.5,
      () => ({ file: 'ctl', do: 'replace', bytes: noise(random, pick(random, [0, 1, PAGE_BYTES, 2 * PAGE_BYTES])) }),
    ],
    [4, () => ({ file: 's.', do: 'write', at: random.below(400), bytes: noise(random, 1 + random.below(16)) })],
    [2, () => ({ file: 's.', do: 'cut', at: random.below(2000) })],
    [1, () => ({ file: 's.', do: 'remove' })],
    [1, () => ({ file: 's.', do: 'replace', bytes: noise(random, random.below(3000)) })],
    [6, () => ({ file: 's.', do: 'forge', seed: random.below(2 ** 31) })],
    [1, () => ({ file: 'p.', do: pick(random, ['remove', 'cut']), at: 0 })],
    [1, () => ({ file: 'p.', do: 'replace', bytes: Buffer.from(number(random)) })],
  ])();
}

function word(random) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(random.below(2) === 0 ? pick(random, VALUES) : random.below(2 ** 32));
  return bytes;
}

async function open() {
  const server = new Tested('server', { nodes: 3 });
  const target = new Target(await server.ask({ what: 'hosts' }));
  target.server = server;
  const clients = Array.from({ length: PROCESSES }, () => target.join());
  target.tested = [...clients, server];
  for (const client of clients) await client.ask({ what: 'connect' });
  await clients[0].ask({ what: 'fill' });
  return target;
}

class Target {
  outcomes = new Map();
  #settings;

  constructor(hosts) {
    this.#settings = { hosts, keys: KEYS, sharedMemory: { key: uniqueSegmentKey() }, log: { level: LOG_INFO } };
  }

  join() {
    return new Tested('client', this.#settings);
  }

  get clients() {
    return this.tested.slice(0, PROCESSES);
  }

  get path() {
    return (
      segmentOf(this.clients[0].pid) ?? this.clients.map(({ pid }) => segmentOf(pid)).find((path) => path !== undefined)
    );
  }

  async step(items) {
    const commands = Array.from({ length: KEYS }, (_, key) => ({ command: 'get', key, limitMs: LIMIT_MS }));
    const { path } = this;
    // Where what is newest stays unreadable, a client goes on by itself for good; then there is nothing left to damage.
    this.isSpent = path === undefined;
    if (this.isSpent) return;
    this.known = path;
    const busy = Promise.all(
      this.clients.map((client) => client.ask({ what: 'commands', commands: [...commands, ...commands] })),
    );
    for (const item of items) damage(path, item);
    for (const results of await busy) this.#judge(results);
    for (const results of await Promise.all(this.clients.map((client) => client.ask({ what: 'commands', commands }))))
      this.#judge(results);
    // A change of the cluster is published, and replaces whatever stands there.
    await this.server.ask({ what: 'change' });
    const states = await Promise.all(
      this.clients.map((client) => client.ask({ what: 'recovered', limitMs: RECOVERY_MS })),
    );
    const failed = states.findIndex(([state]) => state !== 'ok');
    if (failed === -1) return;
    const roles = await Promise.all(this.clients.map((client) => client.ask({ what: 'roles' })));
    const told = this.clients.map(({ child }, at) => `${roles[at]}: ${states[at]}\n${child.stderr.slice(-TOLD_CHARS)}`);
    throw new Finding(`Client ${failed} does not recover.\n${told.join('\n')}`);
  }

  #judge(results) {
    for (const { outcome, isForeign, overdueMs, key } of results) {
      this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
      if (isForeign) throw new Finding(`get of key ${key} returned the record of another key`);
      if (overdueMs !== undefined)
        throw new Finding(`get of key ${key} was not settled ${overdueMs} ms after its limit`);
    }
  }

  /** Somebody who comes anew can take part, or does without. */
  async settle() {
    const newcomer = this.join();
    try {
      await newcomer.ask({ what: 'connect' });
      const [state] = await newcomer.ask({ what: 'recovered', limitMs: RECOVERY_MS });
      if (state !== 'ok') throw new Finding(`A newcomer does not find its records: ${state}`);
      await newcomer.leave();
    } finally {
      await newcomer.kill();
    }
  }

  close() {
    if (this.known !== undefined) rmSync(this.known, { recursive: true, force: true });
  }
}

/** Files of that kind, whichever there are; owners replace theirs all the time. */
function damage(path, item) {
  try {
    for (const name of readdirSync(path)) if (name.startsWith(item.file)) spoil(join(path, name), item);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}

function spoil(path, { do: what, at, bytes, seed }) {
  switch (what) {
    case 'write':
      return overwrite(path, at, bytes);
    case 'cut':
      return truncateSync(path, at);
    case 'remove':
      return unlinkSync(path);
    case 'replace':
      // Beside it first: a control page that gets shorter under those who have mapped it ends them, as it would anybody.
      writeFileSync(`${path}~`, bytes, { mode: 0o600 });
      return renameSync(`${path}~`, path);
    case 'forge':
      return overwrite(path, 0, forge(readFileSync(path), seed));
  }
}

function overwrite(path, at, bytes) {
  const fd = openSync(path, 'r+');
  try {
    writeSync(fd, bytes, 0, bytes.length, at);
  } finally {
    closeSync(fd);
  }
}

/** A body that is not what it was, although its checksums say so. */
function forge(file, seed) {
  if (file.length < SNAPSHOT_HEADER_BYTES) return file;
  const random = new Random(seed);
  const head = Buffer.from(file.subarray(0, SNAPSHOT_HEADER_BYTES));
  let body = file.subarray(SNAPSHOT_HEADER_BYTES);
  const start = Math.min(body.length, 400);
  body = Buffer.concat([mutateBytes(random, body.subarray(0, start)), body.subarray(start)]);
  head.writeUInt32LE(body.length, SNAPSHOT.BODY_BYTES);
  head.writeUInt32LE(crc32(body), SNAPSHOT.BODY_CRC);
  head.writeUInt32LE(crc32(head.subarray(0, SNAPSHOT.HEADER_CRC)), SNAPSHOT.HEADER_CRC);
  return Buffer.concat([head, body]);
}
