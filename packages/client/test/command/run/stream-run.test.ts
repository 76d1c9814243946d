// Scans against scripted nodes. A partition has records 0, 1, 2 … in that order; the test's own request says from where
// each partition is wanted.

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { StreamRun } from '../../../src/command/run/stream-run.ts';
import type { StreamDefinition } from '../../../src/command/stream-definition.ts';
import type { AerospikeError } from '../../../src/model/error.ts';
import { status } from '../../../src/model/status.ts';
import { node } from '../../helpers/fake-cluster.ts';
import { emptyReply, frame } from '../../helpers/frames.ts';
import { digestIn, frameOf, intOf, last, partitionDone, snapshotBy, streamRow } from '../../helpers/reply-rows.ts';
import { RouterBench, readPolicy } from '../../helpers/router-bench.ts';
import { LIMIT, type Peer, ScriptedServer, turn } from '../../helpers/scripted-server.ts';

interface Asked {
  readonly maxRecords: number;
  /** Partition and number of the first record wanted. */
  readonly parts: readonly (readonly [number, number])[];
}

type Answer = (peer: Peer, asked: Asked) => void;

const PER_PARTITION = 3;

/** Records of a partition from number `from` on, as messages. */
function records([partition, from]: readonly [number, number], to = PER_PARTITION): Buffer[] {
  return Array.from({ length: to - from }, (_, i) =>
    streamRow(digestIn(partition, from + i), partition * 10 + from + i),
  );
}

function askedOf(bytes: Buffer): Asked {
  const parts: [number, number][] = [];
  for (let at = 12; at < bytes.length; at += 8) parts.push([bytes.readUInt32BE(at), bytes.readUInt32BE(at + 4)]);
  return { maxRecords: bytes.readUInt32BE(8), parts };
}

const whole: Answer = (peer, { parts }) => peer.send(frameOf(...parts.flatMap((part) => records(part)), last()));

interface Bench extends RouterBench {
  readonly asked: Asked[][];
  /** Info commands that nodes were sent. */
  readonly told: string[];
}

async function start(t: TestContext, answers: readonly Answer[], options = {}): Promise<Bench> {
  const asked: Asked[][] = answers.map(() => []);
  const servers = await Promise.all(
    answers.map((answer, i) =>
      ScriptedServer.start(t, {
        onFrame: (peer, bytes) => {
          if (bytes[1] === 3 && bytes.readUIntBE(2, 6) > 22 && bytes[8] === 22) return;
          if (bytes[1] === 1) {
            bench.told.push(bytes.toString('latin1', 8));
            peer.send(frame(1, Buffer.from('query-abort\tok\n')));
            return;
          }
          const what = askedOf(bytes);
          (asked[i] as Asked[]).push(what);
          answer(peer, what);
        },
      }),
    ),
  );
  const nodes = servers.map((server, i) => node(`N${i}`, server.address));
  const snapshot = snapshotBy(nodes, (partition, column) => (partition + column) % nodes.length);
  const bench: Bench = Object.assign(new RouterBench(t, snapshot, servers, options), { asked, told: [] });
  return bench;
}

interface Scan {
  readonly run: StreamRun<number>;
  readonly values: number[];
  /** Resolves with the error, or undefined. */
  readonly ended: Promise<AerospikeError | undefined>;
}

interface ScanOptions {
  readonly partitions?: number;
  readonly maxRecords?: number;
  readonly policy?: object;
  readonly signal?: AbortSignal;
  /** What the consumer answers; `true` by default. */
  readonly onRecord?: (value: number, run: StreamRun<number>) => boolean;
  readonly isConcurrent?: boolean;
}

