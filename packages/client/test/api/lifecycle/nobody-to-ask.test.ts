// A client that is closed, or whose cluster has lost every node: what it is asked fails, in every form, and an
// application that asks again at once, for ever, does not keep the event loop from turning.

import { deepStrictEqual, ok, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import type { Client } from '../../../src/api/client.ts';
import { batchType } from '../../../src/model/constants.ts';
import { Key } from '../../../src/model/key.ts';
import { operations } from '../../../src/model/operations/scalar.ts';
import { status } from '../../../src/model/status.ts';
import { Transaction } from '../../../src/model/transaction.ts';
import { type FakeLink, fakeClient, NODE } from '../fake-link.ts';

const key = new Key('test', 'demo', 'k');
const change = operations.write('a', 1);

const BATCHES: { readonly [form: string]: (client: Client) => Promise<unknown> } = {
  batchRead: (client) => client.batchRead([{ key, readAllBins: true }]),
  batchWrite: (client) => client.batchWrite([{ type: batchType.BATCH_WRITE, key, ops: [change] }]),
  batchGet: (client) => client.batchGet([key]),
};

const JOBS: { readonly [form: string]: (client: Client) => Promise<unknown> } = {
  'background scan': (client) => client.scan('test', 'demo').background('module', 'function'),
  'operations of a scan': (client) => client.scan('test', 'demo').operate([change]),
  'operations of a query': (client) => client.query('test', 'demo').operate([change]),
};

const STREAMS: { readonly [form: string]: (client: Client) => Promise<unknown> } = {
  'results of a query': (client) => client.query('test', 'demo').results(),
  'events of a scan': (client) =>
    new Promise((resolve, reject) => client.scan('test', 'demo').foreach().on('error', reject).on('end', resolve)),
  'loop over a scan': async (client) => {
    for await (const _ of client.scan('test', 'demo'));
  },
  'function over a stream': (client) => client.query('test', 'demo').apply('module', 'function'),
};

const ENDS: { readonly [form: string]: (client: Client) => Promise<unknown> } = {
  commit: (client) => client.commit(new Transaction()),
  abort: (client) => client.abort(new Transaction()),
};

const UNASKED: { readonly [form: string]: (client: Client) => Promise<unknown> } = {
  'a transaction that is aborted already': (client) =>
    client.transaction(async () => {}, { signal: AbortSignal.abort() }),
  'a transaction with wrong arguments': (client) => client.transaction(async () => {}, { retries: -1 }),
  'a transaction without work': (client) => client.transaction(undefined as never),
  'a transaction with a word for options': (client) => client.transaction(async () => {}, 'x' as never),
  'a stream that is given up at once': (client) =>
    new Promise((resolve) => {
      const stream = client.scan('test', 'demo').foreach().on('error', resolve).on('end', resolve);
      stream.abort();
    }),
  'a client that is connected': (client) => client.connect(),
  'a client that is connected, by callback': (client) =>
    new Promise((resolve) => void client.connect(() => resolve(undefined))),
};

/** Asks without a pause, and resolves once a timer has fired in spite of it. */
async function survives(form: string, ask: () => Promise<unknown>): Promise<void> {
  let fired = 0;
  const timer = setInterval(() => {
    fired++;
  }, 1);
  for (let asked = 0; fired < 3; asked++) {
    ok(asked < 100_000, `${form}: the loop turns`);
    await ask().catch(() => {});
  }
  clearInterval(timer);
}

async function lonelyClient(): Promise<{ client: Client; link: () => FakeLink }> {
  const world = fakeClient({}, (link) => {
    link.nodes = [];
  });
  await world.client.connect();
  return world;
}

test('the event loop turns, whatever is asked of a closed client', { timeout: 30_000 }, async () => {
  const { client } = fakeClient();
  await client.connect();
  client.close();
  for (const [form, ask] of Object.entries({ ...BATCHES, ...JOBS, ...STREAMS, ...ENDS })) {
    await survives(form, () => ask(client));
  }
});

test('the event loop turns while no node is known, also for what succeeds without one', {
  timeout: 30_000,
}, async (t) => {
  const { client } = await lonelyClient();
  t.after(() => client.close());
  const { 'function over a stream': aggregation } = STREAMS;
  for (const [form, ask] of Object.entries({ ...BATCHES, ...JOBS, ...ENDS, aggregation })) {
    await survives(form, () => (ask as (client: Client) => Promise<unknown>)(client));
  }
});

test('the event loop turns, whatever a connected client says without asking a node', { timeout: 30_000 }, async (t) => {
  const { client } = fakeClient();
  t.after(() => client.close());
  await client.connect();
  for (const [form, ask] of Object.entries(UNASKED)) await survives(form, () => ask(client));
});

test('a batch without any node fails, with the code that the client of the vendor has for it', async (t) => {
  const { client } = await lonelyClient();
  t.after(() => client.close());
  const refusal = { code: status.ERR_SERVER, message: 'No node of the cluster is known', inDoubt: false };
  for (const [form, ask] of Object.entries(BATCHES)) await rejects(ask(client), refusal, form);
});

test('work in the background without any node fails, for nobody does it', async (t) => {
  const { client } = await lonelyClient();
  t.after(() => client.close());
  const refusal = { code: status.ERR_CLUSTER, message: 'No node of the cluster is known' };
  for (const [form, ask] of Object.entries(JOBS)) await rejects(ask(client), refusal, form);
});

test('scans and queries of a client that is not connected fail when they run', async () => {
  const { client } = fakeClient();
  const refusal = { name: 'AerospikeError', code: status.ERR_CLIENT, message: 'Not connected.' };
  for (const [form, ask] of Object.entries({ ...STREAMS, ...JOBS })) await rejects(ask(client), refusal, form);
});

test('scans, queries and work in the background wait while the client connects', async (t) => {
  let succeed: () => void = () => {};
  const gate = new Promise<void>((resolve) => {
    succeed = resolve;
  });
  const { client, link } = fakeClient({}, (made) => {
    made.starting = gate;
  });
  t.after(() => client.close());
  const connecting = client.connect();
  const records = client.query('test', 'demo').results();
  const job = client.scan('test', 'demo').operate([change]);
  succeed();
  await connecting;
  deepStrictEqual(await records, []);
  await job;
  deepStrictEqual(
    link().asked.map(({ node }) => node),
    [NODE.name],
  );
});
