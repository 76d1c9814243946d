// Names after a bundler has minified them: node bundle.cjs <module> <hosts>, of a bundle made by the test.
const { run } = require('./run.cjs');

run({
  async 'errors keep their name'(A, { equal }) {
    const error = await A.connect({ hosts: '127.0.0.1:1', log: { level: -1 } }).catch((e) => e);
    equal([error.name, /^AerospikeError: /.test(error.stack)], ['AerospikeError', true]);
    equal(new A.AerospikeError('x').name, 'AerospikeError');
    class Mine extends A.AerospikeError {}
    equal(new Mine('x').name, 'Mine');
  },
  async 'it works'(A, { hosts, equal }) {
    const client = await A.connect({ hosts });
    const key = new A.Key('test', 'tools', 'bundle');
    await client.put(key, { n: new A.Double(1) });
    equal((await client.get(key)).bins, { n: 1 });
    client.close(false);
  },
});
