// Keys on the way: which digest a key has, what is stored, what comes back.

const USER_KEYS = {
  string: 'abc',
  'non-ASCII string': 'äöü€𝄞',
  integer: 42,
  zero: 0,
  'negative integer': -7,
  'safe integer': Number.MAX_SAFE_INTEGER,
  bigint: 42n,
  'largest bigint': 2n ** 63n - 1n,
  'smallest bigint': -(2n ** 63n),
  buffer: Buffer.from([0, 1, 2, 255]),
};

export const keys = [
  {
    name: 'every user key type is written and read',
    async run(t) {
      for (const [name, userKey] of Object.entries(USER_KEYS)) {
        await t.step(`put ${name}`, () => t.client.put(t.key(userKey), { name }));
        await t.step(`get ${name}`, () => t.client.get(t.key(userKey)));
        await t.step(`put ${name} with the key stored`, () =>
          t.client.put(t.key(userKey), { name, x: 1 }, null, { key: t.A.policy.key.SEND }),
        );
        await t.step(`get ${name} after the key was stored`, () => t.client.get(t.key(userKey)));
      }
      await t.step('integer and bigint are the same key', () => t.client.get(t.key(42n)));
    },
  },
  {
    name: 'the same object comes back',
    async run(t) {
      const key = t.key('k');
      await t.step(
        'put',
        () => t.client.put(key, { a: 1 }),
        (returned) => returned === key,
      );
      await t.step(
        'get',
        () => t.client.get(key),
        (record) => record.key === key,
      );
      await t.step('the digest is filled in', () => key.digest);
      await t.step(
        'remove',
        () => t.client.remove(key),
        (returned) => returned === key,
      );
    },
  },
  {
    name: 'digest only',
    async run(t) {
      const key = t.key('k');
      await t.step('put', () => t.client.put(key, { a: 1 }));
      const { A, client, set } = t;
      const digest = Buffer.from('5d0b33259928d0cfab7fad81d6abfbf6b747f585', 'hex');
      await t.step('put by digest', () => client.put(new A.Key('test', set, undefined, digest), { b: 2 }));
      await t.step('get by digest', () => client.get(new A.Key('test', set, undefined, digest)));
      await t.step('get by digest without set', () => client.get(new A.Key('test', null, undefined, digest)));
      await t.step('put by digest, key policy send', () =>
        client.put(new A.Key('test', set, undefined, digest), { c: 3 }, null, { key: A.policy.key.SEND }),
      );
      await t.step('exists by digest', () => client.exists(new A.Key('test', set, undefined, digest)));
      await t.step('remove by digest', () => client.remove(new A.Key('test', set, undefined, digest)));
      await t.step('get after remove', () => client.get(new A.Key('test', set, undefined, digest)));
      await t.step('get by a digest that contradicts the key', () =>
        client.get(new A.Key('test', set, 'k', Buffer.alloc(20, 1))),
      );
    },
  },
  {
    name: 'no set',
    async run(t) {
      const key = () => t.key(`${t.set}-k`, null);
      await t.step('remove leftovers', () =>
        t.client.remove(key()).then(
          () => 'x',
          () => 'x',
        ),
      );
      await t.step('put', () => t.client.put(key(), { a: 1 }));
      await t.step('get', () => t.client.get(key()));
      await t.step(
        'get with undefined set',
        () => t.client.get(t.key(`${t.set}-k`, undefined)),
        (r) => r.bins,
      );
      await t.step('remove', () => t.client.remove(key()));
    },
  },
  {
    name: 'plain objects as keys',
    async run(t) {
      await t.step('put', () => t.client.put({ ns: 'test', set: t.set, key: 'plain' }, { a: 1 }));
      await t.step('get', () => t.client.get({ ns: 'test', set: t.set, key: 'plain' }));
      await t.step('get with a Key', () => t.client.get(t.key('plain')));
      await t.step('exists', () => t.client.exists({ ns: 'test', set: t.set, key: 'plain' }));
      await t.step('no namespace', () => t.client.get({ set: t.set, key: 'plain' }));
      await t.step('no key', () => t.client.get({ ns: 'test', set: t.set }));
    },
  },
];
