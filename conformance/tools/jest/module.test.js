// jest's spies and automatic mocks of the module, of its classes and of a client.
const A = require(process.env.CLIENT);

const hosts = process.env.HOSTS;

test('spies on functions of the module', async () => {
  const connect = jest.spyOn(A, 'connect').mockResolvedValue('mine');
  expect(await A.connect()).toBe('mine');
  connect.mockRestore();
  const client = await A.connect({ hosts });
  const get = jest.spyOn(client, 'get').mockResolvedValue('mine');
  expect(await client.get()).toBe('mine');
  get.mockRestore();
  const put = jest.spyOn(A.Client.prototype, 'put');
  const key = new A.Key('test', 'tools', 'jest');
  await client.put(key, { n: 1 });
  expect(put).toHaveBeenCalledWith(key, { n: 1 });
  put.mockRestore();
  client.close(false);
});

test('a replaced property', () => {
  const replaced = jest.replaceProperty(A, 'status', { OK: 7 });
  expect(A.status.OK).toBe(7);
  replaced.restore();
  expect(A.status.OK).toBe(0);
});

test('an automatic mock of the module', async () => {
  const mock = jest.createMockFromModule(process.env.CLIENT);
  mock.connect.mockResolvedValue('mine');
  expect(await mock.connect()).toBe('mine');
  const client = new mock.Client();
  expect(client.get()).toBeUndefined();
  client.get.mockResolvedValue({ bins: {} });
  expect(await client.get()).toEqual({ bins: {} });
  expect(mock.Client).toHaveBeenCalledTimes(1);
  expect(mock.status.ERR_RECORD_NOT_FOUND).toBe(2);
  expect(typeof mock.operations.read).toBe('function');
});

test('a partial mock', async () => {
  jest.doMock(process.env.CLIENT, () => ({
    ...jest.requireActual(process.env.CLIENT),
    connect: jest.fn(async () => 'mine'),
  }));
  const mocked = require('./requires-client.js');
  expect(await mocked.connect()).toBe('mine');
  expect(mocked.status.OK).toBe(0);
});

test('values of two copies of the module', async () => {
  const client = await A.connect({ hosts });
  let B;
  jest.isolateModules(() => {
    B = jest.requireActual(process.env.CLIENT);
  });
  const key = new B.Key('test', 'tools', 'copies');
  await client.put(
    key,
    { d: new B.Double(2), g: new B.GeoJSON({ type: 'Point', coordinates: [1, 2] }) },
    {},
    new B.WritePolicy({ totalTimeout: 900 }),
  );
  await client.operate(key, [B.operations.incr('d', new B.Double(1)), B.operations.read('d')]);
  const { bins } = await client.get(new A.Key('test', 'tools', 'copies'));
  expect(bins).toEqual({ d: 3, g: '{"type":"Point","coordinates":[1,2]}' });
  client.close(false);
});
