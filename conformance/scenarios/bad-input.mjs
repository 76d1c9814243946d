// What callers do wrong: which of it throws at once, which rejects, and with what.

const KEYS = (t) => ({
  undefined: undefined,
  null: null,
  string: 'k',
  number: 42,
  'empty object': {},
  array: [],
  'key with numeric namespace': { ns: 1, set: t.set, key: 'k' },
  'key with boolean key': { ns: 'test', set: t.set, key: true },
  'key with object key': { ns: 'test', set: t.set, key: {} },
  'key with fraction': { ns: 'test', set: t.set, key: 1.5 },
  'key with numeric set': { ns: 'test', set: 5, key: 'k' },
});

export const badInput = [
  {
    name: 'keys',
    async run(t) {
      const { client, A } = t;
      for (const [name, key] of Object.entries(KEYS(t))) {
        await t.step(`get, ${name}`, () => client.get(key));
        await t.step(`put, ${name}`, () => client.put(key, { a: 1 }));
        await t.step(`exists, ${name}`, () => client.exists(key));
        await t.step(`select, ${name}`, () => client.select(key, ['a']));
        await t.step(`remove, ${name}`, () => client.remove(key));
        await t.step(`operate, ${name}`, () => client.operate(key, [A.operations.read('a')]));
      }
    },
  },
  {
    name: 'bins to write',
    async run(t) {
      const { client } = t;
      for (const [name, bins] of Object.entries({
        undefined: undefined,
        null: null,
        string: 'x',
        number: 5,
        boolean: true,
        'empty object': {},
        'empty array': [],
        'array of numbers': [1],
        function: () => 1,
      })) {
        await t.step(`put ${name}`, () => client.put(t.key('k'), bins));
        await t.step(`add ${name}`, () => client.add(t.key('k'), bins));
      }
    },
  },
  {
    name: 'values that cannot be stored',
    async run(t) {
      const { client } = t;
      for (const [name, value] of Object.entries({
        function: () => 1,
        symbol: Symbol('s'),
        'bigint too large': 2n ** 63n,
        'bigint too small': -(2n ** 63n) - 1n,
        'list with a function': [() => 1],
        'list with a symbol': [Symbol('s')],
        'map with a function': { f: () => 1 },
        'list with a bigint too large': [2n ** 64n],
      })) {
        await t.step(`put ${name}`, () => client.put(t.key(name), { v: value }));
        await t.step(
          `get ${name}`,
          () => client.get(t.key(name)),
          (record) => record?.bins,
        );
      }
    },
  },
  {
    name: 'select',
    async run(t) {
      const { client } = t;
      await t.step('put', () => client.put(t.key('k'), { a: 1 }));
      for (const [name, bins] of Object.entries({
        undefined: undefined,
        null: null,
        string: 'a',
        number: 1,
        object: {},
        'array of numbers': [1],
        'array of null': [null],
      })) {
        await t.step(
          name,
          () => client.select(t.key('k'), bins),
          (record) => record?.bins,
        );
      }
    },
  },
  {
    name: 'operate',
    async run(t) {
      const { client, A } = t;
      await t.step('put', () => client.put(t.key('k'), { a: 1 }));
      for (const [name, operations] of Object.entries({
        undefined: undefined,
        null: null,
        object: {},
        string: 'x',
        'empty array': [],
        'array of empty objects': [{}],
        'unknown operation': [{ op: 9999, bin: 'a' }],
        'read without bin': [A.operations.read()],
        'read of a number': [A.operations.read(5)],
        'write without value': [A.operations.write('a')],
        'add without value': [A.operations.add('a')],
        'add a string': [A.operations.add('a', 'x')],
        'add null': [A.operations.add('a', null)],
        'append a number': [A.operations.append('a', 1)],
        'append null': [A.operations.append('a', null)],
        'touch a string': [A.operations.touch('x')],
        'long bin name': [A.operations.write('abcdefghijklmnop', 1)],
      })) {
        await t.step(
          name,
          () => client.operate(t.key('k'), operations),
          (record) => record?.bins,
        );
      }
    },
  },
  // Each of these alone: some end the vendor's process, and with it the scenario.
  ...Object.entries({ null: null, undefined: undefined, 'a number': 1, 'a string': 'x' }).map(([name, operation]) => ({
    name: `operate with ${name} for an operation`,
    async run(t) {
      await t.step('operate', () => t.client.operate(t.key('k'), [operation]));
    },
  })),
  {
    name: 'policies',
    async run(t) {
      const { client } = t;
      await t.step('put', () => client.put(t.key('k'), { a: 1 }));
      for (const [name, policy] of Object.entries({
        string: 'x',
        number: 5,
        boolean: true,
        array: [],
        'timeout string': { totalTimeout: '5' },
        'timeout fraction': { totalTimeout: 900.5 },
        'timeout negative': { totalTimeout: -1 },
        'timeout null': { totalTimeout: null },
        'timeout NaN': { totalTimeout: Number.NaN },
        'retries string': { maxRetries: 'x' },
        'key string': { key: 'SEND' },
        'compress string': { compress: 'yes' },
      })) {
        await t.step(
          `get, ${name}`,
          () => client.get(t.key('k'), policy),
          (record) => record?.bins,
        );
        await t.step(
          `put, ${name}`,
          () => client.put(t.key('k'), { a: 1 }, null, policy),
          () => 'put',
        );
        await t.step(`exists, ${name}`, () => client.exists(t.key('k'), policy));
        await t.step(`remove of nothing, ${name}`, () => client.remove(t.key('none'), policy));
      }
      for (const [name, policy] of Object.entries({
        'exists string': { exists: 'CREATE' },
        'gen string': { gen: 'EQ' },
        'commitLevel string': { commitLevel: 'MASTER' },
        'durableDelete number': { durableDelete: 1 },
      })) {
        await t.step(
          `put, ${name}`,
          () => client.put(t.key('k'), { a: 1 }, null, policy),
          () => 'put',
        );
      }
      for (const [name, meta] of Object.entries({ string: 'x', number: 5, array: [], boolean: true })) {
        await t.step(
          `put, metadata ${name}`,
          () => client.put(t.key('k'), { a: 1 }, meta),
          () => 'put',
        );
      }
    },
  },
  {
    name: 'info',
    async run(t) {
      const { client } = t;
      for (const [name, request] of Object.entries({ number: 5, object: {}, array: ['build'], boolean: true })) {
        await t.step(
          `infoAny ${name}`,
          () => client.infoAny(request),
          (answer) => typeof answer,
        );
      }
      await t.step('info with a bad host', () => client.info('build', 'not a host!'));
      await t.step(
        'info without host',
        () => client.info('build'),
        (answer) => typeof answer,
      );
      await t.step('infoNode without node', () => client.infoNode('build'));
      await t.step('infoNode of an unknown node', () => client.infoNode('build', { name: 'NOSUCH' }));
      await t.step('unknown command', () => client.infoAny('nonsense'));
    },
  },
];