function scan(bench: RouterBench, options: ScanOptions = {}): Scan {
  const { partitions = 4, maxRecords = 0, policy, signal, onRecord, isConcurrent = true } = options;
  const definition: StreamDefinition<number> = {
    name: 'scan',
    ns: 'test',
    policy: readPolicy({ totalTimeout: 0, socketTimeout: 0, ...policy }),
    open: Array.from({ length: partitions }, (_, partition) => ({ partition, cursor: undefined })),
    maxRecords,
    isConcurrent,
    jobId: 1,
    isWhole: false,
    encodePart(w, part) {
      const body = Buffer.alloc(4 + 8 * (part.fresh.length + part.resumed.length));
      body.writeUInt32BE(part.maxRecords, 0);
      let at = 4;
      for (const partition of part.fresh) {
        body.writeUInt32BE(partition, at);
        at += 8;
      }
      for (const { digest } of part.resumed) {
        body.writeUInt32BE(digest.readUInt16LE(0), at);
        body.writeUInt32BE(digest.readUInt32BE(16) + 1, at + 4);
        at += 8;
      }
      w.bytes(frame(5, body));
    },
    decodeRecord: (buffer, _start, end) => intOf(buffer, end),
  };
  const values: number[] = [];
  let end: (error?: AerospikeError) => void = () => {};
  let isOver = false;
  const ended = new Promise<AerospikeError | undefined>((resolve) => {
    end = (error) => {
      assert.strictEqual(isOver, false, 'ended once');
      isOver = true;
      resolve(error);
    };
  });
  const run: StreamRun<number> = new StreamRun(bench.router, definition, {
    onRecord(value) {
      assert.strictEqual(isOver, false, 'no record after the end');
      values.push(value);
      return onRecord?.(value, run) ?? true;
    },
    onEnd: () => end(),
    onError: (error) => end(error),
  });
  run.start(signal);
  return { run, values, ended };
}

function all(partitions: number): number[] {
  return Array.from({ length: partitions * PER_PARTITION }, (_, i) => {
    return Math.floor(i / PER_PARTITION) * 10 + (i % PER_PARTITION);
  });
}

async function assertWhole({ ended, values }: Scan, partitions = 4): Promise<void> {
  assert.strictEqual(await ended, undefined);
  assert.deepStrictEqual(
    values.toSorted((a, b) => a - b),
    all(partitions),
  );
}

test('each node is asked for its partitions, once, and all records come', LIMIT, async (t) => {
  const bench = await start(t, [whole, whole, whole]);
  await assertWhole(scan(bench, { partitions: 30 }), 30);
  assert.deepStrictEqual(
    bench.asked.map((requests) => requests.map(({ parts }) => parts.length)),
    [[10], [10], [10]],
  );
});

test('a scan of no partition ends, after the loop has turned', LIMIT, async (t) => {
  const bench = await start(t, [whole]);
  assert.strictEqual(await scan(bench, { partitions: 0 }).ended, undefined);
});

test('a stream cut at every byte loses no record and repeats none', LIMIT, async (t) => {
  const parts = [0, 1].map((partition) => [partition, 0] as const);
  const frames = [...parts.flatMap((part) => records(part).map((row) => frameOf(row))), frameOf(last())];
  const stream = Buffer.concat(frames);
  for (let cut = 0; cut < stream.length; cut++) {
    let requests = 0;
    const bench = await start(t, [
      (peer, asked) => {
        if (requests++ > 0) whole(peer, asked);
        else peer.socket.end(stream.subarray(0, cut));
      },
    ]);
    const scanned = scan(bench, { partitions: 2, policy: { maxRetries: 1 } });
    await assertWhole(scanned, 2);
    assert.strictEqual(requests, 2);
    await bench.server().stop();
  }
});

test('what breaks off goes on behind its last record at the nodes of the new map', LIMIT, async (t) => {
  const bench = await start(t, [
    (peer, { parts }) => {
      const { nodes } = bench.cluster.snapshot;
      bench.cluster.snapshot = snapshotBy(nodes.slice(1), () => 0);
      peer.socket.end(frameOf(...records(parts[0] as [number, number]), ...records(parts[1] as [number, number], 1)));
    },
    whole,
  ]);
  await assertWhole(scan(bench, { policy: { maxRetries: 1 } }));
  // Where a partition's records end is known with the node's last message only.
  assert.deepStrictEqual(
    bench.asked[1]?.map(({ parts }) => parts),
    [
      [
        [1, 0],
        [3, 0],
      ],
      [
        [0, 3],
        [2, 1],
      ],
    ],
  );
});

