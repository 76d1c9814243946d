// Functions that a background job calls: on records that are there and that it is about, without the checks of a command.

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { NodeNamespace } from '../../src/cluster/node-namespace.ts';
import type { NodeState } from '../../src/cluster/node-state.ts';
import { Application } from '../../src/command/apply.ts';
import { ANONYMOUS } from '../../src/command/principal.ts';
import { StoredRecordView } from '../../src/expression/record-view.ts';
import { Scope } from '../../src/expression/scope.ts';
import { Request } from '../../src/message/request.ts';
import { OperationCalls } from '../../src/operation/calls.ts';
import { WorkMeter } from '../../src/operation/work-meter.ts';
import { RESULT } from '../../src/result-code.ts';
import { MemoryStore } from '../../src/storage/memory-store.ts';
import { createBin, type StoredRecord } from '../../src/storage/record.ts';
import { bytes } from '../helpers/raw-client.ts';
import { digest, int, request } from '../helpers/request.ts';
import { nodeWith } from '../helpers/slow-store.ts';
import { apply } from '../helpers/udf.ts';

const MODULE = `
function add(rec, n) rec.a = rec.a + n return aerospike:update(rec) end
function create(rec) rec.a = 1 return aerospike:create(rec) end
function fail(rec) error('no') end
`;
const HEADER_BYTES = 8;

function serve(t: TestContext): { node: NodeState; own: NodeNamespace } {
  const node = nodeWith(new MemoryStore());
  t.after(() => node.udf.stop());
  node.udf.modules.put('b.lua', Buffer.from(MODULE));
  return { node, own: node.namespaces.get('test') as NodeNamespace };
}

function store({ namespace }: NodeNamespace, key: string, a: number): string {
  const name = digest('demo', key).toString('latin1');
  const record: StoredRecord = {
    generation: 1,
    voidTime: 0,
    lastUpdateMs: namespace.nowMs(),
    set: namespace.sets.getOrCreate('demo'),
    key: undefined,
    bins: [createBin('a', 1, bytes(int(a)))],
    size: 60,
  };
  namespace.put(name, record, undefined);
  return name;
}

async function call(
  { node, own }: { node: NodeState; own: NodeNamespace },
  name: string,
  key: string,
  matches: (record: StoredRecord) => boolean = () => true,
): Promise<number> {
  const parsed = new Request();
  // The job's own message, which names no record and no set.
  const message = bytes(request({ ...apply('b', name, 5), set: '', key: 'job' }));
  assert.strictEqual(parsed.parse(message, HEADER_BYTES, message.length), true);
  const meter = new WorkMeter();
  const application = new Application({
    node,
    request: parsed.detach(),
    digest: key,
    principal: ANONYMOUS,
    batchFilter: undefined,
    evaluation: { meter, scope: new Scope(new OperationCalls(meter), meter), view: new StoredRecordView() },
    target: () => ({ own, counters: own.client }),
    matches,
  });
  application.begin();
  await new Promise<void>((resolve) => {
    if (application.result !== undefined) resolve();
    else application.tell({ onSettled: resolve });
  });
  return application.result as number;
}

test('changes records that are there and match, whatever their set', async (t) => {
  const served = serve(t);
  const keys = [1, 2, 3].map((a) => store(served.own, `k${a}`, a));
  const results: number[] = [];
  for (const key of keys) {
    results.push(await call(served, 'add', key, ({ bins }) => bins[0]?.op.at(-1) !== 2));
  }
  assert.deepStrictEqual(results, [RESULT.OK, RESULT.NOT_FOUND, RESULT.OK]);
  const values = keys.map((key) => served.own.namespace.store.get(key)?.bins[0]?.op.at(-1));
  assert.deepStrictEqual(values, [6, 2, 8]);
  assert.strictEqual(served.own.namespace.store.get(keys[0] as string)?.set?.name, 'demo');
});

test('creates no record, and tells of a function that fails', async (t) => {
  const served = serve(t);
  const absent = digest('demo', 'none').toString('latin1');
  assert.strictEqual(await call(served, 'create', absent), RESULT.NOT_FOUND);
  assert.strictEqual(served.own.namespace.store.size, 0);
  const key = store(served.own, 'k', 1);
  assert.strictEqual(await call(served, 'fail', key), RESULT.UDF_EXECUTION);
  assert.strictEqual(served.own.client.langError, 1);
});
