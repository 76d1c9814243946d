import { deepStrictEqual, match, rejects, strictEqual } from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Child } from 'tendril-testing/child';
import { FakeClock } from 'tendril-testing/fake-clock';
import type { CliSystem } from '../../src/cli/cli-types.ts';
import { Frame } from '../../src/cli/frame.ts';
import { statusText } from '../../src/cli/status-text.ts';
import { type SegmentSource, watch } from '../../src/cli/watch.ts';
import { Heartbeats } from '../../src/observe/heartbeats.ts';
import { describeSegment } from '../../src/observe/segment-report.ts';
import { Segment } from '../../src/shm/segment.ts';
import type { SegmentStatus } from '../../src/shm/types.ts';
import { PARTITIONS, PartitionTable } from '../../src/topology/partition-table.ts';
import { RoutingSnapshot } from '../../src/topology/routing-snapshot.ts';
import { encodeSnapshot } from '../../src/topology/snapshot-codec.ts';
import { NODE } from '../api/fake-link.ts';
import { segmentStatus } from './segment-status.ts';

const table = PartitionTable.empty('test', 1, true);
table.owners.fill(1, 0, PARTITIONS - 1);
const SNAPSHOT = new RoutingSnapshot('blue', [NODE], new Map([['test', table]]));

const STATUS = segmentStatus(SNAPSHOT);

/** A clock, a terminal and a segment driven by hand. */
class World implements CliSystem {
  readonly clock = new FakeClock();
  size: { columns: number; rows: number } | undefined;
  backedUp = false;
  statuses: readonly SegmentStatus[] = [STATUS];
  beats = 7;
  written = '';
  readonly #enders = new Set<() => void>();

  readonly source: SegmentSource = { list: () => this.statuses, heartbeat: () => this.beats };
  readonly output = {
    out: (text: string): void => {
      this.written += text;
    },
    error: (): void => {},
  };

  onEnd(callback: () => void): () => void {
    this.#enders.add(callback);
    return () => this.#enders.delete(callback);
  }

  terminalSize(): { columns: number; rows: number } | undefined {
    return this.size;
  }

  isBackedUp(): boolean {
    return this.backedUp;
  }

  /** Lets time pass and returns what was written meanwhile. */
  pass(ms: number): string {
    this.clock.advance(ms);
    return this.take();
  }

  take(): string {
    const { written } = this;
    this.written = '';
    return written;
  }

