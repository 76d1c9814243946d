// Commands that travel as one, against nodes that answer as a test tells them: what becomes of one of them, and what of
// the others.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SELECT } from '../../../src/command/record/select.ts';
import { status } from '../../../src/model/status.ts';
import { snapshotOf } from '../../helpers/fake-cluster.ts';
import { type AnswerBatch, answerInOrder, answerTo, mergingBench, rowsOf } from '../../helpers/merging-bench.ts';
import { Random } from '../../helpers/random.ts';
import { frameOf, last, message } from '../../helpers/reply-rows.ts';
import { type SeenCommand, type SeenRequest, writes } from '../../helpers/requests.ts';
import { failureOf, readPolicy } from '../../helpers/router-bench.ts';
import { LIMIT, type Peer, turn } from '../../helpers/scripted-server.ts';

const MANY = 60;
const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** Holds the answers to batches back, to be given by the test. */
function holding(): { readonly answer: AnswerBatch; readonly held: (readonly [Peer, SeenRequest])[] } {
  const held: (readonly [Peer, SeenRequest])[] = [];
  return { held, answer: (peer, request) => held.push([peer, request]) };
}

/** The first batch is treated so, all others are answered. */
function first(treat: AnswerBatch): AnswerBatch {
  let count = 0;
  return (peer, request) => (count++ === 0 ? treat(peer, request) : answerInOrder(peer, request));
}

test('commands of one turn share requests, each asking for what it would have asked alone', LIMIT, async (t) => {
  const merged = await mergingBench(t);
  const single = await mergingBench(t);
  const policy = { key: 1, readTouchTtlPercent: 50, exists: 4, commitLevel: 1, durableDelete: true, gen: 1 };
  for (const [bench, merge] of [
    [merged, true],
    [single, false],
  ] as const) {
    await Promise.all(
      numbers(MANY).map((user) => {
        const own = { merge, ...(user % 3 > 0 && policy) };
        return user % 2 === 0 ? bench.read(user, own) : bench.write(user, own);
      }),
    );
  }
  const asked = (requests: readonly SeenRequest[] | undefined): unknown[] =>
    (requests ?? [])
      .flatMap(({ commands }) => commands.map((command) => ({ ...command, index: 0 })))
      .sort((a, b) => a.digest.compare(b.digest));
  assert.deepStrictEqual(asked(merged.requests[0]), asked(single.requests[0]));
  assert.strictEqual(single.batches().length, 0);
  const rows = rowsOf(merged.batches());
  assert.strictEqual(rows > MANY / 2, true, `${rows} rows`);
  const { mergedCommands, mergedRequests } = merged.router.stats().get('N0') ?? {};
  assert.deepStrictEqual([mergedCommands, mergedRequests], [rows, merged.batches().length]);
});

test('answers are known by their index: in any order, over any number of frames', LIMIT, async (t) => {
  const random = new Random();
  t.diagnostic(`TENDRIL_SEED=${random.seed}`);
  const bench = await mergingBench(t, [
    (peer, { commands }) => {
      const shuffled = [...commands];
      for (let i = shuffled.length - 1; i > 0; i--) {
        const j = random.below(i + 1);
        [shuffled[i], shuffled[j]] = [shuffled[j] as never, shuffled[i] as never];
      }
      const answers = shuffled.map((command) => answerTo(command));
      while (answers.length > 0) peer.send(frameOf(...answers.splice(0, 1 + random.below(4))));
      peer.send(frameOf(last()));
    },
  ]);
  for (let round = 0; round < 20; round++) await bench.readMany(MANY);
  assert.strictEqual(rowsOf(bench.batches()) > 10 * MANY, true);
});

test('no index comes twice on a connection, and none is that of a command alone', LIMIT, async (t) => {
  const bench = await mergingBench(t, [answerInOrder], { maxConnsPerNode: 1 });
  for (let round = 0; round < 5; round++) await bench.readMany(MANY);
  const indexes = bench.batches().flatMap(({ commands }) => commands.map(({ index }) => index));
  assert.strictEqual(new Set(indexes).size, indexes.length);
  assert.strictEqual(indexes.includes(0), false);
});

