// Functions on records beside everything else that happens to records. What the functions themselves do is recorded
// (test/udf/golden-udf.test.ts).

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import type { NodeNamespace } from '../../src/cluster/node-namespace.ts';
import { EmbeddedServer } from '../../src/index.ts';
import type { ClusterNode } from '../../src/node/cluster-node.ts';
import type { StoredRecord } from '../../src/storage/record.ts';
import { bytes, connectRaw, frame } from '../helpers/raw-client.ts';
import {
  digest,
  int,
  op,
  parseReply,
  READ_ALL,
  type ReplyParts,
  request,
  WRITE,
  writeInt,
} from '../helpers/request.ts';
import { FakeClock, startServer } from '../helpers/server.ts';
import { apply, putModule } from '../helpers/udf.ts';

const MODULE = `
local function wait(ms)
  info('begun')
  local ended = aerospike:get_current_time() + ms
  while aerospike:get_current_time() < ended do end
end
function add(rec, n)
  local isNew = not aerospike:exists(rec)
  rec.a = (rec.a or 0) + n
  local result = isNew and aerospike:create(rec) or aerospike:update(rec)
  return rec.a
end
function slow_add(rec, n, ms)
  local before = rec.a or 0
  wait(ms)
  rec.a = before + n
  local result = aerospike:exists(rec) and aerospike:update(rec) or aerospike:create(rec)
  return rec.a
end
function slow_read(rec, ms) wait(ms) return rec.a end
function remove(rec) return aerospike:remove(rec) end
function loop(rec) info('begun') while true do end end
function fail(rec) error('no') end
`;

interface Calls {
  /** Resolves when a function says that it has begun, so many times in all. */
  begun(times?: number): Promise<void>;
  /** Does something when the next function has begun, before anybody hears that it has ended. */
  atBegin(what: () => void): void;
}

/** Options that watch for functions to begin. */
function watching(): Calls & { readonly log: (level: string, message: string) => void } {
  let count = 0;
  let waiting: [number, () => void][] = [];
  let next: (() => void) | undefined;
  return {
    atBegin: (what) => {
      next = what;
    },
    log: (_level, message) => {
      if (!message.includes('begun')) return;
      count++;
      const what = next;
      next = undefined;
      what?.();
      for (const [times, resolve] of waiting) if (times <= count) resolve();
      waiting = waiting.filter(([times]) => times > count);
    },
    begun: (times = 1) =>
      new Promise((resolve) => {
        if (count >= times) resolve();
        else waiting.push([times, resolve]);
      }),
  };
}

async function serve(t: TestContext, nodes = 1): Promise<{ server: EmbeddedServer } & Calls> {
  const { begun, atBegin, log } = watching();
  const server = await EmbeddedServer.start({ nodes, log });
  t.after(() => server.stop());
  const client = await connectRaw(t, server.port);
  assert.strictEqual(await putModule(client, 'm.lua', MODULE), 'ok');
  return { server, begun, atBegin };
}

function success({ resultCode, ops }: ReplyParts): string | undefined {
  assert.strictEqual(resultCode, 0);
  assert.strictEqual(ops[0]?.name, 'SUCCESS');
  return ops[0]?.value;
}

test('calls a function again whose record something else has changed meanwhile', async (t) => {
  const { server, atBegin, begun } = await serve(t);
  const client = await connectRaw(t, server.port);
  await client.exchange(request({ ...WRITE, ops: [writeInt('a', 1)] }));
  atBegin(() => server.clear());
  const reply = await client.exchange(request({ ...apply('m', 'slow_add', 10, 1), timeout: 5000 }));
  assert.strictEqual(success(parseReply(reply)), int(10));
  await begun(2);
  const read = parseReply(await client.exchange(request(READ_ALL)));
  assert.deepStrictEqual([read.generation, read.ops[0]?.value], [1, int(10)]);
});

test('does not call a function again that only reads', async (t) => {
  const { server, atBegin } = await serve(t);
  const client = await connectRaw(t, server.port);
  await client.exchange(request({ ...WRITE, ops: [writeInt('a', 1)] }));
  atBegin(() => server.clear());
  const reply = await client.exchange(request({ ...apply('m', 'slow_read', 1), timeout: 5000 }));
  assert.strictEqual(success(parseReply(reply)), int(1));
});

