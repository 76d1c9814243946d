/** @jest-environment jsdom */
// A browser's globals around the module: its arrays, maps, dates and errors are not those of Node.js.
const A = require(process.env.CLIENT);

const hosts = process.env.HOSTS;

test('values, keys and callbacks', async () => {
  const client = await A.connect({ hosts });
  const key = new A.Key('test', 'tools', 'jsdom');
  await client.put(key, {
    a: 1,
    b: Buffer.from('x'),
    u: new Uint8Array([1, 2]),
    w: new Uint16Array([1]),
    l: [1, { m: new Map([['k', 1]]) }],
    s: 'ä',
  });
  const { bins } = await client.get(key);
  expect([bins.a, bins.s, bins.l]).toEqual([1, 'ä', [1, { m: { k: 1 } }]]);
  expect(Buffer.from(bins.b).toString()).toBe('x');
  expect([...bins.u]).toEqual([1, 2]);
  expect([...bins.w]).toEqual([1, 0]);
  await new Promise((resolve, reject) => client.get(key, (error) => (error ? reject(error) : resolve())));
  await client.append(key, { b: Buffer.from('y') });
  for (const userKey of [Buffer.from('key'), 5n, 'text'])
    await client.put(new A.Key('test', 'tools', userKey), { a: 1 });
  await client.get(new A.Key('test', 'tools', null, key.digest));
  const error = await client.get(new A.Key('test', 'tools', 'none')).catch((e) => e);
  expect([error.code, error instanceof Error, error instanceof A.AerospikeError]).toEqual([2, true, true]);
  client.close(false);
});
