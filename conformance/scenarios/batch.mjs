// batchRead, batchWrite, batchGet, batchExists, batchSelect, batchRemove, and batchApply as far as servers without the
// function go. A batch of one record travels as a command on it, so most have both.

/** A record that was removed has a lifetime in the results of a batch and none where it travelled alone: so by nodes. */
const removed = (results) => results.map((row) => ({ ...row, record: { ...row.record, ttl: 'any' } }));

export const batch = [
  {
    name: 'keys',
    async run(t) {
      const { client, A } = t;
      const bytes = Buffer.from([1, 2]);
      await t.step('put a', () => client.put(t.key('a'), { i: 7, s: 'x', l: [1, { a: 2 }] }));
      await t.step('put 5', () => client.put(t.key(5), { i: 8 }));
      await t.step('put bytes', () => client.put(t.key(bytes), { i: 9 }));
      const many = [t.key('a'), t.key('none'), t.key(5), t.key('a'), t.key(bytes)];
      const without = [new A.Key('test', null, 'batchless'), new A.Key('test', null, 'batchless2')];
      for (const [name, keys] of Object.entries({
        many,
        none: [],
        one: [t.key('a')],
        missing: [t.key('none')],
        without,
      })) {
        await t.step(`batchGet ${name}`, () => client.batchGet(keys));
        await t.step(`batchExists ${name}`, () => client.batchExists(keys));
        await t.step(`batchSelect ${name}`, () => client.batchSelect(keys, ['i', 'zz']));
        await t.step(`batchSelect no bins ${name}`, () => client.batchSelect(keys, []));
        await t.step(`batchApply ${name}`, () =>
          client.batchApply(keys, { module: 'nomodule', funcname: 'f', args: [] }),
        );
      }
      await t.step('key objects', () => client.batchGet(many.map(({ ns, set, key }) => ({ ns, set, key }))));
      await t.step('digests', () =>
        client.batchGet([A.Key.fromASKey({ ns: 'test', set: t.set, digest: Buffer.alloc(20, 7) }), t.key('a')]),
      );
      await t.step('an unknown namespace', () => client.batchGet([t.key('a'), new A.Key('nowhere', 's', 1)]));
      await t.step('batchRemove', () => client.batchRemove(many), removed);
      await t.step('put again', () => client.put(t.key('a'), { i: 7 }));
      await t.step('batchRemove none', () => client.batchRemove([]));
      await t.step('batchRemove one', () => client.batchRemove([t.key('a')]));
      await t.step('batchRemove missing', () => client.batchRemove([t.key('a')]));
    },
  },
  {
    name: 'batchRead',
    async run(t) {
      const { client, A } = t;
      const { read } = A.operations;
      const { policy } = A;
      await t.step('put a', () => client.put(t.key('a'), { i: 7, s: 'x', l: [1, { a: 2 }] }));
      await t.step('put b', () => client.put(t.key('b'), { i: 8 }));
      const each = (row) => ['a', 'none', 'b', 'a'].map((key) => ({ key: t.key(key), ...row }));
      const rows = {
        all: { readAllBins: true },
        nothing: {},
        'not all': { readAllBins: false },
        bins: { bins: ['i', 'zz'] },
        'no bins': { bins: [] },
        operations: { ops: [read('s'), read('i'), read('s')] },
        'bins before operations': { bins: ['l'], ops: [read('i')], readAllBins: true },
        'operations before all': { ops: [read('i')], readAllBins: true },
        policy: { readAllBins: true, policy: { readModeAP: policy.readModeAP.ALL } },
        'type is not looked at': { readAllBins: true, type: A.batchType.BATCH_REMOVE },
      };
      for (const [name, row] of Object.entries(rows)) {
        await t.step(name, () => client.batchRead(each(row)));
        await t.step(`${name}, one`, () => client.batchRead(each(row).slice(0, 1)));
      }
      await t.step('each its own', () =>
        client.batchRead([
          ...each({ readAllBins: true }),
          ...each({ bins: ['i'] }),
          ...each({}),
          ...each({ readAllBins: true }),
        ]),
      );
      await t.step('none', () => client.batchRead([]));
      const unknown = [{ key: new A.Key('nowhere', 's', 1), readAllBins: true }, ...each({ readAllBins: true })];
      await t.step('an unknown namespace', () => client.batchRead(unknown));
      const policies = {
        'not inline': { allowInline: false },
        'inline on a device': { allowInlineSSD: true },
        'packed collections': { deserialize: false },
        'set names': { sendSetName: true },
        'one after the other': { concurrent: false },
        'all replicas': { readModeAP: policy.readModeAP.ALL },
        'no limit': { totalTimeout: 0 },
        limits: { socketTimeout: 700, totalTimeout: 900 },
        'any replica': { replica: policy.replica.ANY },
        'a policy': new A.BatchPolicy({ respondAllKeys: true }),
      };
      for (const [name, given] of Object.entries(policies)) {
        await t.step(name, () => client.batchRead(each({ readAllBins: true }), given));
        await t.step(`${name}, one`, () => client.batchRead([{ key: t.key('a'), readAllBins: true }], given));
      }
      await t.step('many', () =>
        client.batchRead(Array.from({ length: 600 }, (_, i) => ({ key: t.key(i), bins: ['i'] }))),
      );
    },
  },
  {
    name: 'batchWrite',
    async run(t) {
      const { client, A } = t;
      const { write, read, incr, touch } = A.operations;
      const { BATCH_READ, BATCH_WRITE, BATCH_REMOVE, BATCH_APPLY } = A.batchType;
      const { policy } = A;
      const rowsOf = (key) => ({
        write: { type: BATCH_WRITE, key, ops: [write('x', 1), write('y', 'text')] },
        'write and read': { type: BATCH_WRITE, key, ops: [incr('x', 1), read('x'), read('y')] },
        'write and read all': { type: BATCH_WRITE, key, ops: [incr('x', 1), read('')] },
        'delete a bin': { type: BATCH_WRITE, key, ops: [write('y', null)] },
        touch: { type: BATCH_WRITE, key, ops: [touch(1000)] },
        'touch beats the policy': { type: BATCH_WRITE, key, ops: [touch(1000)], policy: { ttl: 2000 } },
        create: { type: BATCH_WRITE, key, ops: [write('x', 1)], policy: { exists: policy.exists.CREATE } },
        update: { type: BATCH_WRITE, key, ops: [write('x', 1)], policy: { exists: policy.exists.UPDATE } },
        replace: { type: BATCH_WRITE, key, ops: [write('z', 1)], policy: { exists: policy.exists.REPLACE } },
        'send the key': { type: BATCH_WRITE, key, ops: [write('x', 1)], policy: { key: policy.key.SEND } },
        'do not wait': {
          type: BATCH_WRITE,
          key,
          ops: [write('x', 1)],
          policy: { commitLevel: policy.commitLevel.MASTER },
        },
        generation: { type: BATCH_WRITE, key, ops: [write('x', 1)], policy: { gen: policy.gen.EQ } },
        'not a number': { type: BATCH_WRITE, key, ops: [write('s', 'x'), incr('s', 1)] },
        apply: { type: BATCH_APPLY, key, udf: { module: 'nomodule', funcname: 'f', args: [1, 'x', [2]] } },
        'read all': { type: BATCH_READ, key, readAllBins: true },
        'read bins': { type: BATCH_READ, key, bins: ['x'] },
        'remove another generation': { type: BATCH_REMOVE, key, policy: { gen: policy.gen.EQ, generation: 77 } },
        remove: { type: BATCH_REMOVE, key },
        'remove again': { type: BATCH_REMOVE, key },
        'remove with key': { type: BATCH_REMOVE, key, policy: { key: policy.key.SEND } },
      });
      // Servers without the function, and those without functions, refuse with different codes.
      const noFunction = (status) => (status === 16 || status === 100 ? 'no function' : status);
      const lifetime = (ttl) => (ttl > 900 ? 'long' : ttl);
      const seen = (results) =>
        results.map(({ status, record, ...rest }) => ({
          status: noFunction(status),
          record: { ...record, ttl: lifetime(record.ttl) },
          ...rest,
        }));
      for (const [name, row] of Object.entries(rowsOf(t.key('alone'))))
        await t.step(name, () => client.batchWrite([row]), seen);
      await t.step('all together', () => client.batchWrite(Object.values(rowsOf(t.key('together')))), seen);
      await t.step('none', () => client.batchWrite([]));
      const some = ['p', 'q', 'r'].map((name) => ({ type: BATCH_WRITE, key: t.key(name), ops: [write('x', 1)] }));
      await t.step('writes', () => client.batchWrite(some));
      await t.step('only reads in a write', () =>
        client.batchWrite([{ type: BATCH_WRITE, key: t.key('p'), ops: [read('x')] }, some[0]]),
      );
      await t.step(
        'removes',
        () => client.batchWrite(['p', 'q', 'none'].map((key) => ({ type: BATCH_REMOVE, key: t.key(key) }))),
        removed,
      );
      const failing = [some[2], { ...some[2], policy: { exists: policy.exists.CREATE } }, some[2]];
      await t.step('a row fails', () => client.batchWrite(failing));
      await t.step('a row fails and ends it', () => client.batchWrite(failing, { respondAllKeys: false }));
      await t.step('all were written', () => client.get(t.key('r')));
      await t.step('batchRemove fails', () =>
        client.batchRemove([t.key('r'), t.key('q')], null, { gen: policy.gen.EQ, generation: 77 }),
      );
      await t.step('batchRemove fails and ends', () =>
        client.batchRemove([t.key('r'), t.key('r')], { respondAllKeys: false }, { gen: policy.gen.EQ, generation: 77 }),
      );
      await t.step(
        'batchRemove with key',
        () => client.batchRemove([t.key('r'), t.key('q')], {}, { key: policy.key.SEND }),
        removed,
      );
      await t.step('batchApply with policies', () =>
        client.batchApply(
          [t.key('r'), t.key('q')],
          { module: 'nomodule', funcname: 'f' },
          {},
          { ttl: 5, key: policy.key.SEND, commitLevel: policy.commitLevel.MASTER },
        ),
      );
    },
  },
  {
    name: 'callbacks',
    async run(t) {
      const { client, A } = t;
      const keys = [t.key('a'), t.key('b')];
      const rows = keys.map((key) => ({ key, readAllBins: true }));
      const udf = { module: 'nomodule', funcname: 'f' };
      await t.step('put', () => client.put(t.key('a'), { i: 1 }));
      await t.callback('batchGet', (done) => client.batchGet(keys, done));
      await t.callback('batchGet with policy', (done) => client.batchGet(keys, {}, done));
      await t.callback('batchGet with null', (done) => client.batchGet(keys, null, done));
      await t.callback('batchExists', (done) => client.batchExists(keys, done));
      await t.callback('batchExists with policy', (done) => client.batchExists(keys, {}, done));
      await t.callback('batchSelect', (done) => client.batchSelect(keys, ['i'], done));
      await t.callback('batchSelect with policy', (done) => client.batchSelect(keys, ['i'], {}, done));
      await t.callback('batchRead', (done) => client.batchRead(rows, done));
      await t.callback('batchRead with policy', (done) => client.batchRead(rows, {}, done));
      await t.callback('batchWrite', (done) =>
        client.batchWrite(
          rows.map((row) => ({ ...row, type: A.batchType.BATCH_READ })),
          done,
        ),
      );
      await t.callback('batchWrite with policy', (done) => client.batchWrite([], {}, done));
      await t.callback('batchApply', (done) => client.batchApply(keys, udf, done));
      await t.callback('batchApply with policy', (done) => client.batchApply(keys, udf, {}, done));
      await t.callback('batchApply with both', (done) => client.batchApply(keys, udf, {}, {}, done));
      await t.callback('batchRemove', (done) => client.batchRemove([t.key('c'), t.key('d')], done));
      await t.callback('batchRemove with policy', (done) => client.batchRemove([t.key('c'), t.key('d')], {}, done));
      await t.callback('batchRemove with both', (done) => client.batchRemove([t.key('c'), t.key('d')], {}, {}, done));
      await t.callback('bad records', (done) => client.batchWrite([{ key: keys[0] }], done));
    },
  },
  {
    name: 'bad input',
    async run(t) {
      const { client, A } = t;
      const key = t.key('a');
      const udf = { module: 'nomodule', funcname: 'f' };
      const wrong = { number: 5, text: 'x', nothing: null };
      for (const [name, value] of Object.entries(wrong)) {
        await t.step(`batchGet of ${name}`, () => client.batchGet(value));
        await t.step(`batchExists of ${name}`, () => client.batchExists(value));
        await t.step(`batchSelect of ${name}`, () => client.batchSelect(value, ['i']));
        await t.step(`batchSelect of bins ${name}`, () => client.batchSelect([key], value));
        await t.step(`batchRead of ${name}`, () => client.batchRead(value));
        await t.step(`batchWrite of ${name}`, () => client.batchWrite(value));
        await t.step(`batchApply of ${name}`, () => client.batchApply(value, udf));
        await t.step(`batchRemove of ${name}`, () => client.batchRemove(value));
      }
      await t.step('a key without name', () => client.batchGet([key, { ns: 'test', set: t.set }]));
      await t.step('a namespace that is a number', () => client.batchGet([{ ns: 5, key: 1 }]));
      await t.step('a type that is none', () => client.batchWrite([{ type: 77, key }]));
      await t.step('no type', () => client.batchWrite([{ key, readAllBins: true }]));
      await t.step('policy is a number', () => client.batchGet([key], 5));
      await t.step('timeout is a text', () => client.batchGet([key], { totalTimeout: 'x' }));
      await t.step('timeout of batchRead is a text', () => client.batchRead([{ key }], { totalTimeout: 'x' }));
      await t.step('policy of a row', () => client.batchRead([{ key, policy: { readModeAP: 'x' } }]));
      await t.step('policy of removes', () => client.batchRemove([key], {}, { gen: 'x' }));
      await t.step('function without name', () => client.batchApply([key], { module: 'm' }));
      await t.step('function is a number', () => client.batchApply([key], 5));
      await t.step('records that are wrong', () =>
        client.batchRead([{ key: new A.Key('test', t.set, 1), readAllBins: 5 }]),
      );
    },
  },
];