test('gives up on a record that changes under every call', async (t) => {
  const { server, atBegin } = await serve(t);
  const client = await connectRaw(t, server.port);
  await client.exchange(request({ ...WRITE, ops: [writeInt('a', 1)] }));
  const own = (server.nodes[0] as ClusterNode).server.state.namespaces.get('test');
  const { namespace } = own as NodeNamespace;
  const key = digest('demo', 'k1').toString('latin1');
  const rewrite = () => {
    const record = namespace.store.get(key) as StoredRecord;
    namespace.put(key, { ...record }, record);
    atBegin(rewrite);
  };
  atBegin(rewrite);
  const reply = await client.exchange(request({ ...apply('m', 'slow_add', 1, 1), timeout: 5000 }));
  assert.strictEqual(parseReply(reply).resultCode, 14);
});

test('runs functions on one record one after the other', async (t) => {
  const { server } = await serve(t);
  const clients = await Promise.all(Array.from({ length: 16 }, () => connectRaw(t, server.port)));
  const replies = await Promise.all(clients.map((client) => client.exchange(request(apply('m', 'add', 1)))));
  const sums = replies.map((reply) => success(parseReply(reply))).sort();
  assert.deepStrictEqual(
    sums,
    Array.from({ length: 16 }, (_, i) => int(i + 1)),
  );
});

test('carries a function out whose client has gone', async (t) => {
  const { server, begun } = await serve(t);
  const [scripts, other] = [await connectRaw(t, server.port), await connectRaw(t, server.port)];
  await other.exchange(request({ ...WRITE, ops: [writeInt('a', 1)] }));
  scripts.send(request({ ...apply('m', 'slow_add', 1, 50), timeout: 5000 }));
  await begun();
  scripts.socket.destroy();
  // Its turn comes when the other function has ended.
  assert.strictEqual(success(parseReply(await other.exchange(request(apply('m', 'add', 0))))), int(2));
});

test('answers what comes behind a function on the same connection after it', async (t) => {
  const { server } = await serve(t);
  const client = await connectRaw(t, server.port);
  client.send(request(apply('m', 'add', 5)), request(READ_ALL), request(apply('m', 'add', 5)), request(READ_ALL));
  const replies = [await client.frame(), await client.frame(), await client.frame(), await client.frame()];
  assert.deepStrictEqual(
    replies.map((reply) => parseReply(reply).ops[0]?.value),
    [int(5), int(5), int(10), int(10)],
  );
});

test('stops in bounded time while a function loops', async (t) => {
  const { server, begun } = await serve(t);
  const client = await connectRaw(t, server.port);
  client.send(request({ ...apply('m', 'loop'), timeout: 60_000 }));
  await begun();
  await server.stop();
  assert.strictEqual(server.nodes[0]?.isRunning, false);
});

test('gives a function that does not say so the time of transaction-max-ms', async (t) => {
  const { server } = await serve(t);
  const client = await connectRaw(t, server.port);
  assert.strictEqual(await client.info('set-config:context=service;transaction-max-ms=50'), 'ok');
  const reply = parseReply(await client.exchange(request({ ...apply('m', 'loop'), timeout: 0 })));
  assert.strictEqual(reply.resultCode, 100);
  assert.match(bytes(reply.ops[0]?.value ?? '').toString(), /UDF Execution Timeout$/);
});

test('counts functions by what they have done', async (t) => {
  const { server } = await serve(t);
  const client = await connectRaw(t, server.port);
  for (const name of ['add', 'add', 'remove', 'fail', 'slow_read'])
    await client.exchange(request(apply('m', name, ...(name === 'add' || name === 'slow_read' ? [1] : []))));
  const statistics = new Map(
    (await client.info('namespace/test')).split(';').map((pair) => pair.split('=') as [string, string]),
  );
  const counted = [
    'udf_complete',
    'udf_error',
    'lang_write_success',
    'lang_delete_success',
    'lang_read_success',
    'lang_error',
  ];
  assert.deepStrictEqual(
    counted.map((name) => statistics.get(`client_${name}`)),
    ['4', '1', '2', '1', '1', '1'],
  );
});

