// Keys as programs pass them: frozen, cloned, wrapped, from elsewhere. They are the caller's; nothing is forced on them.

import { deepStrictEqual, rejects, strictEqual } from 'node:assert/strict';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import { deserialize, serialize } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { MessageChannel } from 'node:worker_threads';
import { EmbeddedServer } from 'tendril-server';
import { Client } from '../../src/api/client.ts';
import { Key } from '../../src/model/key.ts';
import { operations } from '../../src/model/operations/scalar.ts';
import { status } from '../../src/model/status.ts';
import { fakeClient } from './fake-link.ts';

async function start(t: TestContext): Promise<Client> {
  const server = await EmbeddedServer.start();
  const client = new Client({ hosts: server.hosts, log: { level: -1 } });
  t.after(() => {
    client.close();
    return server.stop();
  });
  await client.connect();
  return client;
}

/** Writes, reads and removes the record of a key in every way, which must give back the very object. */
async function works(client: Client, given: unknown): Promise<void> {
  const key = given as Key;
  strictEqual(await client.put(key, { n: 1 }), key);
  const record = await client.get(key);
  deepStrictEqual([record.bins, record.key === key], [{ n: 1 }, true]);
  strictEqual(await client.exists(key), true);
  deepStrictEqual((await client.operate(key, [operations.incr('n', 1), operations.read('n')])).bins, { n: 2 });
  strictEqual(await client.remove(key), key);
}

class OnlyGetters {
  get ns(): string {
    return 'test';
  }
  get set(): string {
    return 'keys';
  }
  get key(): string {
    return 'k';
  }
  get digest(): undefined {
    return undefined;
  }
}

const fields = (): object => ({ ns: 'test', set: 'keys', key: 'k' });
const refusing: ProxyHandler<object> = { set: () => false, defineProperty: () => false };

const UNWRITABLE: { readonly [kind: string]: () => object } = {
  'a frozen Key': () => Object.freeze(new Key('test', 'keys', 'k')),
  'a sealed Key': () => Object.seal(new Key('test', 'keys', 'k')),
  'a frozen object': () => Object.freeze(fields()),
  'an object that takes no more fields': () => Object.preventExtensions(fields()),
  'an object of accessors': () => new OnlyGetters(),
  'an accessor that throws': () =>
    Object.defineProperty(fields(), 'digest', {
      get: () => null,
      set() {
        throw new Error('no digest, please');
      },
    }),
  'a Proxy that refuses': () => new Proxy(new Key('test', 'keys', 'k'), refusing),
  'a Proxy of an object that refuses': () => new Proxy(fields(), refusing),
  'an object that inherits from a Key': () => Object.create(Object.freeze(new Key('test', 'keys', 'k'))),
  'an object without prototype': () => Object.freeze(Object.assign(Object.create(null), fields())),
  'an object of another realm': () => runInNewContext(`Object.freeze(${JSON.stringify(fields())})`),
};

for (const [kind, make] of Object.entries(UNWRITABLE)) {
  test(`${kind} is a key for every command`, async (t) => {
    await works(await start(t), make());
  });
}

/** Ways of a key to another place and back. */
const TRIPS: { readonly [trip: string]: (key: unknown) => unknown } = {
  JSON: (key) => JSON.parse(JSON.stringify(key)),
  structuredClone: (key) => structuredClone(key),
  spreading: (key) => ({ ...(key as object) }),
  'a message port': async (key) => {
    const { port1, port2 } = new MessageChannel();
    port1.postMessage(key);
    const [message] = await once(port2, 'message');
    port1.close();
    return message;
  },
  'another process, which is JSON or this': (key) => deserialize(serialize(key)),
};

for (const [trip, travel] of Object.entries(TRIPS)) {
  test(`a key that went through ${trip} addresses the same record, used before or not`, async (t) => {
    const client = await start(t);
    for (const userKey of ['text', 42, Buffer.from([0, 255, 7])]) {
      const fresh = new Key('test', 'keys', userKey);
      const used = new Key('test', 'keys', userKey);
      await client.put(used, { n: 7 });
      const byDigest = new Key('test', null, null, used.digest);
      for (const key of [fresh, used, byDigest]) {
        const clone = (await travel(key)) as Key;
        deepStrictEqual((await client.get(clone)).bins, { n: 7 });
      }
      await works(client, await travel(used));
    }
  });
}

test('bytes of every kind are user keys of the same record', async (t) => {
  const client = await start(t);
  const bytes = new Uint8Array([1, 2, 3, 4]);
  await client.put(new Key('test', 'keys', Buffer.from(bytes)), { n: 1 });
  for (const same of [bytes, new Uint32Array(bytes.buffer), new DataView(bytes.buffer)]) {
    deepStrictEqual((await client.get({ ns: 'test', set: 'keys', key: same } as never)).bins, { n: 1 });
    deepStrictEqual((await client.get(new Key('test', 'keys', same))).bins, { n: 1 });
  }
});

test('the digest is left in a key that takes it, connected or still connecting', async (t) => {
  const client = await start(t);
  const plain: { digest?: Buffer } = fields();
  const key = new Key('test', 'keys', 'k');
  await Promise.all([client.exists(plain as Key), client.exists(key)]);
  strictEqual(plain.digest?.toString('hex'), key.digest?.toString('hex'));
  strictEqual(key.digest?.length, 20);

  const early = fakeClient();
  t.after(() => early.client.close());
  const other: { digest?: Buffer } = fields();
  const connecting = early.client.connect();
  const waiting = early.client.exists(other as Key);
  deepStrictEqual(other.digest, key.digest);
  await Promise.all([connecting, waiting]);
});

test('a Key that was changed to something impossible is refused like an object of that kind', async (t) => {
  const client = await start(t);
  for (const change of [{ ns: '' }, { ns: 5 }, { set: 5 }, { key: 1.5 }, { key: {} }, { key: undefined }]) {
    const key = Object.assign(new Key('test', 'keys', 'k'), change);
    await rejects(client.get(key), { name: 'AerospikeError', code: status.ERR_PARAM });
  }
});
