// Time to live: what is sent, what is stored, what comes back, and that records go.

const near = (seconds) => (record) =>
  record && { gen: record.gen, ttl: Math.abs(record.ttl - seconds) <= 2 ? `about ${seconds}` : record.ttl };
const exact = (record) => record && { gen: record.gen, ttl: record.ttl };
const POLL_MS = 50;
const POLL_LIMIT_MS = 8000;

async function until(condition) {
  const end = Date.now() + POLL_LIMIT_MS;
  while (Date.now() < end) {
    if (await condition()) return true;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return false;
}

export const timeToLive = [
  {
    name: 'values',
    async run(t) {
      const { client, A } = t;
      const { ttl } = A;
      await t.step('seconds', () => client.put(t.key('k'), { a: 1 }, { ttl: 1000 }));
      await t.step('read seconds', () => client.get(t.key('k')), near(1000));
      await t.step('DONT_UPDATE', () => client.put(t.key('k'), { a: 2 }, { ttl: ttl.DONT_UPDATE }));
      await t.step('read after DONT_UPDATE', () => client.get(t.key('k')), near(1000));
      await t.step('NEVER_EXPIRE', () => client.put(t.key('k'), { a: 3 }, { ttl: ttl.NEVER_EXPIRE }));
      await t.step('read after NEVER_EXPIRE', () => client.get(t.key('k')), exact);
      await t.step('NAMESPACE_DEFAULT', () => client.put(t.key('k'), { a: 4 }, { ttl: ttl.NAMESPACE_DEFAULT }));
      await t.step('read after NAMESPACE_DEFAULT', () => client.get(t.key('k')), exact);
      await t.step('CLIENT_DEFAULT', () => client.put(t.key('k'), { a: 5 }, { ttl: ttl.CLIENT_DEFAULT }));
      await t.step('read after CLIENT_DEFAULT', () => client.get(t.key('k')), exact);
      await t.step('ttl in the policy', () => client.put(t.key('k'), { a: 6 }, null, { ttl: 500 }));
      await t.step('read after ttl in the policy', () => client.get(t.key('k')), exact);
      await t.step('DONT_UPDATE on create', () => client.put(t.key('n'), { a: 1 }, { ttl: ttl.DONT_UPDATE }));
      await t.step('read after DONT_UPDATE on create', () => client.get(t.key('n')), exact);
      await t.step('ten years', () => client.put(t.key('y'), { a: 1 }, { ttl: 315360000 }));
      await t.step('more than ten years', () => client.put(t.key('y'), { a: 1 }, { ttl: 315360001 }));
      await t.step('minus four', () => client.put(t.key('y'), { a: 1 }, { ttl: -4 }));
      for (const [name, value] of Object.entries({
        string: '100',
        fraction: 1.5,
        NaN: Number.NaN,
        infinity: Number.POSITIVE_INFINITY,
        null: null,
        undefined: undefined,
        object: {},
        boolean: true,
        bigint: 100n,
        'beyond 32 bits': 2 ** 33,
      })) {
        await t.step(`${name} ttl`, () => client.put(t.key(`bad-${name}`), { a: 1 }, { ttl: value }));
        await t.step(`${name} gen`, () => client.put(t.key(`bad-${name}`), { a: 1 }, { gen: value }));
        await t.step(
          `read after ${name}`,
          () => client.get(t.key(`bad-${name}`)),
          (r) => r && [r.gen, r.ttl < 0 ? r.ttl : r.ttl > 90 ? '~100' : r.ttl],
        );
      }
    },
  },
  {
    name: 'operate and touch',
    async run(t) {
      const { client, A } = t;
      const op = A.operations;
      await t.step('put', () => client.put(t.key('k'), { a: 1 }, { ttl: 100 }));
      await t.step('touch 900', () => client.operate(t.key('k'), [op.touch(900)]), near(900));
      await t.step(
        'touch and metadata',
        () => client.operate(t.key('k'), [op.touch(700)], { ttl: 300 }),
        (r) => (r.ttl > 600 ? 'of the operation' : 'of the metadata'),
      );
      await t.step('touch NEVER_EXPIRE', () => client.operate(t.key('k'), [op.touch(A.ttl.NEVER_EXPIRE)]), exact);
      await t.step('metadata', () => client.operate(t.key('k'), [op.add('a', 1)], { ttl: 400 }), near(400));
      await t.step('touch 0', () => client.operate(t.key('k'), [op.touch(0)]), exact);
      await t.step('add with ttl', () => client.add(t.key('k'), { a: 1 }, { ttl: 250 }), near(250));
      await t.step('get', () => client.get(t.key('k')), near(250));
      await t.step('exists with metadata', () => client.existsWithMetadata(t.key('k')), near(250));
      await t.step('select', () => client.select(t.key('k'), ['a']), near(250));
    },
  },
  {
    name: 'expiry',
    unrepeatable: true,
    async run(t) {
      const { client, A } = t;
      await t.step('put with one second', () => client.put(t.key('k'), { a: 1 }, { ttl: 1 }));
      await t.step('put with a longer life', () => client.put(t.key('long'), { a: 1 }, { ttl: 100 }));
      await t.step('goes', () => until(async () => !(await client.exists(t.key('k')))));
      await t.step('get', () => client.get(t.key('k')));
      await t.step('touch', () => client.operate(t.key('k'), [A.operations.touch(100)]));
      await t.step('update only', () => client.put(t.key('k'), { a: 2 }, null, { exists: A.policy.exists.UPDATE }));
      await t.step('write again', () => client.put(t.key('k'), { b: 2 }));
      await t.step('a fresh record', () => client.get(t.key('k')));
      await t.step('the other is still there', () => client.exists(t.key('long')));
    },
  },
];
