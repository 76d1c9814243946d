// Commands that are answered later than they are carried out: on a store whose changes are safe only when the test says
// so.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Writer } from 'tendril/wire';
import type { NodeState } from '../../src/cluster/node-state.ts';
import { type Job, PROGRESS } from '../../src/command/job.ts';
import { ANONYMOUS } from '../../src/command/principal.ts';
import { IndexCatalog } from '../../src/index/index-catalog.ts';
import { MessageService } from '../../src/protocol/message-service.ts';
import { JobTable } from '../../src/query/job-table.ts';
import { RESULT } from '../../src/result-code.ts';
import type { StoredRecord } from '../../src/storage/record.ts';
import { bytes } from '../helpers/raw-client.ts';
import { DELETE, digest, parseReply, READ_ALL, type ReplyParts, request, WRITE, writeInt } from '../helpers/request.ts';
import { nodeWith, SlowStore } from '../helpers/slow-store.ts';
import { apply } from '../helpers/udf.ts';

const HEADER_BYTES = 8;
const ROW_BYTES = 22;
const RESPOND_ALL = 4;

class Service {
  readonly store: SlowStore;
  readonly woken: Job[] = [];
  readonly log: string[] = [];
  readonly #out = new Writer();
  readonly node: NodeState;
  readonly #messages: MessageService;
  #onWake: (() => void) | undefined;

  constructor(store = new SlowStore()) {
    this.store = store;
    this.node = nodeWith(store, this.log);
    const indexes = new IndexCatalog().attach(this.node);
    const queries = { jobs: new JobTable({ now: () => 0 }), now: () => 0, log: this.node.log, version: '8.1' as const };
    this.#messages = new MessageService(this.node, this.#out, () => 0, indexes, queries);
  }

  /** Resolves when a job that was stepped wakes its owner the next time. */
  nextWake(): Promise<void> {
    return new Promise((resolve) => {
      this.#onWake = resolve;
    });
  }

  start(hex: string): Job | undefined {
    const frame = bytes(hex);
    return this.#messages.handle(frame, HEADER_BYTES, frame.length, ANONYMOUS);
  }

  step(job: Job | undefined): number | undefined {
    return job?.step({
      wake: (woken) => {
        this.woken.push(woken);
        this.#onWake?.();
      },
    });
  }

  /** Takes what has been answered. */
  take(): Buffer {
    const answered = this.#out.take();
    this.#out.reset();
    return answered;
  }

  reply(): ReplyParts {
    return parseReply(this.take().toString('hex'));
  }
}

function put(key: string): string {
  return request({ ...WRITE, key, ops: [writeInt('i', 1)] });
}

/** A batch of writes, one per key. */
function putBatch(keys: readonly string[], flags = RESPOND_ALL): string {
  const rows = keys.map((key, i) => {
    const index = Buffer.alloc(4);
    index.writeUInt32BE(i);
    const op = writeInt('i', i);
    // Flags INFO, info1 to info3, two fields and one operation; the namespace and the set.
    const meta = bytes('02 000100 0002 0001 00000005 00 74657374 00000005 01 64656d6f');
    return Buffer.concat([index, digest('demo', key), meta, op]);
  });
  const head = Buffer.alloc(5);
  head.writeUInt32BE(rows.length);
  head[4] = flags;
  return request({ info1: 8, fields: [[41, Buffer.concat([head, ...rows])]] });
}

/** Index and result of each row in the frames, the trailer's last. */
function rowsOf(frames: Buffer): [number, number][] {
  const rows: [number, number][] = [];
  for (let at = 0; at < frames.length; ) {
    const end = at + HEADER_BYTES + frames.readUInt32BE(at + 4);
    for (let row = at + HEADER_BYTES; row < end; row += ROW_BYTES)
      rows.push([frames.readUInt32BE(row + 14), frames[row + 5] as number]);
    at = end;
  }
  return rows;
}

test('a write is answered once its change is safe, and read by others before', () => {
  const service = new Service();
  const job = service.start(put('k'));
  assert.deepStrictEqual([service.step(job), service.step(job)], [PROGRESS.WAITING, PROGRESS.WAITING]);
  assert.strictEqual(service.take().length, 0);
  assert.strictEqual(service.start(request({ ...READ_ALL, key: 'k' })), undefined);
  assert.strictEqual(service.reply().generation, 1);
  service.store.completions[0]?.settle(RESULT.OK);
  assert.deepStrictEqual(service.woken, [job]);
  assert.strictEqual(service.step(job), PROGRESS.DONE);
  const { resultCode, generation } = service.reply();
  assert.deepStrictEqual([resultCode, generation], [0, 1]);
});

test('a change that fails to become safe is answered with its result and nothing else', () => {
  for (const parts of [
    { ...WRITE, ops: [writeInt('i', 1)] },
    { info1: 1, info2: 1, ops: [writeInt('i', 1), bytes('0000000501000001 69')] },
  ]) {
    const service = new Service();
    const job = service.start(request(parts));
    service.step(job);
    service.store.completions[0]?.settle(RESULT.OUT_OF_SPACE);
    assert.strictEqual(service.step(job), PROGRESS.DONE);
    assert.deepStrictEqual(service.reply(), {
      resultCode: 8,
      generation: 0,
      voidTime: 0,
      info3: 0,
      fields: new Map(),
      ops: [],
    });
  }
});