test('a partition that is unavailable is asked for elsewhere, the others are not', LIMIT, async (t) => {
  const bench = await start(t, [
    (peer, { parts }) => peer.send(frameOf(partitionDone(2, 11), ...records(parts[0] as [number, number]), last())),
    whole,
  ]);
  await assertWhole(scan(bench, { policy: { maxRetries: 1 } }));
  assert.deepStrictEqual(bench.asked[1]?.[1]?.parts, [[2, 0]]);
  assert.strictEqual(bench.cluster.tendRequests > 0, true);
});

test('rounds end with maxRetries, and the last error is told', LIMIT, async (t) => {
  const bench = await start(t, [(peer) => peer.send(frameOf(last(18)))]);
  const { ended } = scan(bench, { policy: { maxRetries: 2 } });
  await bench.passUntil(ended);
  const error = await ended;
  assert.deepStrictEqual([error?.code, error?.attempts, bench.server().frames], [18, 3, 3]);
});

for (const code of [4, 15, 20, 22]) {
  test(`result code ${code} ends the scan at all nodes`, LIMIT, async (t) => {
    const bench = await start(t, [
      (peer) => peer.send(emptyReply(code)),
      (peer, { parts }) => peer.send(frameOf(...records(parts[0] as [number, number]))),
    ]);
    const error = await scan(bench, { policy: { maxRetries: 5 } }).ended;
    assert.strictEqual(error?.code, code);
    await (await bench.server(1).nextPeer()).gone();
    assert.strictEqual(bench.router.inFlight, 0);
  });
}

for (const [name, bytes] of [
  ['a record without a digest', frameOf(streamRow(digestIn(0, 0), 1).fill(99, 22 + 9 + 4, 22 + 9 + 5))],
  ['a record of a partition that was not asked for', frameOf(streamRow(digestIn(9, 0), 1))],
  ['a partition that was not asked for', frameOf(partitionDone(9, 11))],
  ['more after its last message', frameOf(last(), streamRow(digestIn(0, 0), 1))],
  ['a record that does not fit', frameOf(streamRow(digestIn(0, 0), 1).subarray(0, -1))],
  ['a code in the middle', frameOf(streamRow(digestIn(0, 0), 0), streamRow(digestIn(0, 1), 1).fill(5, 5, 6))],
] as const) {
  test(`${name} ends the scan as a protocol error`, LIMIT, async (t) => {
    const bench = await start(t, [(peer) => peer.send(bytes)]);
    const error = await scan(bench, { policy: { maxRetries: 5 } }).ended;
    assert.strictEqual(error?.code, status.ERR_CLIENT);
    assert.strictEqual(bench.server().frames, 1);
    await (await bench.server().nextPeer()).gone();
  });
}

test('a stream has its connection for itself, and gives it back with the last frame', LIMIT, async (t) => {
  const bench = await start(t, [() => {}], { maxConnsPerNode: 2 });
  const scanned = scan(bench);
  const peer = await bench.server().nextPeer();
  while (bench.server().frames === 0) await turn();
  const got = bench.get();
  const other = await bench.server().nextPeer();
  while (bench.server().frames === 1) await turn();
  other.send(emptyReply());
  await got;
  assert.strictEqual(peer.frames, 1);
  peer.send(frameOf(...[0, 1, 2, 3].flatMap((partition) => records([partition, 0])), last()));
  await assertWhole(scanned);
  const gets = [bench.get(), bench.get({ replica: 0 })];
  while (bench.server().frames < 4) await turn();
  for (const each of bench.server().peers) for (let i = 0; i < 2; i++) each.send(emptyReply());
  await Promise.allSettled(gets);
  assert.strictEqual(bench.server().peers.length, 2);
});