  end(): void {
    for (const callback of this.#enders) callback();
  }

  get leftBehind(): number {
    return this.clock.pending + this.#enders.size;
  }
}

const start = (world: World, json = false): Promise<number> =>
  watch({ intervalMs: 1000, json, source: world.source, output: world.output, system: world });

const block = (heartbeatAgeMs: number): string => `${statusText([describeSegment(STATUS, heartbeatAgeMs)])}\n`;

test('a heartbeat ages from the look at which it was seen to move', () => {
  const heartbeats = new Heartbeats();
  strictEqual(heartbeats.ageMs('a', 0), null);
  heartbeats.observe(new Map([['a', 1]]), 100);
  heartbeats.observe(new Map([['a', 1]]), 200);
  strictEqual(heartbeats.ageMs('a', 250), 150);
  heartbeats.observe(new Map([['a', 2]]), 300);
  strictEqual(heartbeats.ageMs('a', 300), 0);
  heartbeats.observe(new Map(), 400);
  strictEqual(heartbeats.ageMs('a', 400), null);
});

test('outside a terminal blocks follow each other, with the age of the heartbeat', async () => {
  const world = new World();
  const ended = start(world);
  strictEqual(world.take(), block(0));
  strictEqual(world.pass(1000), block(1000));
  world.beats++;
  strictEqual(world.pass(1000), block(900));
  world.end();
  strictEqual(await ended, 0);
  strictEqual(world.leftBehind, 0);
  strictEqual(world.pass(5000), '');
});

test('the text says what an operator looks for', () => {
  strictEqual(
    block(1234),
    `Segment       /dev/shm/tendril-x
  Tended by   process 100, epoch 3, 2 takeovers
  Heartbeat   moved 1.2 s ago
  Snapshot    generation 9, written 1970-01-01T00:00:00.000Z
  Processes   owner 100, followers 101
  Cluster     blue, 1 node
  Namespace   test, 1 copy of each partition, strong consistency, 1 partition without master
  Node        BB9 at 192.0.2.1:3000, build 8.1.0.1
                test: master of 4095 partitions, replica of 0

`,
  );
});

test('with JSON every look is one line', async () => {
  const world = new World();
  const ended = start(world, true);
  const first = world.take();
  strictEqual(first.indexOf('\n'), first.length - 1);
  deepStrictEqual(JSON.parse(first), [describeSegment(STATUS, 0)]);
  world.statuses = [];
  strictEqual(world.pass(2000), '[]\n[]\n');
  world.end();
  await ended;
});

test('a terminal is redrawn in place', async () => {
  const world = new World();
  world.size = { columns: 80, rows: 24 };
  const ended = start(world);
  const first = world.take();
  strictEqual(first.startsWith('\r\x1b[JSegment'), true);
  const rows = first.split('\n').length - 1;
  const second = world.pass(1000);
  strictEqual(second.startsWith(`\x1b[${rows}A\r\x1b[JSegment`), true);
  world.end();
  strictEqual(await ended, 0);
});

test('a frame never exceeds the terminal, and counts the rows of the one before', () => {
  const frame = new Frame();
  const text = 'one is long\ntwo\nthree\nfour\n';
  strictEqual(frame.replace(text, { columns: 5, rows: 4 }), '\r\x1b[Jone…\ntwo\n… 2…\n');
  strictEqual(frame.replace('x\n', { columns: 5, rows: 4 }), '\x1b[3A\r\x1b[Jx\n');
  strictEqual(frame.replace('y\n', { columns: 5, rows: 4 }), '\x1b[1A\r\x1b[Jy\n');
  match(new Frame().replace(text, { columns: 80, rows: 3 }), /one is long\n… 3 more lines; make the terminal larger/);
  strictEqual(new Frame().replace(text, { columns: 12, rows: 5 }), `\r\x1b[J${text}`);
  frame.replace(text, { columns: 80, rows: 24 });
  strictEqual(frame.replace('z', { columns: 80, rows: 3 }), '\x1b[2A\r\x1b[Jz\n');
});

test('names from the network cannot command the terminal', () => {
  const evil = encodeSnapshot(new RoutingSnapshot('\x1b[2Jblue\r', [], new Map()));
  match(statusText([describeSegment({ ...STATUS, body: evil })]), /Cluster {5}\?\[2Jblue\?, 0 nodes\n/);
});

test('looks are left out while nobody reads', async () => {
  const world = new World();
  const ended = start(world);
  world.take();
  world.backedUp = true;
  strictEqual(world.pass(3000), '');
  world.backedUp = false;
  strictEqual(world.pass(1000).startsWith('Segment'), true);
  world.end();
  await ended;
});

test('what makes looking impossible ends the command with its reason', async () => {
  const world = new World();
  const ended = start(world);
  Object.defineProperty(world, 'statuses', {
    get() {
      throw new Error('no shared memory');
    },
  });
  world.pass(1000);
  await rejects(ended, /no shared memory/);
  strictEqual(world.leftBehind, 0);
});

function temporaryDirectory(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'tendril-watch-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

test('the executable follows a living segment and ends by Ctrl+C', async (t) => {
  const directory = temporaryDirectory(t);
  const segment = Segment.attach({ identity: 'watch test', directory });
  t.after(() => segment.close());
  segment.publish(encodeSnapshot(SNAPSHOT));
  segment.noteProgress();
  const bin = join(__dirname, '../../../bin/tendril.js');
  const args = ['status', '--watch', '--json', '--interval', '0.1', '--directory', directory];
  const child = Child.program(bin, args).during(t);
  await child.printed(new RegExp(`"generation":${segment.generation},`));
  segment.publish(encodeSnapshot(SNAPSHOT));
  await child.printed(new RegExp(`"generation":${segment.generation},`));
  child.signal('SIGINT');
  deepStrictEqual([await child.ended, child.stderr], ['code 0', '']);
  for (const line of child.stdout.trim().split('\n')) {
    const [report] = JSON.parse(line);
    deepStrictEqual(report.members, [{ pid: process.pid, role: 'owner' }]);
    strictEqual(typeof report.heartbeatAgeMs, 'number');
  }
});

test('the executable ends when nobody reads its output any more', async (t) => {
  const bin = join(__dirname, '../../../bin/tendril.js');
  const args = ['status', '--watch', '--interval', '0.1', '--directory', temporaryDirectory(t)];
  const child = Child.program(bin, args).during(t);
  await child.printed(/./);
  child.process.stdout?.destroy();
  deepStrictEqual([await child.ended, child.stderr], ['code 0', '']);
});
