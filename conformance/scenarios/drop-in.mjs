// The parts that nobody thinks of: commands around connect, keys that refuse to be changed or come from elsewhere, views
// of bytes, what counts against a node, what statistics count, and configurations that only connecting refuses.

const VIEWS = {
  Int8Array: new Int8Array([1, -1]),
  Uint8ClampedArray: new Uint8ClampedArray([1, 2]),
  Int16Array: new Int16Array([1, 2]),
  Uint32Array: new Uint32Array([1, 2]),
  Float64Array: new Float64Array([1]),
  BigInt64Array: new BigInt64Array([1n]),
  DataView: new DataView(new Uint8Array([1, 2, 3]).buffer, 1),
  'part of a Uint16Array': new Uint16Array([1, 2, 3]).subarray(1),
};

/** What another copy of the package makes; known by the names of the classes. */
const FOREIGN = {
  Double: class Double {
    Double = 2.5;
  },
  GeoJSON: class GeoJSON {
    str = '{"type":"Point","coordinates":[1,2]}';
  },
};

const REFUSING = {
  'frozen Key': (t) => Object.freeze(t.key('k')),
  'sealed Key': (t) => Object.seal(t.key('k')),
  'frozen object': (t) => Object.freeze({ ns: 'test', set: t.set, key: 'k' }),
  'object of accessors': (t) => ({
    get ns() {
      return 'test';
    },
    get set() {
      return t.set;
    },
    get key() {
      return 'k';
    },
    get digest() {
      return undefined;
    },
  }),
  'Proxy that refuses': (t) => new Proxy(t.key('k'), { set: () => false, defineProperty: () => false }),
};

const bins = (record) => record.bins;
const counts = ({ nodes }) =>
  ['errorCount', 'timeoutCount', 'keyBusyCount'].map((count) => nodes.reduce((sum, node) => sum + node[count], 0));
/** Opened for info, and how those that carry commands ended their wait for a reply that came too late. */
/** Of the first node: there may be one or three. */
const connections = ({ nodes }) =>
  nodes
    .slice(0, 1)
    .map(({ syncConnections, asyncConnections: { recovered, aborted } }) => [
      syncConnections.opened > 0,
      recovered,
      aborted,
    ]);
const turn = () => new Promise((resolve) => setImmediate(resolve));