test('a consumer that pauses stops the server, and no time counts meanwhile', LIMIT, async (t) => {
  const big = Buffer.concat(Array.from({ length: 400 }, (_, i) => streamRow(digestIn(0, i), i)));
  let sent = 0;
  let stalled = false;
  const bench = await start(t, [
    (peer) => {
      const more = (): void => {
        for (; sent < 2000; sent++) if (!peer.socket.write(frameOf(big))) break;
        if (sent < 2000) {
          stalled = true;
          sent++;
          peer.socket.once('drain', more);
        } else {
          peer.send(frameOf(last()));
        }
      };
      more();
    },
  ]);
  const scanned = scan(bench, {
    partitions: 1,
    policy: { totalTimeout: 1000, socketTimeout: 500 },
    onRecord: () => false,
  });
  while (scanned.values.length === 0) await turn();
  let before = -1;
  // What the kernel's buffers hold goes out; then nothing moves.
  for (let still = 0; still < 50; still = before === sent ? still + 1 : 0) {
    before = sent;
    await turn();
  }
  assert.strictEqual(stalled, true);
  const read = scanned.values.length;
  assert.strictEqual(read < 400 * 100, true, `${read} of 800000 records were read`);
  bench.clock.advance(60_000);
  for (let i = 0; i < 10; i++) await turn();
  assert.strictEqual(scanned.values.length, read);
  let isOver = false;
  scanned.ended.then(() => {
    isOver = true;
  });
  while (!isOver) {
    scanned.run.resume();
    await turn();
  }
  assert.strictEqual(await scanned.ended, undefined);
  assert.strictEqual(scanned.values.length, 2000 * 400);
});

test('after the pause the time goes on: a silent server fails the stream', LIMIT, async (t) => {
  const bench = await start(t, [(peer, { parts }) => peer.send(frameOf(...records(parts[0] as [number, number])))]);
  const scanned = scan(bench, { policy: { totalTimeout: 1000, maxRetries: 0 } });
  while (scanned.values.length < 3) await turn();
  scanned.run.pause();
  bench.clock.advance(5000);
  scanned.run.resume();
  bench.clock.advance(900);
  await turn();
  assert.strictEqual(bench.router.inFlight, 1);
  await bench.passUntil(scanned.ended);
  assert.strictEqual((await scanned.ended)?.code, status.ERR_TIMEOUT);
});

test('each frame starts the time for the next', LIMIT, async (t) => {
  const bench = await start(t, [() => {}]);
  const scanned = scan(bench, { partitions: 1, policy: { socketTimeout: 100, maxRetries: 0 } });
  const peer = await bench.server().nextPeer();
  while (bench.server().frames === 0) await turn();
  for (let i = 0; i < PER_PARTITION; i++) {
    bench.clock.advance(80);
    peer.send(frameOf(streamRow(digestIn(0, i), i)));
    while (scanned.values.length <= i) await turn();
  }
  await bench.passUntil(scanned.ended);
  assert.strictEqual((await scanned.ended)?.code, status.ERR_TIMEOUT);
});

for (const stage of [
  'before it starts',
  'while it waits',
  'in flight',
  'in a frame',
  'while it is paused',
  'between two rounds',
]) {
  for (const how of ['abort', 'stop', 'close'] as const) {
    test(`${how} ${stage} ends the scan once and closes what it leased`, LIMIT, async (t) => {
      const controller = new AbortController();
      const end = (run: StreamRun<number>): void => {
        if (how === 'abort') controller.abort();
        else if (how === 'stop') run.stop();
        else bench.router.close();
      };
      const bench: Bench = await start(t, [
        (peer, { parts }) => {
          if (stage === 'between two rounds') peer.send(frameOf(last(18)));
          else if (stage !== 'in flight') peer.send(frameOf(...parts.flatMap((part) => records(part))));
        },
      ]);
      if (stage === 'before it starts' && how === 'abort') controller.abort();
      const scanned = scan(bench, {
        signal: controller.signal,
        policy: { maxRetries: 10 },
        onRecord: (value, run) => {
          if (stage === 'in a frame' && value === 1) end(run);
          return stage !== 'while it is paused';
        },
      });
      if (stage !== 'before it starts' && stage !== 'while it waits') {
        while (bench.server().frames === 0) await turn();
        for (let i = 0; i < 20; i++) await turn();
      }
      if (stage !== 'in a frame') end(scanned.run);
      if (how === 'stop') for (let i = 0; i < 10; i++) await turn();
      else
        assert.strictEqual((await scanned.ended)?.code, how === 'abort' ? status.ERR_CLIENT_ABORT : status.ERR_CLIENT);
      if (stage === 'in a frame') assert.deepStrictEqual(scanned.values, [0, 1]);
      assert.strictEqual(bench.router.inFlight, 0);
      if (stage === 'in flight' || stage === 'in a frame' || stage === 'while it is paused') {
        await (await bench.server().nextPeer()).gone();
      }
    });
  }
}

