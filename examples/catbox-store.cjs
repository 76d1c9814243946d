// A cache engine as catbox (hapi) takes one, written for the package `aerospike`: segments are sets, items carry when they
// were stored and how long they live.
const { deepStrictEqual, rejects, strictEqual } = require('node:assert');
const Aerospike = require('aerospike');

const { status } = Aerospike;
const MS_PER_SECOND = 1000;

class AerospikeEngine {
  constructor({ hosts = '127.0.0.1:3000', partition = 'test' } = {}) {
    this.hosts = hosts;
    this.partition = partition;
    this.client = null;
  }

  async start() {
    if (this.isReady()) return;
    const policies = { read: new Aerospike.ReadPolicy({ totalTimeout: 2000 }) };
    this.client = Aerospike.client(new Aerospike.Config({ hosts: this.hosts, policies }));
    await this.client.connect();
  }

  stop() {
    this.client?.close();
    this.client = null;
  }

  isReady() {
    return this.client?.isConnected() === true;
  }

  validateSegmentName(name) {
    if (!name) throw new Error('Empty string');
    if (name.includes('\0')) throw new Error('Includes null character');
    return null;
  }

  async get(key) {
    const record = await this._client.select(this._key(key), ['item', 'stored', 'ttl']).catch((error) => {
      if (error.code === status.ERR_RECORD_NOT_FOUND) return null;
      throw error;
    });
    if (record === null) return null;
    const { item, stored, ttl } = record.bins;
    return { item: JSON.parse(item), stored, ttl };
  }

  async set(key, value, ttl) {
    const bins = { item: JSON.stringify(value), stored: Date.now(), ttl };
    await this._client.put(this._key(key), bins, { ttl: Math.max(1, Math.ceil(ttl / MS_PER_SECOND)) });
  }

  async drop(key) {
    try {
      await this._client.remove(this._key(key));
    } catch (error) {
      if (error.code !== status.ERR_RECORD_NOT_FOUND) throw error;
    }
  }

  get _client() {
    if (this.client === null) throw new Error('Connection not started');
    return this.client;
  }

  _key({ segment, id }) {
    return new Aerospike.Key(this.partition, segment, id);
  }
}

async function main() {
  const engine = new AerospikeEngine({ hosts: process.env.AEROSPIKE_HOSTS });
  const key = { segment: 'catbox', id: 'some id' };
  await rejects(engine.get(key), /not started/);
  await engine.start();
  strictEqual(engine.isReady(), true);
  strictEqual(engine.validateSegmentName('catbox'), null);

  strictEqual(await engine.get(key), null);
  await engine.set(key, { a: [1, 2], b: 'text' }, 30_000);
  const { item, stored, ttl } = await engine.get(key);
  deepStrictEqual([item, ttl], [{ a: [1, 2], b: 'text' }, 30_000]);
  strictEqual(Date.now() - stored < 30_000, true);
  await engine.drop(key);
  await engine.drop(key);
  strictEqual(await engine.get(key), null);

  engine.stop();
  strictEqual(engine.isReady(), false);
  console.log('a cache engine: start, get, set, drop, stop');
}

main();
