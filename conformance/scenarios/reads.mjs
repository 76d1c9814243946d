// get, select, exists, existsWithMetadata and read policies.

export const reads = [
  {
    name: 'get and select',
    async run(t) {
      const { client } = t;
      await t.step('put', () => client.put(t.key('k'), { a: 1, b: 'x', c: [1] }));
      await t.step('get', () => client.get(t.key('k')));
      await t.step('select two', () => client.select(t.key('k'), ['c', 'a']));
      await t.step(
        'order of selected bins',
        () => client.select(t.key('k'), ['c', 'a']),
        (r) => Object.keys(r.bins),
      );
      await t.step('select one twice', () => client.select(t.key('k'), ['a', 'a']));
      await t.step('select absent bin', () => client.select(t.key('k'), ['zz']));
      await t.step('select present and absent', () => client.select(t.key('k'), ['zz', 'b']));
      await t.step('select none', () => client.select(t.key('k'), []));
      await t.step('get absent', () => client.get(t.key('none')));
      await t.step('select absent', () => client.select(t.key('none'), ['a']));
    },
  },
  {
    name: 'exists',
    async run(t) {
      const { client } = t;
      await t.step('absent', () => client.exists(t.key('k')));
      await t.step('absent with metadata', () => client.existsWithMetadata(t.key('k')));
      await t.step('put', () => client.put(t.key('k'), { a: 1 }, { ttl: 1000 }));
      await t.step('present', () => client.exists(t.key('k')));
      await t.step(
        'present with metadata',
        () => client.existsWithMetadata(t.key('k')),
        (record) => ({
          ...record,
          ttl: record.ttl > 990 && record.ttl <= 1000,
        }),
      );
      await t.step('with null policy', () => client.exists(t.key('k'), null));
      await t.step('with policy object', () => client.exists(t.key('k'), { totalTimeout: 500 }));
    },
  },
  {
    name: 'read policies',
    async run(t) {
      const { client, A } = t;
      const { policy } = A;
      await t.step('put', () => client.put(t.key('k'), { a: 1, l: [1], m: { x: 1 } }, null, { key: policy.key.SEND }));
      for (const [name, value] of Object.entries({
        'key SEND': { key: policy.key.SEND },
        'key DIGEST': { key: policy.key.DIGEST },
        'replica MASTER': { replica: policy.replica.MASTER },
        'replica ANY': { replica: policy.replica.ANY },
        'replica SEQUENCE': { replica: policy.replica.SEQUENCE },
        'replica PREFER_RACK': { replica: policy.replica.PREFER_RACK },
        'replica RANDOM': { replica: policy.replica.RANDOM },
        'readModeAP ALL': { readModeAP: policy.readModeAP.ALL },
        'readModeAP ONE': { readModeAP: policy.readModeAP.ONE },
        'readModeSC SESSION': { readModeSC: policy.readModeSC.SESSION },
        'readModeSC LINEARIZE': { readModeSC: policy.readModeSC.LINEARIZE },
        'readModeSC ALLOW_REPLICA': { readModeSC: policy.readModeSC.ALLOW_REPLICA },
        'readModeSC ALLOW_UNAVAILABLE': { readModeSC: policy.readModeSC.ALLOW_UNAVAILABLE },
        'readTouchTtlPercent 50': { readTouchTtlPercent: 50 },
        'readTouchTtlPercent -1': { readTouchTtlPercent: -1 },
        'readTouchTtlPercent 101': { readTouchTtlPercent: 101 },
        'totalTimeout 3000': { totalTimeout: 3000 },
        'totalTimeout 0': { totalTimeout: 0 },
        'socketTimeout 200': { socketTimeout: 200 },
        'socketTimeout over totalTimeout': { socketTimeout: 5000, totalTimeout: 700 },
        'both timeouts 0': { socketTimeout: 0, totalTimeout: 0 },
        'maxRetries 0': { maxRetries: 0 },
        'maxRetries 5': { maxRetries: 5 },
        'deserialize false': { deserialize: false },
        'a ReadPolicy': new A.ReadPolicy({ totalTimeout: 400, key: policy.key.SEND }),
        'an empty policy': {},
        'unknown property': { nonsense: 1 },
      })) {
        await t.step(`get, ${name}`, () => client.get(t.key('k'), value));
        await t.step(
          `select, ${name}`,
          () => client.select(t.key('k'), ['a'], value),
          (record) => record?.bins,
        );
        await t.step(`exists, ${name}`, () => client.exists(t.key('k'), value));
      }
    },
  },
  {
    name: 'compression is Enterprise only',
    async run(t) {
      const { client } = t;
      await t.step('put', () => client.put(t.key('k'), { a: 'x'.repeat(1000) }));
      await t.step(
        'get with compress',
        () => client.get(t.key('k'), { compress: true }),
        (record) => record?.bins.a.length,
      );
      await t.step('small put with compress', () => client.put(t.key('k'), { b: 1 }, null, { compress: true }));
      await t.step('large put with compress', () =>
        client.put(t.key('k'), { a: 'y'.repeat(1000) }, null, { compress: true }),
      );
    },
  },
  {
    name: 'large records',
    async run(t) {
      const { client } = t;
      const size = 900_000;
      await t.step(
        'put',
        () => client.put(t.key('k'), { b: Buffer.alloc(size, 1) }),
        () => 'put',
      );
      await t.step(
        'get',
        () => client.get(t.key('k')),
        (record) => record.bins.b.length,
      );
      await t.step('too large', () => client.put(t.key('k'), { b: Buffer.alloc(1_100_000, 1) }));
      await t.step(
        'still there',
        () => client.get(t.key('k')),
        (record) => [record.bins.b.length, record.gen],
      );
    },
  },
];
