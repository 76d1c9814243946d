// A storage adapter as caches like keyv have it, written for the package `aerospike`: get, set with a lifetime, many at
// once, and a clear that scans. It uses callbacks and events, as programs of their time do.
const { deepStrictEqual, strictEqual } = require('node:assert');
const EventEmitter = require('node:events');
const Aerospike = require('aerospike');

const { status } = Aerospike;
const MS_PER_SECOND = 1000;

class AerospikeCache extends EventEmitter {
  constructor(client, { ns = 'test', set = 'keyv' } = {}) {
    super();
    this.ttlSupport = true;
    this.client = client;
    this.ns = ns;
    this.set = set;
  }

  _key(key) {
    return new Aerospike.Key(this.ns, this.set, key);
  }

  get(key) {
    return new Promise((resolve, reject) => {
      this.client.get(this._key(key), (error, record) => {
        if (!error) resolve(record.bins.value);
        else if (error.code === status.ERR_RECORD_NOT_FOUND) resolve(undefined);
        else reject(error);
      });
    });
  }

  async getMany(keys) {
    const results = await this.client.batchRead(keys.map((key) => ({ key: this._key(key), readAllBins: true })));
    return results.map((result) => (result.status === status.OK ? result.record.bins.value : undefined));
  }

  put(key, value, ttlMs) {
    const meta = ttlMs === undefined ? {} : { ttl: Math.ceil(ttlMs / MS_PER_SECOND) };
    const policy = new Aerospike.WritePolicy({
      exists: Aerospike.policy.exists.CREATE_OR_REPLACE,
      key: Aerospike.policy.key.SEND,
    });
    return this.client.put(this._key(key), { value }, meta, policy);
  }

  async delete(key) {
    try {
      await this.client.remove(this._key(key));
      return true;
    } catch (error) {
      if (error.code === status.ERR_RECORD_NOT_FOUND) return false;
      throw error;
    }
  }

  async deleteMany(keys) {
    const results = await this.client.batchRemove(keys.map((key) => this._key(key)));
    return results.some((result) => result.status === status.OK);
  }

  /** Everything in the set: found by a scan that returns no bins, removed as it is found. */
  clear() {
    return new Promise((resolve, reject) => {
      const removals = [];
      const stream = this.client.scan(this.ns, this.set, { nobins: true, concurrent: true }).foreach();
      stream.on('data', (record) => removals.push(this.client.remove(record.key)));
      stream.on('error', reject);
      stream.on('end', () => Promise.all(removals).then(() => resolve(), reject));
    });
  }

  async *iterator() {
    for (const record of await this.client.scan(this.ns, this.set).results()) {
      yield [record.key.key, record.bins.value];
    }
  }

  disconnect() {
    this.client.close();
  }
}

async function main() {
  const client = await Aerospike.connect({ hosts: process.env.AEROSPIKE_HOSTS ?? '127.0.0.1:3000' });
  const cache = new AerospikeCache(client);
  await cache.clear();

  await cache.put('a', { n: 1 });
  await cache.put('b', [1, 'two', null], 60_000);
  await cache.put('c', 'three');
  deepStrictEqual(await cache.get('a'), { n: 1 });
  strictEqual(await cache.get('nothing'), undefined);
  deepStrictEqual(await cache.getMany(['b', 'nothing', 'c']), [[1, 'two', null], undefined, 'three']);
  const { ttl } = await client.get(cache._key('b'));
  strictEqual(ttl > 0 && ttl <= 60, true);

  const keys = [];
  for await (const [key] of cache.iterator()) keys.push(key);
  deepStrictEqual(keys.sort(), ['a', 'b', 'c']);

  strictEqual(await cache.delete('a'), true);
  strictEqual(await cache.delete('a'), false);
  strictEqual(await cache.deleteMany(['b', 'nothing']), true);
  for (let i = 0; i < 100; i++) await cache.put(`key ${i}`, i);
  await cache.clear();
  deepStrictEqual(await client.scan('test', 'keyv').results(), []);
  console.log('a cache: get, set, many, iterate, clear');
  cache.disconnect();
}

main();
