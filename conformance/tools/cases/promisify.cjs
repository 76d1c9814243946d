// Promisifiers and callbacks.
const bluebird = require('bluebird');
const { promisify, callbackify } = require('node:util');
const { run } = require('./run.cjs');

run({
  async 'bluebird promisifies a client'(A, { hosts, equal }) {
    const client = bluebird.promisifyAll(A.client({ hosts }));
    equal(await client.connectAsync(), client);
    const key = new A.Key('test', 'tools', 'bluebird');
    await client.putAsync(key, { n: 1 });
    equal((await client.getAsync(key)).bins.n, 1);
    equal(await client.existsAsync(key), true);
    await client.getAsync(new A.Key('test', 'tools', 'none')).catch((error) => equal(error.code, 2));
    client.close(false);
  },
  async 'bluebird promisifies the class, and the module'(A, { hosts, equal }) {
    bluebird.promisifyAll(A.Client.prototype);
    const client = A.client({ hosts });
    await client.connectAsync();
    const key = new A.Key('test', 'tools', 'bluebird');
    await client.putAsync(key, { n: 1 });
    equal((await client.selectAsync(key, ['n'])).bins.n, 1);
    client.close(false);
    bluebird.promisifyAll(A);
    const other = await A.connectAsync({ hosts });
    equal(other.isConnected(false), true);
    other.close(false);
  },
  async 'util.promisify'(A, { hosts, equal }) {
    const client = await promisify(A.connect).call(A, { hosts });
    const get = promisify(client.get).bind(client);
    const key = new A.Key('test', 'tools', 'promisify');
    await promisify(client.put).call(client, key, { n: 1 });
    equal((await get(key)).bins.n, 1);
    await get(new A.Key('test', 'tools', 'none')).catch((error) => equal(error.code, 2));
    equal(
      await new Promise((resolve) => callbackify(client.exists.bind(client))(key, (_, found) => resolve(found))),
      true,
    );
    client.close(false);
  },
});
