// Info requests and what the client says about the cluster.

const address = (t) => t.config().hosts.split(',')[0];
const commandOf = (text) => (typeof text === 'string' ? text.split('\n').map((line) => line.split('\t')[0]) : text);

export const info = [
  {
    name: 'info, infoAny, infoAll, infoNode',
    async run(t) {
      const { client } = t;
      await t.step('infoAny', () => client.infoAny('status'));
      await t.step('infoAny of two', () => client.infoAny('status\nedition'));
      await t.step('infoAny with newline', () => client.infoAny('status\n'));
      await t.step(
        'infoAny, empty',
        () => client.infoAny(''),
        (text) => typeof text,
      );
      await t.step(
        'infoAny without request',
        () => client.infoAny(),
        (text) => typeof text,
      );
      await t.step('infoAny with timeout', () => client.infoAny('status', { timeout: 500 }));
      await t.step(
        'infoAll',
        () => client.infoAll('status'),
        (all) => all.map((one) => [Object.keys(one).sort(), one.info]).slice(0, 1),
      );
      await t.step(
        'infoAll without request',
        () => client.infoAll(),
        (all) => Array.isArray(all),
      );
      await t.step('info with a host string', () => client.info('status', address(t)));
      await t.step('info with a host object', () =>
        client.info('status', { addr: '127.0.0.1', port: Number(address(t).split(':')[1]) }),
      );
      await t.step('infoNode', () => client.infoNode('status', client.getNodes()[0]));
      await t.step('info of nobody', () => client.info('status', '127.0.0.1:1', { timeout: 300 }));
      await t.step('unknown command', () => client.infoAny('nonsense'));
      await t.step('error in the answer', () => client.infoAny('namespace/nowhere'));
      await t.step('commands come back', () => client.infoAny('namespaces\nstatus'), commandOf);
    },
  },
  {
    name: 'info catalogue',
    async run(t) {
      const { client } = t;
      const keysOf = (text) =>
        typeof text === 'string'
          ? text
              .replace(/^[^\t]*\t/, '')
              .trim()
              .split(';')
              .map((pair) => pair.split('=')[0])
              .filter((name) => name !== '')
          : text;
      for (const command of [
        'edition',
        'status',
        'namespaces',
        'partitions',
        'sindex-list:',
        'udf-list',
        'connection',
      ]) {
        await t.step(command, () => client.infoAny(command));
      }
      await t.step(
        'sets of a set',
        async () => {
          await client.put(t.key('k'), { a: 1 });
          return client.infoAny(`sets/test/${t.set}`);
        },
        (text) => keysOf(text)?.[0]?.split(':')[0] ?? text,
      );
      for (const name of ['namespace', 'id']) {
        await t.step(
          `configuration of a namespace by ${name}`,
          () => client.infoAny(`get-config:context=namespace;${name}=test`),
          (text) => ['default-ttl', 'nsup-period', 'replication-factor'].map((one) => keysOf(text).includes(one)),
        );
      }
      await t.step(
        'namespace has objects',
        () => client.infoAny('namespace/test'),
        (text) => keysOf(text).includes('objects'),
      );
    },
  },
  {
    name: 'nodes and state',
    async run(t) {
      const { client } = t;
      await t.step('isConnected', () => client.isConnected());
      await t.step('isConnected(false)', () => client.isConnected(false));
      await t.step(
        'getNodes',
        () => client.getNodes(),
        (nodes) => nodes.slice(0, 1).map((node) => Object.keys(node).sort()),
      );
      await t.step(
        'stats',
        () => client.stats(),
        (stats) => typeof stats,
      );
      await t.step('addSeedHost', () => client.addSeedHost('127.0.0.1', 1));
      await t.step('removeSeedHost', () => client.removeSeedHost('127.0.0.1', 1));
      await t.step('updateLogging', () => client.updateLogging({ level: t.A.log.OFF }));
      await t.step('client is an EventEmitter', () => typeof client.on);
      await t.step('client.config', () => client.config instanceof t.A.Config);
      await t.step('client class', () => client instanceof t.A.Client);
    },
  },
];
