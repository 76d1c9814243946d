// The callback form of every call, with the optional arguments left out in every way.

export const callbacks = [
  {
    name: 'put, get, select, exists, remove, operate',
    async run(t) {
      const { client, A } = t;
      const op = A.operations;
      await t.callback('put', (done) => client.put(t.key('k'), { a: 1 }, done));
      await t.callback('put with metadata', (done) => client.put(t.key('k'), { a: 1 }, {}, done));
      await t.callback('put with policy', (done) => client.put(t.key('k'), { a: 1 }, {}, {}, done));
      await t.callback('get', (done) => client.get(t.key('k'), done));
      await t.callback('get with policy', (done) => client.get(t.key('k'), {}, done));
      await t.callback('get with null policy', (done) => client.get(t.key('k'), null, done));
      await t.callback('select', (done) => client.select(t.key('k'), ['a'], done));
      await t.callback('select with policy', (done) => client.select(t.key('k'), ['a'], {}, done));
      await t.callback('exists', (done) => client.exists(t.key('k'), done));
      await t.callback('exists with policy', (done) => client.exists(t.key('k'), {}, done));
      await t.callback('existsWithMetadata', (done) => client.existsWithMetadata(t.key('k'), done));
      await t.callback('operate', (done) => client.operate(t.key('k'), [op.read('a')], done));
      await t.callback('operate with metadata', (done) => client.operate(t.key('k'), [op.read('a')], {}, done));
      await t.callback('operate with policy', (done) => client.operate(t.key('k'), [op.read('a')], {}, {}, done));
      await t.callback('add', (done) => client.add(t.key('k'), { a: 1 }, done));
      await t.callback('add with metadata', (done) => client.add(t.key('k'), { a: 1 }, {}, done));
      await t.callback('incr with policy', (done) => client.incr(t.key('k'), { a: 1 }, {}, {}, done));
      await t.callback('append', (done) => client.append(t.key('k'), { s: 'x' }, done));
      await t.callback('prepend', (done) => client.prepend(t.key('k'), { s: 'x' }, done));
      await t.callback('remove', (done) => client.remove(t.key('k'), done));
      await t.callback('remove with policy', (done) => client.remove(t.key('k'), {}, done));
    },
  },
  {
    name: 'errors',
    async run(t) {
      const { client, A } = t;
      await t.callback('get absent', (done) => client.get(t.key('none'), done));
      await t.callback('remove absent', (done) => client.remove(t.key('none'), done));
      await t.callback('exists absent', (done) => client.exists(t.key('none'), done));
      await t.callback('get of no key', (done) => client.get(undefined, done));
      await t.callback('put of no bins', (done) => client.put(t.key('k'), undefined, done));
      await t.callback('unknown namespace', (done) => client.get(new A.Key('nowhere', 's', 'k'), done));
    },
  },
  {
    name: 'info',
    async run(t) {
      const { client } = t;
      const lines = (text) => (typeof text === 'string' ? text.split('\t')[0] : typeof text);
      const address = () => `127.0.0.1:${t.config().hosts.split(',')[0].split(':')[1]}`;
      await t.callback('infoAny', (done) => client.infoAny('status', done));
      await t.callback('infoAny with policy', (done) => client.infoAny('status', {}, done));
      await t.callback(
        'infoAny without request',
        (done) => client.infoAny(done),
        (text) => typeof text,
      );
      await t.callback(
        'infoAll',
        (done) => client.infoAll('status', done),
        (all) => lines(all[0].info),
      );
      await t.callback(
        'infoAll with policy',
        (done) => client.infoAll('status', {}, done),
        (all) => all.length > 0,
      );
      await t.callback('infoNode', (done) => client.infoNode('status', client.getNodes()[0], done));
      await t.callback('info', (done) => client.info('status', address(), done));
      await t.callback('info with policy', (done) => client.info('status', address(), {}, done));
    },
  },
];
