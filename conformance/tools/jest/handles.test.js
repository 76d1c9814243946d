// Leaves nothing that jest's detector of open handles would name.
const A = require(process.env.CLIENT);

test('connect, work, close', async () => {
  const client = await A.connect({ hosts: process.env.HOSTS, tenderInterval: 250 });
  const key = new A.Key('test', 'tools', 'handles');
  await client.put(key, { n: 1 });
  await client.get(key);
  await client.get(key, { signal: AbortSignal.abort() }).catch(() => {});
  client.close();
});

afterAll(() => A.releaseEventLoop());