const BROKEN: readonly [what: string, treat: AnswerBatch][] = [
  ['leaves one out', (peer, { commands }) => peer.send(frameOf(...commands.slice(1).map((c) => answerTo(c)), last()))],
  ['gives none', (peer) => peer.send(frameOf(last()))],
  [
    'gives one twice',
    (peer, { commands }) =>
      peer.send(frameOf(...[commands[0] as SeenCommand, ...commands].map((c) => answerTo(c)), last())),
  ],
  [
    'answers a row that nobody asked for',
    (peer, { commands }) =>
      peer.send(
        frameOf(
          ...[...commands, { ...(commands[0] as SeenCommand), index: 7_000_000 }].map((c) => answerTo(c)),
          last(),
        ),
      ),
  ],
  ['goes on after its end', (peer, { commands }) => peer.send(frameOf(last(), ...commands.map((c) => answerTo(c))))],
  [
    'answers a command alone',
    (peer, { commands }) => peer.send(frameOf(answerTo({ ...(commands[0] as SeenCommand), index: 0 }))),
  ],
  ['says what is no message', (peer) => peer.send(frameOf(Buffer.alloc(30, 9)))],
];

for (const [what, treat] of BROKEN) {
  test(
    `a reply that ${what} fails those without an answer, writes in doubt; nobody gets another's`,
    LIMIT,
    async (t) => {
      const bench = await mergingBench(t, [first(treat)]);
      const outcome = (isWrite: boolean, command: Promise<unknown>) =>
        command.then(
          () => 'done',
          ({ code, inDoubt }) => `${isWrite ? 'write' : 'read'} ${code} ${inDoubt}`,
        );
      const outcomes = await Promise.all(
        numbers(2 * MANY).map((user) =>
          user % 2 > 0 ? outcome(true, bench.write(user)) : outcome(false, bench.readOwn(user)),
        ),
      );
      const failures = new Set(outcomes.filter((each) => each !== 'done'));
      assert.deepStrictEqual([...failures].sort(), ['read -1 false', 'write -1 true']);
      while (bench.server().peers.every(({ closed }) => !closed)) await turn();
      await bench.readMany(MANY);
    },
  );
}

test('a reply that has all rows and no end costs its connection once that stays silent', LIMIT, async (t) => {
  let isWhole = true;
  const bench = await mergingBench(t, [
    (peer, request) => {
      if (isWhole) answerInOrder(peer, request);
      else peer.send(frameOf(...request.commands.map((command) => answerTo(command))));
    },
  ]);
  await bench.readMany(MANY);
  const before = bench.batches().length;
  isWhole = false;
  await bench.readMany(12);
  isWhole = true;
  assert.strictEqual(bench.batches().length, before + 1);
  const open = (): number => bench.server().peers.filter(({ closed }) => !closed).length;
  const connections = open();
  bench.clock.advance(900);
  for (let turns = 0; turns < 20; turns++) await turn();
  assert.strictEqual(open(), connections);
  bench.clock.advance(200);
  while (open() === connections) await turn();
  await bench.readMany(MANY);
});

test('what was merged stays counted when its node is gone', LIMIT, async (t) => {
  const bench = await mergingBench(t, [answerInOrder, answerInOrder]);
  await bench.readMany(MANY);
  const before = { ...bench.router.merged };
  assert.strictEqual(before.commands, rowsOf(bench.batches()));
  const [, other] = bench.cluster.snapshot.nodes;
  bench.cluster.snapshot = snapshotOf([other as never], [0]);
  await bench.readMany(MANY);
  assert.strictEqual(bench.router.stats().has('N0'), false);
  assert.strictEqual(bench.router.merged.commands, before.commands + rowsOf(bench.batches(1)));
});

test('a row of its own frame, larger than all others together, is read like them', LIMIT, async (t) => {
  const large = Buffer.alloc(300_000, 7);
  const op = Buffer.alloc(9 + large.length);
  op.writeUInt32BE(op.length - 4, 0);
  op.set([1, 4, 0, 1, 0x62], 4);
  op.set(large, 9);
  const bench = await mergingBench(t, [
    (peer, { commands }) => {
      const [one, ...others] = commands;
      peer.send(frameOf(message({ index: one?.index ?? 0, ops: [op] })));
      peer.send(frameOf(...others.map((command) => answerTo(command)), last()));
    },
  ]);
  const records = await Promise.all(numbers(MANY).map((user) => bench.read(user)));
  const sizes = records.map(({ bins }) => (bins.b as Buffer | undefined)?.length).filter((size) => size !== undefined);
  assert.deepStrictEqual([...new Set(sizes)], [large.length]);
  assert.strictEqual(sizes.length, bench.batches().length);
});