test('maxRecords is dealt over the nodes, and those that gave their share are for the next page', LIMIT, async (t) => {
  const limited: Answer = (peer, { parts, maxRecords }) => {
    peer.send(frameOf(...parts.flatMap((part) => records(part)).slice(0, maxRecords), last()));
  };
  const bench = await start(t, [limited, limited]);
  const scanned = scan(bench, { maxRecords: 5 });
  assert.strictEqual(await scanned.ended, undefined);
  assert.deepStrictEqual(
    bench.asked.map(([asked]) => asked?.maxRecords),
    [3, 2],
  );
  assert.deepStrictEqual([scanned.values.length, scanned.run.open.length], [5, 4]);
  const few = scan(bench, { maxRecords: 1 });
  await few.ended;
  assert.deepStrictEqual([few.values.length, few.run.open.length], [1, 4]);
  const enough = scan(bench, { maxRecords: 100 });
  await assertWhole(enough);
  assert.deepStrictEqual(enough.run.open, []);
});

test('a compressed frame that was not asked for ends the scan', LIMIT, async (t) => {
  const bench = await start(t, [(peer) => peer.send(frame(4, Buffer.alloc(40)))]);
  assert.strictEqual((await scan(bench).ended)?.code, status.ERR_CLIENT);
});

test('a node that has less than its share is made up for by the others', LIMIT, async (t) => {
  const limited: Answer = (peer, { parts, maxRecords }) => {
    peer.send(frameOf(...parts.flatMap((part) => records(part)).slice(0, maxRecords), last()));
  };
  const empty: Answer = (peer) => peer.send(frameOf(last()));
  const bench = await start(t, [limited, empty]);
  const scanned = scan(bench, { maxRecords: 6 });
  assert.strictEqual(await scanned.ended, undefined);
  assert.strictEqual(scanned.values.length, 6);
  assert.deepStrictEqual(
    bench.asked[0]?.map(({ maxRecords }) => maxRecords),
    [3, 3],
  );
});

test('nodes are asked one after the other where that is wanted', LIMIT, async (t) => {
  const order: string[] = [];
  const noting =
    (name: string): Answer =>
    (peer, asked) => {
      order.push(`${name} asked`);
      setImmediate(() => {
        order.push(`${name} answers`);
        whole(peer, asked);
      });
    };
  const bench = await start(t, [noting('first'), noting('second')]);
  await assertWhole(scan(bench, { isConcurrent: false }));
  assert.deepStrictEqual(order, ['first asked', 'first answers', 'second asked', 'second answers']);
});

test('a node that lets go while the consumer pauses costs no retry', LIMIT, async (t) => {
  let requests = 0;
  const bench = await start(t, [
    (peer, asked) => {
      requests++;
      if (requests === 4) whole(peer, asked);
      else peer.socket.end(frameOf(...records(asked.parts[0] as [number, number]).slice(0, 1)));
    },
  ]);
  const scanned = scan(bench, {
    partitions: 1,
    policy: { maxRetries: 0, socketTimeout: 1000 },
    onRecord: (_value, run) => {
      setImmediate(() => {
        bench.clock.advance(5000);
        run.resume();
      });
      return false;
    },
  });
  await bench.passUntil(scanned.ended);
  await assertWhole(scanned, 1);
});

test('a node is told that its job is given up, by the number that it knows', LIMIT, async (t) => {
  const bench = await start(t, [(peer, { parts }) => peer.send(frameOf(...records(parts[0] as [number, number])))]);
  const { run } = scan(bench, {
    onRecord: (value, own) => {
      if (value === 1) own.stop();
      return true;
    },
  });
  while (bench.told.length === 0) await turn();
  assert.deepStrictEqual(bench.told, ['query-abort:trid=1\n']);
  assert.deepStrictEqual(run.open[0]?.cursor?.digest, digestIn(0, 1));
});

test('a scan that is done tells nobody', LIMIT, async (t) => {
  const bench = await start(t, [whole]);
  await assertWhole(scan(bench));
  for (let i = 0; i < 10; i++) await turn();
  assert.deepStrictEqual(bench.told, []);
});