/** A batch whose rows call a function, write or read. */
function batch(
  rows: readonly { key: string; apply?: [string, number]; filter?: string; write?: number }[],
  flags = 0x0c,
): string {
  const field = (type: number, value: Buffer) => {
    const head = Buffer.alloc(5);
    head.writeUInt32BE(value.length + 1);
    head[4] = type;
    return Buffer.concat([head, value]);
  };
  const encoded = rows.map(({ key, apply: call, filter, write }, i) => {
    const head = Buffer.alloc(24);
    head.writeUInt32BE(i);
    head.set(digest('demo', key), 4);
    const fields = [field(0, Buffer.from('test')), field(1, Buffer.from('demo'))];
    const ops = write === undefined ? [] : [writeInt('a', write)];
    if (call !== undefined) {
      const { fields: named = [] } = apply('m', call[0], call[1]);
      fields.push(...named.map(([type, value]) => field(type, value)));
    }
    if (filter !== undefined) fields.push(field(43, bytes(filter)));
    const isWrite = call !== undefined || write !== undefined;
    const counts = Buffer.alloc(4);
    counts.writeUInt16BE(fields.length);
    counts.writeUInt16BE(ops.length, 2);
    // Row flags INFO: info1, info2, info3.
    const meta = isWrite ? [0x02, 0, 1, 0] : [0x02, 3, 0, 0];
    return Buffer.concat([head, Buffer.from(meta), counts, ...fields, ...ops]);
  });
  const header = Buffer.alloc(5);
  header.writeUInt32BE(rows.length);
  header[4] = flags;
  const body = field(41, Buffer.concat([header, ...encoded]));
  return frame(3, `1608${'00'.repeat(12)}000003e800010000`.slice(0, 44) + body.toString('hex'));
}

/** Index, result code, and first operation of each row, over all frames. */
function rowsOf(frames: readonly string[]): [number, number, string, string][] {
  const rows: [number, number, string, string][] = [];
  for (const hex of frames) {
    const body = bytes(hex).subarray(8);
    for (let at = 0; at < body.length; ) {
      const ops = body.readUInt16BE(at + 20);
      const [index, result] = [body.readUInt32BE(at + 14), body.readUInt8(at + 5)];
      let end = at + 22;
      let [name, value] = ['', ''];
      for (let i = 0; i < ops; i++) {
        const next = end + 4 + body.readUInt32BE(end);
        const nameEnd = end + 8 + body.readUInt8(end + 7);
        if (i === 0) [name, value] = [body.toString('latin1', end + 8, nameEnd), body.toString('hex', nameEnd, next)];
        end = next;
      }
      if (body.readUInt8(at + 3) === 0) rows.push([index, result, name, value]);
      at = end;
    }
  }
  return rows;
}

test('a function that leaves no bins is answered with the life that the record would have had', async (t) => {
  const { client, run } = await startServer(t);
  await putModule(client, 'm.lua', 'function empty(rec) rec.a = nil return aerospike:update(rec) end');
  await run({ ...WRITE, key: 'k', ops: [writeInt('a', 1)] });
  const { resultCode, generation, voidTime } = await run({ key: 'k', ttl: 1050, ...apply('m', 'empty') });
  assert.deepStrictEqual([resultCode, generation, voidTime], [0, 2, FakeClock.START_SECONDS + 1050]);
});

test('carries out rows of a batch that call functions, in their order with the others', async (t) => {
  const { server } = await serve(t);
  const client = await connectRaw(t, server.port);
  client.send(
    batch([
      { key: 'b', write: 1 },
      { key: 'b', apply: ['add', 10] },
      { key: 'b' },
      { key: 'c', apply: ['fail', 0] },
      { key: 'b', apply: ['add', 100] },
      { key: 'b' },
      { key: 'none' },
    ]),
    request({ ...READ_ALL, key: 'b' }),
  );
  const frames: string[] = [];
  for (;;) {
    const reply = (await client.frame()) as string;
    frames.push(reply);
    if (bytes(reply).readUInt8(8 + 3) === 1) break;
  }
  const rows = rowsOf(frames);
  assert.deepStrictEqual(
    rows.map(([index, result, name]) => [index, result, name]),
    [
      [0, 0, ''],
      [1, 0, 'SUCCESS'],
      [2, 0, 'a'],
      [3, 100, 'FAILURE'],
      [4, 0, 'SUCCESS'],
      [5, 0, 'a'],
      [6, 2, ''],
    ],
  );
  assert.deepStrictEqual([rows[1]?.[3], rows[2]?.[3], rows[5]?.[3]], [int(11), int(11), int(111)]);
  assert.strictEqual(parseReply(await client.frame()).ops[0]?.value, int(111));
});

