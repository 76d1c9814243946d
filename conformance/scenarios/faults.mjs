// Bad days: a server that says nothing, a connection that is cut, and every result code; seen as the caller's error,
// whether the write is in doubt, and (in the recorded requests) how often the client tried.

const RESULT_CODES = [
  ...Array.from({ length: 33 }, (_, i) => i + 1),
  ...[50, 51, 52, 53, 54, 55, 56, 60, 61, 62, 63, 64, 65, 66, 70, 71, 72, 73, 74, 75, 80, 81, 82, 83, 100],
  ...[
    120, 121, 122, 123, 124, 125, 126, 127, 150, 151, 152, 160, 200, 201, 202, 203, 204, 205, 206, 210, 211, 212, 213,
    255,
  ],
];

/** Every single-record call, with a policy. */
const calls = (t) => {
  const { client, A } = t;
  const op = A.operations;
  return {
    get: (policy) => client.get(t.key('k'), policy),
    select: (policy) => client.select(t.key('k'), ['a'], policy),
    exists: (policy) => client.exists(t.key('k'), policy),
    existsWithMetadata: (policy) => client.existsWithMetadata(t.key('k'), policy),
    'operate that reads': (policy) => client.operate(t.key('k'), [op.read('a')], null, policy),
    put: (policy) => client.put(t.key('k'), { a: 1 }, null, policy),
    remove: (policy) => client.remove(t.key('k'), policy),
    'operate that writes': (policy) => client.operate(t.key('k'), [op.write('a', 1)], null, policy),
    add: (policy) => client.add(t.key('k'), { a: 1 }, null, policy),
  };
};

/** A client whose circuit breaker stays closed, so that how fast errors follow each other decides nothing. */
async function useTirelessClient(t) {
  const limits = { maxErrorRate: 100_000, errorRateWindow: 10_000 };
  t.client = t.opened(await t.A.connect(t.config(limits)));
}

async function works(t) {
  await t.network('normal');
  await t.step('put works again', () => t.client.put(t.key('ok'), { a: 1 }));
  await t.step(
    'get works again',
    () => t.client.get(t.key('ok')),
    (record) => record.bins,
  );
}

export const faults = [
  {
    name: 'silence',
    async run(t) {
      await useTirelessClient(t);
      await t.network('silent');
      for (const [name, call] of Object.entries(calls(t))) {
        await t.step(`${name}, total timeout`, () => call({ totalTimeout: 120, maxRetries: 0 }));
      }
      for (const [name, call] of Object.entries(calls(t))) {
        await t.step(`${name}, socket timeout, two retries`, () =>
          call({ socketTimeout: 60, totalTimeout: 1500, maxRetries: 2 }),
        );
      }
      await t.step('get, the total timeout ends the retries', () =>
        t.client.get(t.key('k'), { socketTimeout: 100, totalTimeout: 250, maxRetries: 50 }),
      );
      await t.step('get, no total timeout', () =>
        t.client.get(t.key('k'), { socketTimeout: 80, totalTimeout: 0, maxRetries: 1 }),
      );
      await t.callback('get with a callback', (done) =>
        t.client.get(t.key('k'), { totalTimeout: 80, maxRetries: 0 }, done),
      );
      await works(t);
    },
  },
  {
    name: 'cut connections',
    async run(t) {
      await useTirelessClient(t);
      await t.network('cut');
      for (const [name, call] of Object.entries(calls(t))) {
        await t.step(`${name}, no retry`, () => call({ maxRetries: 0 }));
        await t.step(`${name}, two retries`, () => call({ maxRetries: 2 }));
        await t.step(`${name}, default policy`, () => call());
      }
      await works(t);
    },
  },
  {
    name: 'every result code',
    async run(t) {
      await useTirelessClient(t);
      const { get, put, exists, remove } = calls(t);
      for (const code of RESULT_CODES) {
        await t.network(code);
        await t.step(`get, ${code}`, () => get({ maxRetries: 1 }));
        await t.step(`put, ${code}`, () => put({ maxRetries: 1 }));
      }
      for (const code of [2, 9, 11, 18, 27]) {
        await t.network(code);
        await t.step(`exists, ${code}`, () => exists());
        await t.step(`remove, ${code}`, () => remove());
        await t.step(`put with three retries, ${code}`, () => put({ maxRetries: 3 }));
      }
      await works(t);
    },
  },
];
