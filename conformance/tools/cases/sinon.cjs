// Stubs and spies of the module, of a client and of its prototype, as tests of applications put them there.
const sinon = require('sinon');
const { run } = require('./run.cjs');

run({
  'stubs of the functions of the module'(A, { equal }) {
    for (const name of ['client', 'connect', 'releaseEventLoop', 'setDefaultLogging', 'print']) {
      const stub = sinon.stub(A, name).returns('mine');
      equal(A[name](), 'mine');
      equal(stub.callCount, 1);
    }
    sinon.restore();
    equal(typeof A.connect, 'function');
  },
  async 'a spy on connect lets it through'(A, { hosts, equal }) {
    const spy = sinon.spy(A, 'connect');
    const client = await A.connect({ hosts });
    client.close(false);
    equal(spy.callCount, 1);
    sinon.restore();
  },
  async 'a stub of client is what connect uses'(A, { equal }) {
    sinon.stub(A, 'client').returns({ connect: async () => 'a fake client' });
    equal(await A.connect({}), 'a fake client');
    sinon.restore();
  },
  'replaced classes and constants'(A, { equal }) {
    for (const name of ['Client', 'Key', 'Config', 'Double', 'status', 'policy', 'operations']) {
      sinon.replace(A, name, name === 'status' || name === 'policy' || name === 'operations' ? {} : class Fake {});
    }
    sinon.restore();
    equal(typeof new A.Key('a', 'b', 'c').equals, 'function');
  },
  async 'a stub instance of Client'(A, { equal }) {
    const client = sinon.createStubInstance(A.Client);
    equal(client instanceof A.Client, true);
    client.get.resolves({ bins: { n: 1 } });
    equal((await client.get()).bins.n, 1);
    equal(client.put.callCount, 0);
    equal(client.connect(), undefined);
  },
  async 'stubs and mocks of a connected client and of the prototype'(A, { hosts, equal }) {
    const client = await A.connect({ hosts });
    const key = new A.Key('test', 'tools', 'sinon');
    sinon.stub(client, 'get').resolves('mine');
    equal(await client.get(key), 'mine');
    sinon.restore();
    await client.put(key, { n: 1 });
    equal((await client.get(key)).bins.n, 1);
    sinon.stub(A.Client.prototype, 'exists').callsFake(function () {
      return this === client;
    });
    equal(client.exists(key), true);
    sinon.restore();
    const spy = sinon.spy(client, 'put');
    await client.put(key, { n: 2 });
    equal(spy.calledOnceWith(key), true);
    sinon.mock(client).expects('remove').once().resolves('removed');
    equal(await client.remove(key), 'removed');
    sinon.verifyAndRestore();
    client.close(false);
  },
  'a stub of operations'(A, { equal }) {
    sinon.stub(A.operations, 'read').returns('mine');
    equal(A.operations.read(), 'mine');
    sinon.restore();
  },
});
