// Fake timers of jest: TIMERS says which, and whether they come before the module is loaded.
const { TIMERS, CLIENT, HOSTS } = process.env;
const [kind, when] = TIMERS.split(' ');
const stop = () => jest.useFakeTimers(kind === 'legacy' ? { legacyFakeTimers: true } : {});
if (when === 'before') stop();
const A = require(CLIENT);
if (when === 'after') stop();

test('a client works while time stands still', async () => {
  const client = await A.connect({ hosts: HOSTS });
  const key = new A.Key('test', 'tools', 'jest-timers');
  await client.put(key, { n: 1 });
  expect((await client.get(key)).bins).toEqual({ n: 1 });
  expect(await new Promise((resolve) => client.exists(key, (error, found) => resolve([error, found])))).toEqual([
    null,
    true,
  ]);
  expect(await client.infoAny('build')).toMatch(/^build/);
  client.close(false);
});

test('a connect that fails does so in its time', async () => {
  const failure = await A.connect({ hosts: '127.0.0.1:1', connTimeoutMs: 300, log: { level: -1 } }).catch(
    (error) => error,
  );
  expect(failure.name).toBe('AerospikeError');
});