test('one of many that is aborted ends at once and in doubt, the others are answered', LIMIT, async (t) => {
  const { answer, held } = holding();
  const bench = await mergingBench(t, [answer]);
  const controller = new AbortController();
  const all = numbers(MANY).map((user) => bench.write(user, {}, user === MANY - 1 ? controller.signal : undefined));
  const aborted = failureOf(all.pop() as Promise<undefined>);
  while (rowsOf(bench.batches()) + 8 < MANY) await turn();
  controller.abort();
  const { code, inDoubt, attempts } = await aborted;
  assert.deepStrictEqual([code, inDoubt, attempts], [status.ERR_CLIENT_ABORT, true, 1]);
  for (const [peer, request] of held) answerInOrder(peer, request);
  await Promise.all(all);
  assert.strictEqual(
    bench.server().peers.every(({ closed }) => !closed),
    true,
  );
});

test('one of many that was aborted before it left is in doubt too: its row was written', LIMIT, async (t) => {
  const bench = await mergingBench(t);
  await bench.read(0);
  const controller = new AbortController();
  const all = numbers(MANY).map((user) => bench.write(user, {}, user === 30 ? controller.signal : undefined));
  controller.abort();
  const results = await Promise.allSettled(all);
  assert.deepStrictEqual(
    results.flatMap(({ status: how }, user) => (how === 'rejected' ? [user] : [])),
    [30],
  );
});

test(
  'one of many that times out fails alone; its connection takes nothing new until it has answered',
  LIMIT,
  async (t) => {
    const { answer, held } = holding();
    const bench = await mergingBench(t, [answer], { maxConnsPerNode: 1 });
    const all = numbers(MANY).map((user) =>
      bench.read(user, user === MANY - 1 ? { totalTimeout: 100, maxRetries: 0 } : {}),
    );
    const impatient = failureOf(all.pop() as Promise<never>);
    while (rowsOf(bench.batches()) + 8 < MANY) await turn();
    bench.clock.advance(120);
    const error = await impatient;
    assert.deepStrictEqual([error.code, error.inDoubt], [status.ERR_TIMEOUT, false]);
    const late = bench.read(500);
    await turn();
    assert.strictEqual(bench.router.stats().get('N0')?.waiting, 1);
    for (const [peer, request] of held.splice(0)) answerInOrder(peer, request);
    await Promise.all(all);
    await late;
    assert.strictEqual(bench.server().peers.length, 1);
  },
);

test('one of many whose value has no bytes is refused, the others travel', LIMIT, async (t) => {
  const bench = await mergingBench(t);
  const all = numbers(MANY).map((user) => bench.write(user, {}, undefined, user === 20 ? (Symbol('no') as never) : 1));
  const results = await Promise.allSettled(all);
  assert.strictEqual((results[20] as PromiseRejectedResult).reason.code, status.ERR_PARAM);
  assert.strictEqual(results.filter(({ status: how }) => how === 'rejected').length, 1);
});

test('one of many whose answer cannot be read fails alone', LIMIT, async (t) => {
  const broken = Buffer.alloc(9);
  broken.writeUInt32BE(5, 0);
  broken.set([1, 1, 0, 1, 0x6e], 4);
  const bench = await mergingBench(t, [
    first((peer, { commands: [one, ...others] }) => {
      peer.send(frameOf(message({ index: one?.index ?? 0, ops: [broken] }), ...others.map((c) => answerTo(c)), last()));
    }),
  ]);
  const results = await Promise.allSettled(numbers(MANY).map((user) => bench.read(user, { maxRetries: 0 })));
  const failed = results.filter(({ status: how }) => how === 'rejected') as PromiseRejectedResult[];
  assert.deepStrictEqual(
    failed.map(({ reason }) => reason.code),
    [status.ERR_CLIENT],
  );
});

test(
  'a node that dies with merged requests under way leaves the writes that were sent in doubt, and no other',
  LIMIT,
  async (t) => {
    const bench = await mergingBench(t, [(peer) => peer.reset()], { maxConnsPerNode: 1 });
    const results = await Promise.allSettled(numbers(MANY).map((user) => bench.write(user)));
    bench.server().stopListening();
    const rows = rowsOf(bench.batches());
    const doubts = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.inDoubt] : []));
    assert.strictEqual(doubts.length >= rows && rows > 0, true);
    assert.deepStrictEqual([...new Set(doubts)], [true]);
  },
);

