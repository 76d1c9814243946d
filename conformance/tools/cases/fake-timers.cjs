// Time that a test has stopped: node fake-timers.cjs <module> <hosts> <how>, before the module is loaded or after.
const real = { setTimeout, setImmediate, clearTimeout };
const sinon = require('sinon');
const nodeTest = require('node:test');
const { run } = require('./run.cjs');

const [, , path, , how, when] = process.argv;

const ALL = [
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'setImmediate',
  'clearImmediate',
  'Date',
  'nextTick',
  'hrtime',
  'queueMicrotask',
  'performance',
];

const STOPS = {
  sinon: () => sinon.useFakeTimers(),
  'sinon with nextTick and all': () => sinon.useFakeTimers({ toFake: ALL }),
  'sinon at the year 2000': () => sinon.useFakeTimers(new Date('2000-01-01')),
  'node:test': () => nodeTest.mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'setImmediate', 'Date'] }),
};

/** Does not answer; made before time stands still. */
const silent = require('node:net').createServer((socket) => socket.on('error', () => {}));
silent.listen(0, '127.0.0.1');

let A;
if (when === 'after') A = require(path);
STOPS[how]();
A ??= require(path);

run(
  {
    async 'connect, put, get, callbacks, info, close'(_, { hosts, equal }) {
      const client = await A.connect({ hosts });
      const key = new A.Key('test', 'tools', 'timers');
      await client.put(key, { n: 1 }, { ttl: 1000 });
      const { bins, ttl } = await client.get(key);
      equal([bins, ttl > 900 && ttl <= 1000], [{ n: 1 }, true]);
      equal(await new Promise((resolve) => client.exists(key, (error, found) => resolve([error, found]))), [
        null,
        true,
      ]);
      await new Promise((resolve) =>
        client.get(new A.Key('test', 'tools', 'none'), (error) => resolve(equal(error.code, 2))),
      );
      equal(/^build/.test(await client.infoAny('build')), true);
      client.close(false);
    },
    async 'a time limit still counts'(_, { hosts, equal }) {
      const client = await A.connect({ hosts });
      const failed = A.connect({ hosts: `127.0.0.1:${silent.address().port}`, connTimeoutMs: 300, log: { level: -1 } });
      equal(await failed.catch((error) => error.name), 'AerospikeError');
      client.close(false);
    },
    async 'the client lives on while time stands still'(_, { hosts, equal }) {
      const client = await A.connect({ hosts, tenderInterval: 250 });
      await new Promise((resolve) => real.setTimeout(resolve, 700));
      const key = new A.Key('test', 'tools', 'timers');
      await client.put(key, { n: 2 });
      equal([client.isConnected(), (await client.get(key)).bins.n], [true, 2]);
      client.close(false);
    },
  },
  () => A,
);