export const dropIn = [
  {
    name: 'commands while connect runs',
    async run(t) {
      const { A } = t;
      for (const [name, wait] of Object.entries({
        'in the same turn': () => undefined,
        'a promise later': () => Promise.resolve(),
        'a turn later': turn,
      })) {
        const client = t.opened(A.client(t.config()));
        const connecting = client.connect();
        await wait();
        await t.step(`put ${name}`, () => client.put(t.key('k'), { a: 1 }));
        await connecting;
        await t.step(`get ${name}, connected`, () => client.get(t.key('k')), bins);
        client.close();
      }
    },
  },
  {
    name: 'the order of connect and its events',
    async run(t) {
      const { A } = t;
      const order = [];
      const client = t.opened(A.client(t.config()));
      client.on('nodeAdded', () => order.push('nodeAdded'));
      client.on('event', () => order.push('event'));
      await new Promise((resolve) => {
        client.connect(() => {
          order.push('callback');
          resolve();
        });
      });
      await turn();
      await turn();
      await t.step('the callback is first', () => order[0]);
      await t.step('events follow, each by its name and as event', () => order.slice(1, 3));
    },
  },
  {
    name: 'keys that refuse to be changed',
    async run(t) {
      const { client, A } = t;
      for (const [name, make] of Object.entries(REFUSING)) {
        await t.step(
          `put, ${name}`,
          () => client.put(make(t), { a: 1 }),
          () => 'put',
        );
        await t.step(`get, ${name}`, () => client.get(make(t)), bins);
        await t.step(`exists, ${name}`, () => client.exists(make(t)));
        await t.step(`operate, ${name}`, () => client.operate(make(t), [A.operations.read('a')]), bins);
        await t.step(
          `remove, ${name}`,
          () => client.remove(make(t)),
          () => 'removed',
        );
      }
    },
  },
  {
    name: 'keys from elsewhere',
    async run(t) {
      const { client } = t;
      for (const [name, userKey] of Object.entries({ text: 'k', integer: 7, bytes: Buffer.from([1, 2]) })) {
        const key = t.key(userKey);
        await t.step(
          `put ${name}`,
          () => client.put(key, { a: name }),
          () => 'put',
        );
        await t.step(`${name} through structuredClone`, () => client.get(structuredClone(key)), bins);
        await t.step(`${name} through JSON`, () => client.get(JSON.parse(JSON.stringify(key))), bins);
        await t.step(`${name} in an object that inherits`, () => client.get(Object.create(key)), bins);
      }
      const digest = t.key('k');
      await client.exists(digest);
      const byDigest = { ns: 'test', set: t.set, digest: digest.digest };
      await t.step('by digest', () => client.get(byDigest), bins);
      await t.step('by digest through structuredClone', () => client.get(structuredClone(byDigest)), bins);
      await t.step('by digest through JSON', () => client.get(JSON.parse(JSON.stringify(byDigest))), bins);
    },
  },
  {
    name: 'views of bytes, and values of another copy',
    async run(t) {
      const { client } = t;
      for (const [name, view] of Object.entries(VIEWS)) {
        await t.step(
          `put ${name}`,
          () => client.put(t.key('k'), { v: view, l: [view], m: { v: view } }),
          () => 'put',
        );
        await t.step(`get ${name}`, () => client.get(t.key('k')), bins);
        await t.step(`as a user key: ${name}`, () =>
          client.put({ ns: 'test', set: t.set, key: view }, { a: 1 }).then(() => 'put'),
        );
      }
      const [double, geo] = [new FOREIGN.Double(), new FOREIGN.GeoJSON()];
      await t.step('put Double and GeoJSON', () => client.put(t.key('k'), { d: double, g: geo, l: [double, geo] }));
      await t.step('get Double and GeoJSON', () => client.get(t.key('k')), bins);
      await t.step('put bytes', () => client.put(t.key('b'), { b: Buffer.from('a') }));
      await t.step('append a view', () => client.append(t.key('b'), { b: new Uint16Array([1]) }));
      await t.step('get what was appended to', () => client.get(t.key('b')), bins);
    },
  },
  {
    name: 'a read without a name',
    async run(t) {
      const { client, A } = t;
      const { read, incr, write } = A.operations;
      await t.step('put', () => client.put(t.key('k'), { n: 1, s: 'x' }));
      await t.step('alone', () => client.operate(t.key('k'), [read('')]));
      await t.step('after incr', () => client.operate(t.key('k'), [incr('n', 1), read('')]));
      await t.step('after a read', () => client.operate(t.key('k'), [read('n'), read('')]));
      await t.step('after write', () => client.operate(t.key('k'), [write('z', 1), read('')]));
    },
  },
  {
    name: 'what counts against a node',
    async run(t) {
      const { A } = t;
      const patient = { totalTimeout: 300, maxRetries: 0 };
      for (const [name, mode, policy] of [
        ['timeout, default timeoutDelay', 'silent', patient],
        ['timeout, no timeoutDelay', 'silent', { ...patient, timeoutDelay: 0 }],
        ['cut connection', 'cut', { maxRetries: 0 }],
        ['timeout of the server', 9, { maxRetries: 0 }],
        ['unavailable partition', 11, { maxRetries: 0 }],
        ['overloaded device', 18, { maxRetries: 0 }],
        ['busy record', 14, { maxRetries: 0 }],
      ]) {
        // A tend per minute: no window ends meanwhile.
        const limits = { maxErrorRate: 3, tenderInterval: 60_000 };
        await t.network('normal');
        const client = t.opened(await A.connect(t.config(limits)));
        await client.exists(t.key('k'));
        await t.network(mode);
        // Up to the limit only: beyond it the vendor's client forgets what it counted at moments of its own choice. That
        // its breaker opens is seen in "what statistics count".
        for (let i = 1; i <= 4; i++) await t.step(`${name}, ${i}`, () => client.get(t.key('k'), policy));
        await t.network('normal');
        client.close();
      }
    },
  },
  {
    name: 'what statistics count',
    async run(t) {
      const { A } = t;
      const client = t.opened(await A.connect(t.config({ maxErrorRate: 3, tenderInterval: 60_000 })));
      await client.put(t.key('k'), { a: 1 });
      await t.step('nothing yet', () => client.stats(), counts);
      await client.get(t.key('none')).catch(() => {});
      await client.exists(t.key('none'));
      await t.step('a record that is not there is no error', () => client.stats(), counts);
      await client.put(t.key('k'), { a: 1 }, null, { exists: A.policy.exists.CREATE }).catch(() => {});
      await t.step('a record that is there', () => client.stats(), counts);
      await t.network(14);
      await client.get(t.key('k')).catch(() => {});
      await t.step('a busy record', () => client.stats(), counts);
      await t.network('silent');
      await client.get(t.key('k'), { totalTimeout: 300, maxRetries: 0 }).catch(() => {});
      await t.step('a timeout', () => client.stats(), counts);
      await t.network('cut');
      for (let i = 0; i < 8; i++) await client.get(t.key('k'), { maxRetries: 0 }).catch(() => {});
      await t.step('cut connections, and refusals of the breaker', () => client.stats(), counts);
      await t.network('normal');
    },
  },
  {
    name: 'what statistics count of attempts and connections',
    async run(t) {
      // It tends by itself, whatever the others share.
      const config = t.config({ tenderInterval: 60_000, sharedMemory: { enable: false } });
      const client = t.opened(await t.A.connect(config));
      await client.put(t.key('k'), { a: 1 });
      await t.step('connections for info', () => client.stats(), connections);
      await t.network('silent');
      await client.get(t.key('k'), { socketTimeout: 100, totalTimeout: 1000, maxRetries: 2 }).catch(() => {});
      await t.step('three attempts that time out', () => client.stats(), counts);
      await t.network('normal');
    },
  },
  {
    name: 'configurations that connecting refuses',
    async run(t) {
      const { A } = t;
      const hosts = t.config().hosts.split(',')[0];
      const silent = { log: { level: -1 } };
      for (const [name, config] of Object.entries({
        'minConnsPerNode above maxConnsPerNode': { minConnsPerNode: 10, maxConnsPerNode: 5 },
        'minConnsPerNode above the default maximum': { minConnsPerNode: 101 },
        'tenderInterval 249': { tenderInterval: 249 },
        'tenderInterval 0': { tenderInterval: 0 },
        'external authentication without TLS': { authMode: A.auth.EXTERNAL },
        'trailing comma': { hosts: `${hosts},` },
        'port left out after a colon': { hosts: `${hosts.split(':')[0]}:`, port: Number(hosts.split(':')[1]) },
        'unresolvable host': { hosts: 'no-such-host.invalid:3000' },
        'configProvider without path': { configProvider: {} },
        'tls null': { tls: null },
        'rackAware text': { rackAware: 'x' },
      })) {
        await t.step(
          name,
          async () => {
            const client = A.client(t.config({ ...silent, ...config }));
            await client.connect();
            client.close();
          },
          () => 'connected',
        );
      }
    },
  },
];