test('a delete is answered once it is safe, and a change that is safe already at once', () => {
  const service = new Service();
  service.start(put('k'));
  const job = service.start(request({ ...DELETE, key: 'k' }));
  service.store.completions[1]?.settle(RESULT.OK);
  assert.strictEqual(service.step(job), PROGRESS.DONE);
  assert.strictEqual(service.reply().resultCode, 0);
});

test('a command that is given up asks no more of the store', () => {
  const service = new Service();
  for (const hex of [put('k'), putBatch(['a', 'b'])]) {
    const job = service.start(hex);
    service.step(job);
    job?.cancel();
    service.store.completions.at(-1)?.settle(RESULT.OK);
  }
  assert.deepStrictEqual([service.woken, service.take().length], [[], 0]);
});

test('rows of a batch wait each for its change, and their results come in order', () => {
  const service = new Service();
  const job = service.start(putBatch(['a', 'b', 'c']));
  for (let row = 0; row < 3; row++) {
    assert.strictEqual(service.step(job), PROGRESS.WAITING);
    assert.strictEqual(service.store.completions.length, row + 1);
    service.store.completions[row]?.settle(row === 1 ? RESULT.OUT_OF_SPACE : RESULT.OK);
  }
  assert.strictEqual(service.step(job), PROGRESS.DONE);
  assert.deepStrictEqual(rowsOf(service.take()), [
    [0, 0],
    [1, 8],
    [2, 0],
    [0, 0],
  ]);
});

/** A store that breaks down over one record. */
class BrokenStore extends SlowStore {
  readonly #broken: string;

  constructor(broken: string) {
    super();
    this.#broken = digest('demo', broken).toString('latin1');
  }

  override get(key: string): StoredRecord | undefined {
    if (key === this.#broken) throw new TypeError('broken');
    return super.get(key);
  }
}

test('an unexpected failure costs its row of a batch, and a line in the log', () => {
  for (const broken of ['a', 'b', 'c']) {
    const service = new Service(new BrokenStore(broken));
    const job = service.start(putBatch(['a', 'b', 'c']));
    while (service.step(job) === PROGRESS.WAITING) service.store.completions.at(-1)?.settle(RESULT.OK);
    const results = ['a', 'b', 'c'].map((key, i) => [i, key === broken ? RESULT.UNKNOWN : RESULT.OK]);
    assert.deepStrictEqual(rowsOf(service.take()), [...results, [0, 0]]);
    assert.strictEqual(service.log[0], 'error A command failed unexpectedly: TypeError: broken');
  }
});

test('an unexpected failure of a command is answered with result 1', () => {
  const service = new Service(new BrokenStore('k'));
  for (const parts of [{ ...WRITE, ops: [writeInt('i', 1)] }, READ_ALL, DELETE]) {
    service.start(request({ ...parts, key: 'k' }));
    assert.deepStrictEqual(service.reply(), {
      resultCode: 1,
      generation: 0,
      voidTime: 0,
      info3: 0,
      fields: new Map(),
      ops: [],
    });
  }
});

const ADD = 'function add(rec, n) rec.i = (rec.i or 0) + n return aerospike:create(rec) end';

for (const [what, result] of [
  ['is answered when it is', RESULT.OK],
  ['fails when it never will be', RESULT.DEVICE_OVERLOAD],
] as const) {
  test(`a function whose change is not safe yet ${what}`, async (t) => {
    const service = new Service();
    t.after(() => service.node.udf.stop());
    service.node.udf.modules.put('m.lua', Buffer.from(ADD));
    const job = service.start(request(apply('m', 'add', 5)));
    const ended = service.nextWake();
    assert.strictEqual(service.step(job), PROGRESS.WAITING);
    await ended;
    assert.strictEqual(service.step(job), PROGRESS.WAITING);
    assert.strictEqual(service.take().length, 0);
    const [completion] = service.store.completions;
    completion?.settle(result);
    assert.strictEqual(service.woken.at(-1), job);
    assert.strictEqual(service.step(job), PROGRESS.DONE);
    const reply = service.reply();
    assert.strictEqual(reply.resultCode, result);
    assert.strictEqual(reply.ops[0]?.name, result === RESULT.OK ? 'SUCCESS' : undefined);
  });
}

test('a function that is given up goes on, and nobody is told', async (t) => {
  const service = new Service();
  t.after(() => service.node.udf.stop());
  service.node.udf.modules.put('m.lua', Buffer.from(ADD));
  const job = service.start(request(apply('m', 'add', 5)));
  assert.strictEqual(service.step(job), PROGRESS.WAITING);
  job?.cancel();
  // Another function on the record has its turn only after it.
  const other = service.start(request(apply('m', 'add', 1)));
  const ended = service.nextWake();
  service.step(other);
  await ended;
  assert.deepStrictEqual(service.woken, [other]);
  assert.strictEqual(service.store.completions.length, 1);
});