test('closing the client ends merged commands, those that were sent in doubt', LIMIT, async (t) => {
  const { answer } = holding();
  const bench = await mergingBench(t, [answer]);
  const sent = numbers(MANY).map((user) => failureOf(bench.write(user)).catch(() => undefined));
  while (bench.batches().length === 0) await turn();
  const rows = rowsOf(bench.batches());
  const unsent = numbers(4).map((user) => failureOf(bench.write(2000 + user)));
  bench.router.close();
  const doubts = (await Promise.all(sent)).flatMap((error) => (error === undefined ? [] : [error.inDoubt]));
  assert.strictEqual(doubts.filter((inDoubt) => inDoubt).length >= rows, true);
  for (const { inDoubt, message: text } of await Promise.all(unsent)) {
    assert.strictEqual(inDoubt, false);
    assert.match(text, /The client was closed/);
  }
});

test('rows of partitions that moved away are tried again where they are now, the others are not', LIMIT, async (t) => {
  let moved = 0;
  const bench = await mergingBench(
    t,
    [
      (peer, { commands }) => {
        const answers = commands.map((command, i) => {
          if (i % 2 > 0) return answerTo(command);
          moved++;
          return answerTo(command, 11);
        });
        peer.send(frameOf(...answers, last()));
      },
      answerInOrder,
    ],
    { columns: [0, 1] },
  );
  await bench.readMany(MANY);
  assert.strictEqual(moved > 0, true);
  assert.strictEqual(
    (bench.requests[1] ?? []).reduce((sum, { commands }) => sum + commands.length, 0),
    moved,
  );
});

for (const code of [150, 151, 152]) {
  test(`a node that answers ${code} gets commands singly for a while; nobody notices`, LIMIT, async (t) => {
    const bench = await mergingBench(t, [first((peer) => peer.send(frameOf(last(code))))], { maxConnsPerNode: 1 });
    const all = numbers(MANY).map((user) =>
      user % 2 > 0 ? bench.write(user, { maxRetries: 0 }) : bench.read(user, { maxRetries: 0 }),
    );
    await Promise.all(all);
    const before = bench.batches().length;
    await bench.readMany(MANY);
    assert.strictEqual(bench.batches().length, before);
    bench.clock.advance(10_001);
    await bench.readMany(MANY);
    assert.strictEqual(bench.batches().length > before, true);
  });
}

test(
  'after a batch that ends with another code reads travel singly, and writes without an answer are in doubt',
  LIMIT,
  async (t) => {
    const bench = await mergingBench(t, [first((peer) => peer.send(frameOf(last(4))))]);
    const reads = bench.readMany(MANY, { maxRetries: 0 });
    const results = await Promise.allSettled(numbers(MANY).map((user) => bench.write(1000 + user)));
    await reads;
    const doubts = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.inDoubt] : []));
    assert.deepStrictEqual([...new Set(doubts)], doubts.length > 0 ? [true] : []);
  },
);

test(
  'two commands on one record never share a request if one of them writes, and keep their order',
  LIMIT,
  async (t) => {
    const random = new Random();
    t.diagnostic(`TENDRIL_SEED=${random.seed}`);
    const bench = await mergingBench(t);
    const called = new Map<string, boolean[]>();
    for (let round = 0; round < 10; round++) {
      await Promise.all(
        numbers(100).map(async () => {
          const user = random.below(20);
          const isWrite = random.below(3) === 0;
          const calls = called.get(`${user}`) ?? [];
          called.set(`${user}`, [...calls, isWrite]);
          await (isWrite ? bench.write(user) : bench.read(user));
        }),
      );
    }
    assert.strictEqual(rowsOf(bench.batches()) > 100, true);
    for (const { commands } of bench.batches()) {
      for (const command of commands) {
        const same = commands.filter(({ digest }) => digest.equals(command.digest));
        assert.strictEqual(
          same.length === 1 || !same.some(writes),
          true,
          'a record is written by a request that has it once',
        );
      }
    }
  },
);

const ALONE: readonly [what: string, policy: object, options?: object, build?: string][] = [
  ['whose policy says so', { merge: false }],
  ['whose reply may be compressed', { compress: true }],
  ['of a strongly consistent namespace', {}, { strongConsistency: true }],
  ['to a server before 6.0', {}, {}, '5.7.0.11'],
];