test('goes on behind a row whose function is refused before it runs', async (t) => {
  const { server } = await serve(t);
  const client = await connectRaw(t, server.port);
  const FALSE = 'c2';
  client.send(
    batch([
      { key: 'b', write: 1 },
      { key: 'b', apply: ['add', 10], filter: FALSE },
      { key: 'b', apply: ['add', 100] },
    ]),
  );
  const frames: string[] = [];
  do frames.push((await client.frame()) as string);
  while (bytes(frames.at(-1) as string).readUInt8(8 + 3) !== 1);
  assert.deepStrictEqual(
    rowsOf(frames).map(([index, result, , value]) => [index, result, value]),
    [
      [0, 0, ''],
      [1, 27, ''],
      [2, 0, int(101)],
    ],
  );
});

test('every node of a cluster has the modules, and the master of a record calls the function', async (t) => {
  const { server } = await serve(t, 3);
  const clients = await Promise.all(server.nodes.map((node) => connectRaw(t, node.port)));
  for (const client of clients) assert.match(await client.info('udf-list'), /^filename=m\.lua,/);
  for (const [i, client] of clients.entries()) {
    assert.strictEqual(success(parseReply(await client.exchange(request(apply('m', 'add', 1))))), int(i + 1));
  }
  // The change is on every copy: whoever is left has it.
  const [first, second] = server.nodes;
  await first?.kill();
  await server.rebalance();
  const last = clients[1] as (typeof clients)[number];
  assert.strictEqual(success(parseReply(await last.exchange(request(apply('m', 'add', 1))))), int(4));
  await first?.restart();
  await server.rebalance();
  await second?.kill();
  await server.rebalance();
  const back = await connectRaw(t, first?.port ?? 0);
  assert.match(await back.info('udf-list'), /^filename=m\.lua,/);
  assert.strictEqual(success(parseReply(await back.exchange(request(apply('m', 'add', 1))))), int(5));
});

test('a module that is registered again is the one that is called next', async (t) => {
  const { client, run } = await startServer(t);
  for (const value of [1, 2, 3]) {
    await putModule(client, 'v.lua', `function f(rec) return ${value} end`);
    assert.strictEqual(success(await run(apply('v', 'f'))), int(value));
  }
  await client.info('udf-remove:filename=v.lua');
  const reply = await run(apply('v', 'f'));
  assert.strictEqual(bytes(reply.ops[0]?.value ?? '').toString(), 'UDF: Execution Error 1');
});

test('loads no engine before the first module, and none into the thread of the server ever', async (t) => {
  const { client, run } = await startServer(t);
  await run({ ...WRITE, ops: [op(2, 1, 'a', int(1))] });
  await putModule(client, 'm.lua', MODULE);
  assert.strictEqual(success(await run(apply('m', 'add', 1))), int(2));
  assert.deepStrictEqual(
    Object.keys(require.cache).filter((path) => path.includes('wasmoon')),
    [],
  );
});

test('a node that is killed while a function runs loses nothing that was answered', async (t) => {
  const { server, begun } = await serve(t, 2);
  const clients = await Promise.all(server.nodes.map((node) => connectRaw(t, node.port)));
  const [one, two] = clients as [(typeof clients)[number], (typeof clients)[number]];
  await one.exchange(request({ ...WRITE, ops: [writeInt('a', 1)] }));
  one.send(request({ ...apply('m', 'slow_add', 1, 100), timeout: 5000 }));
  two.send(request({ ...apply('m', 'slow_add', 1, 100), timeout: 5000 }));
  await begun();
  const closed = once(one.socket, 'close');
  await server.nodes[0]?.kill();
  await server.rebalance();
  await closed;
  const reply = parseReply(await two.frame());
  assert.strictEqual(reply.resultCode, 0);
  const stored = parseReply(await two.exchange(request(READ_ALL)));
  assert.strictEqual(stored.ops[0]?.value, reply.ops[0]?.value);
});
