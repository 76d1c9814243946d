// Connecting, closing, and calls outside of a connection.

const kind = (client) => client?.constructor?.name;

export const lifecycle = [
  {
    name: 'connect with a promise',
    async run(t) {
      const { A } = t;
      const client = await t.step('Aerospike.connect', () => A.connect(t.config()), kind);
      t.opened(client);
      await t.step('isConnected', () => client.isConnected());
      await t.step('works', () => client.exists(t.key('k')));
      await t.step('close', () => client.close());
      await t.step('isConnected after close', () => client.isConnected());
      await t.step('close again', () => client.close());
      await t.step('get after close', () => client.get(t.key('k')));
      await t.step('put after close', () => client.put(t.key('k'), { a: 1 }));
      await t.step('exists after close', () => client.exists(t.key('k')));
      await t.step('remove after close', () => client.remove(t.key('k')));
      await t.step('operate after close', () => client.operate(t.key('k'), [A.operations.read('a')]));
      await t.step('infoAny after close', () => client.infoAny('status'));
      await t.callback('get after close, callback', (done) => client.get(t.key('k'), done));
    },
  },
  {
    name: 'connect with a callback',
    async run(t) {
      const { A } = t;
      const client = A.client(t.config());
      t.opened(client);
      await t.step('not connected yet', () => client.isConnected());
      await t.step('get before connect', () => client.get(t.key('k')));
      await t.callback('get before connect, callback', (done) => client.get(t.key('k'), done));
      await t.callback(
        'client.connect',
        (done) => client.connect(done),
        (connected) => connected === client,
      );
      await t.step('isConnected', () => client.isConnected());
      await t.step('works', () => client.exists(t.key('k')));
      await t.step('close', () => client.close());
      const second = await t.callback('Aerospike.connect with callback', (done) => A.connect(t.config(), done), kind);
      t.opened(second);
      await t.step('close the second', () => second.close(false, true));
    },
  },
  {
    name: 'client.connect with a promise',
    async run(t) {
      const client = new t.A.Client(t.config());
      t.opened(client);
      await t.step(
        'connect',
        () => client.connect(),
        (connected) => connected === client,
      );
      await t.step('close', () => client.close());
    },
  },
  {
    name: 'close before connect',
    async run(t) {
      const client = t.A.client(t.config());
      await t.step('close', () => client.close());
      await t.step('isConnected', () => client.isConnected());
    },
  },
  {
    name: 'several clients',
    async run(t) {
      const { A } = t;
      const one = t.opened(await A.connect(t.config()));
      const two = t.opened(await A.connect(t.config()));
      await t.step(
        'put with one',
        () => one.put(t.key('k'), { a: 1 }),
        () => 'put',
      );
      await t.step(
        'get with the other',
        () => two.get(t.key('k')),
        (record) => record.bins,
      );
      await t.step('close one', () => one.close());
      await t.step(
        'the other still works',
        () => two.get(t.key('k')),
        (record) => record.bins,
      );
      await t.step('the first does not', () => one.get(t.key('k')));
      await t.step('close the other', () => two.close());
    },
  },
  {
    name: 'nobody there',
    async run(t) {
      const { A } = t;
      const nobody = { hosts: '127.0.0.1:1', connTimeoutMs: 300 };
      await t.step('connect', () => A.connect(nobody));
      await t.callback('connect with callback', (done) => A.connect(nobody, done), kind);
      await t.step('wrong cluster name', () => A.connect(t.config({ clusterName: 'another' })));
      await t.step('host objects', async () => {
        const [addr, port] = t.config().hosts.split(',')[0].split(':');
        const client = await A.connect({ hosts: [{ addr, port: Number(port) }] });
        const connected = client.isConnected();
        client.close();
        return connected;
      });
      await t.step('port of the configuration', async () => {
        const [addr, port] = t.config().hosts.split(',')[0].split(':');
        const client = await A.connect({ hosts: addr, port: Number(port) });
        const connected = client.isConnected();
        client.close();
        return connected;
      });
    },
  },
  {
    name: 'bad configuration',
    async run(t) {
      const { A } = t;
      const nobody = '127.0.0.1:1';
      for (const [name, config] of Object.entries({
        'hosts number': { hosts: 5 },
        'hosts empty array': { hosts: [] },
        'hosts array of strings': { hosts: ['127.0.0.1:1'] },
        'hosts without addr': { hosts: [{ port: 3000 }] },
        'hosts with string port': { hosts: [{ addr: '127.0.0.1', port: '3000' }] },
        'malformed host string': { hosts: ':::' },
        'policies number': { hosts: nobody, policies: 5 },
        'unknown policy': { hosts: nobody, policies: { nonsense: {} } },
        'bad policy value': { hosts: nobody, policies: { read: { totalTimeout: 'x' } } },
        'log number': { hosts: nobody, log: 5 },
        'clusterName number': { hosts: nobody, clusterName: 5 },
        'sharedMemory string': { hosts: nobody, sharedMemory: 'x' },
        'sharedMemory without key': { hosts: nobody, sharedMemory: {} },
        'tls empty': { hosts: nobody, tls: { enable: false } },
        'maxConnsPerNode 0': { hosts: nobody, maxConnsPerNode: 0 },
        string: 'x',
        number: 5,
      })) {
        await t.step(name, () => A.client(config), kind);
      }
    },
  },
];