for (const [what, policy, options, build] of ALONE) {
  test(`commands ${what} travel alone`, LIMIT, async (t) => {
    const bench = await mergingBench(t, [answerInOrder], options);
    if (build !== undefined) {
      bench.cluster.snapshot = snapshotOf(bench.cluster.snapshot.nodes.map((each) => ({ ...each, build })));
    }
    await bench.readMany(MANY, policy);
    assert.deepStrictEqual([bench.batches().length, bench.requests[0]?.length], [0, MANY]);
  });
}

test('a large value travels alone, in its place', LIMIT, async (t) => {
  const bench = await mergingBench(t, [answerInOrder], { maxConnsPerNode: 1 });
  await bench.read(0);
  const values = numbers(MANY).map((user) => (user % 15 === 14 ? Buffer.alloc(9000) : user));
  await Promise.all(values.map((value, user) => bench.write(user, {}, undefined, value)));
  const alone = (bench.requests[0] ?? []).filter(({ isBatch }) => !isBatch);
  const large = alone
    .flatMap(({ commands }) => commands.flatMap(({ ops }) => ops))
    .filter(({ length }) => length > 8000);
  assert.strictEqual(large.length, 4);
  assert.strictEqual(rowsOf(bench.batches()) > 30, true);
});

test('few commands, and one alone, are never merged', LIMIT, async (t) => {
  const bench = await mergingBench(t);
  for (let round = 0; round < 20; round++) await bench.readMany(4);
  assert.strictEqual(bench.batches().length, 0);
});

test(
  'a merged request has the longest time of those that share it, and none if one of them has none',
  LIMIT,
  async (t) => {
    const bench = await mergingBench(t, [answerInOrder], { maxConnsPerNode: 1 });
    await Promise.all(numbers(MANY).map((user) => bench.read(user, { socketTimeout: 100 + user })));
    for (const { timeoutMs, commands } of bench.batches()) assert.strictEqual(timeoutMs >= 100 + commands.length, true);
    const before = bench.batches().length;
    await Promise.all(numbers(MANY).map((user) => bench.read(user, { totalTimeout: 0, socketTimeout: 500 })));
    for (const { timeoutMs } of bench.batches().slice(before)) assert.strictEqual(timeoutMs, 0);
  },
);

test(
  'a read of no bins at all, which a batch would be refused for, makes its companions travel alone',
  LIMIT,
  async (t) => {
    const bench = await mergingBench(t, [answerInOrder], { maxConnsPerNode: 1 });
    await bench.read(0);
    const nothing = bench.run(SELECT, { ns: 'test', set: 'demo', key: 7 }, [], readPolicy({ merge: true }));
    const all = numbers(MANY).map((user) => bench.readOwn(user));
    const again = bench.run(SELECT, { ns: 'test', set: 'demo', key: 8 }, [], readPolicy({ merge: true }));
    await Promise.all([...all, nothing, again]);
    assert.strictEqual(rowsOf(bench.batches()) < MANY - 8, true);
    for (const { commands } of bench.batches()) {
      for (const { info, ops } of commands)
        assert.strictEqual(((info[0] as number) & 0x22) !== 0 || ops.length > 0, true);
    }
  },
);

test('large records make requests small, and small ones make them larger again', LIMIT, async (t) => {
  const sizes: number[] = [];
  let bytes = 20_000;
  const bench = await mergingBench(
    t,
    [
      (peer, { commands }) => {
        sizes.push(commands.length);
        const op = Buffer.alloc(9 + bytes);
        op.writeUInt32BE(op.length - 4, 0);
        op.set([1, 4, 0, 1, 0x62], 4);
        peer.send(frameOf(...commands.map(({ index }) => message({ index, ops: [op] })), last()));
      },
    ],
    { maxConnsPerNode: 1 },
  );
  const readAll = () => Promise.all(numbers(150).map((user) => bench.read(user)));
  await readAll();
  assert.strictEqual(Math.max(...sizes) > 20, true);
  sizes.length = 0;
  await readAll();
  assert.strictEqual(Math.max(...sizes) <= 4, true, `${sizes} rows of 20 KB`);
  bytes = 20;
  for (let round = 0; round < 40; round++) await readAll();
  sizes.length = 0;
  await readAll();
  assert.strictEqual(Math.max(...sizes) > 20, true, `${sizes} rows of 20 bytes`);
});
