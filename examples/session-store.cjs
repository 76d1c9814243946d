// A session store as Express takes one, written for the package `aerospike`: callbacks, a serializer, lifetimes that are
// renewed. `Store` stands for the class that the session middleware hands out: `session.Store`.
const { deepStrictEqual, strictEqual } = require('node:assert');
const EventEmitter = require('node:events');
const Aerospike = require('aerospike');

const { operations, status } = Aerospike;
const MS_PER_SECOND = 1000;
const ONE_DAY = 86_400;

class Store extends EventEmitter {}

class AerospikeStore extends Store {
  constructor({ client, hosts, namespace = 'test', set = 'express-session', ttl, mapper = JSON }) {
    super();
    this.ns = namespace;
    this.setName = set;
    this.ttl = ttl;
    this.mapper = mapper;
    if (client) {
      this.client = client;
      return;
    }
    Aerospike.connect({ hosts, log: { level: Aerospike.log.OFF } }, (error, connected) => {
      if (error) {
        process.nextTick(() => this.emit('disconnect', error));
        return;
      }
      this.client = connected;
      connected.captureStackTraces = true;
      this.emit('connect');
      connected.on('event', (event) => this.emit('cluster', event));
    });
  }

  get(sid, callback) {
    this.client.get(this._key(sid), (error, record) => {
      if (error) {
        callback(error.code === status.ERR_RECORD_NOT_FOUND ? null : error);
        return;
      }
      let session;
      try {
        session = this.mapper.parse(record.bins.session);
      } catch (problem) {
        callback(problem);
        return;
      }
      callback(null, session);
    });
  }

  set(sid, session, callback) {
    const bins = { session: this.mapper.stringify(session) };
    const policy = new Aerospike.WritePolicy({ exists: Aerospike.policy.exists.CREATE_OR_REPLACE });
    this.client.put(this._key(sid), bins, { ttl: this._ttl(session) }, policy, (error) => callback?.(error));
  }

  destroy(sid, callback) {
    this.client.remove(this._key(sid), (error) => {
      callback?.(error && error.code !== status.ERR_RECORD_NOT_FOUND ? error : null);
    });
  }

  touch(sid, session, callback) {
    this.client.operate(this._key(sid), [operations.touch(this._ttl(session))], (error) => {
      callback?.(error && error.code !== status.ERR_RECORD_NOT_FOUND ? error : null);
    });
  }

  close() {
    this.client.close();
  }

  _key(sid) {
    return new Aerospike.Key(this.ns, this.setName, sid);
  }

  _ttl({ cookie }) {
    if (this.ttl) return this.ttl;
    return cookie?.maxAge ? Math.ceil(cookie.maxAge / MS_PER_SECOND) : ONE_DAY;
  }
}

/** What the middleware does with a store, as promises. */
const asked = (store, method, ...args) =>
  new Promise((resolve, reject) => {
    store[method](...args, (error, result) => (error ? reject(error) : resolve(result)));
  });

async function main() {
  const store = new AerospikeStore({ hosts: process.env.AEROSPIKE_HOSTS ?? '127.0.0.1:3000' });
  await new Promise((resolve, reject) => store.once('connect', resolve).once('disconnect', reject));

  const session = { cookie: { maxAge: 60_000 }, user: 'ada', views: 3 };
  strictEqual(await asked(store, 'get', 'unknown'), undefined);
  await asked(store, 'set', 'sid-1', session);
  deepStrictEqual(await asked(store, 'get', 'sid-1'), session);

  const ttlOf = async () => (await store.client.get(store._key('sid-1'))).ttl;
  strictEqual((await ttlOf()) <= 60, true);
  await asked(store, 'touch', 'sid-1', { cookie: { maxAge: 600_000 } });
  strictEqual((await ttlOf()) > 60, true);
  await asked(store, 'touch', 'unknown', session);

  await asked(store, 'destroy', 'sid-1');
  await asked(store, 'destroy', 'sid-1');
  strictEqual(await asked(store, 'get', 'sid-1'), undefined);
  console.log('a session store: get, set, touch, destroy');
  store.close();
}

main();
