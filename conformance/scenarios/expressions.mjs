// Expressions: as filters of commands and batches, and every function of `exp` evaluated on one record.
import { CALLS, expressionOf } from '../lib/expression-calls.mjs';

/** What tells the time, or the size of a record in the storage of one server. */
const VOLATILE = /exp\.(deviceSize|lastUpdate|sinceUpdate|memorySize|recordSize)\(/;

async function putSample(t, key) {
  const { client, A } = t;
  const record = {
    ...{ i: 7, j: 0, f: 2.5, s: 'hello', b: Buffer.from([1, 66, 3, 4, 5]) },
    ...{ l: [3, [1, 5, 3], 2], m: { a: 1, b: 2, k: { a: 5, c: 6 } }, g: A.GeoJSON.Point(1, 1) },
  };
  await t.step('put', () => client.put(key, record, { ttl: -1 }, { key: A.policy.key.SEND }));
  await t.step('init a HyperLogLog', () =>
    client.operate(key, [A.hll.add('h', ['a', 'b', 'c'], 8)]).then(({ bins }) => bins),
  );
}

export const expressions = [
  {
    name: 'filters',
    async run(t) {
      const { client, A } = t;
      const { exp, operations, policy } = A;
      const key = t.key('a');
      await putSample(t, key);
      const filters = {
        true: exp.eq(exp.binInt('i'), exp.int(7)),
        false: exp.eq(exp.binInt('i'), exp.int(8)),
        unknown: exp.eq(exp.binInt('none'), exp.int(8)),
        'of metadata': exp.and(exp.keyExist(), exp.eq(exp.ttl(), exp.int(-1))),
        'that is no boolean': exp.int(5),
        'that compares what does not compare': exp.eq(exp.int(5), exp.str('5')),
        'in base64': client.expressionToBase64(exp.eq(exp.binStr('s'), exp.str('hello'))),
      };
      for (const [name, filterExpression] of Object.entries(filters)) {
        const given = { filterExpression };
        await t.step(`get, ${name}`, () => client.get(key, given).then(({ bins }) => bins.i));
        await t.step(`get with the key, ${name}`, () =>
          client.get(key, { ...given, key: policy.key.SEND }).then(({ bins }) => bins.i),
        );
        await t.step(`select, ${name}`, () => client.select(key, ['s'], given));
        await t.step(`exists, ${name}`, () => client.exists(key, given));
        await t.step(`existsWithMetadata, ${name}`, () => client.existsWithMetadata(key, given));
        await t.step(`put, ${name}`, () => client.put(key, { w: 1 }, {}, given));
        await t.step(`operate, ${name}`, () =>
          client.operate(key, [operations.incr('n', 1), operations.read('n')], {}, given),
        );
        await t.step(`incr, ${name}`, () => client.incr(key, { n: 1 }, {}, given));
        await t.step(`a missing record, ${name}`, () => client.get(t.key('none'), given));
        await t.step(`a new record, ${name}`, () => client.put(t.key(`new ${name}`), { i: 7 }, {}, given));
        await t.step(`remove, ${name}`, () => client.remove(t.key(`new ${name}`), given));
      }
      await t.callback('callback of a filtered get', (done) =>
        client.get(key, { filterExpression: filters.false }, done),
      );
    },
  },
  {
    name: 'filters of batches',
    async run(t) {
      const { client, A } = t;
      const { exp, operations, batchType, policy } = A;
      await t.step('put a', () => client.put(t.key('a'), { i: 7 }));
      await t.step('put b', () => client.put(t.key('b'), { i: 8 }));
      const keys = [t.key('a'), t.key('b'), t.key('none')];
      const seven = { filterExpression: exp.eq(exp.binInt('i'), exp.int(7)) };
      const all = { filterExpression: exp.bool(true) };
      const read = (key, given) => ({ type: batchType.BATCH_READ, key: t.key(key), readAllBins: true, policy: given });
      const write = (key, given) => ({
        type: batchType.BATCH_WRITE,
        key: t.key(key),
        ops: [operations.incr('n', 1)],
        policy: given,
      });
      await t.step('batchGet', () => client.batchGet(keys, seven));
      await t.step('batchSelect', () => client.batchSelect(keys, ['i'], seven));
      await t.step('batchExists', () => client.batchExists(keys, seven));
      await t.step('batchRead', () => client.batchRead([read('a'), read('b'), read('none')], seven));
      await t.step('batchRead of rows with their own', () =>
        client.batchRead([read('a', seven), read('b', seven), read('b', all), read('b')], seven),
      );
      await t.step('batchRead of one row', () => client.batchRead([read('b', all)], seven));
      await t.step('batchWrite', () =>
        client.batchWrite([write('a', seven), write('b', seven), write('b', { ...all, key: policy.key.SEND })]),
      );
      await t.step('batchWrite, filtered as a whole', () => client.batchWrite([write('a'), write('b')], seven));
      await t.step('batchRemove, filtered rows', () => client.batchRemove(keys, {}, seven));
      await t.step('batchRemove, filtered as a whole', () => client.batchRemove(keys, all));
    },
  },
  {
    name: 'filters of scans and queries',
    async run(t) {
      const { client, A } = t;
      const { exp } = A;
      for (const i of [7, 8, 9]) await t.step(`put ${i}`, () => client.put(t.key(i), { i }));
      const found = (records) => records.map(({ bins }) => bins.i).sort();
      const filters = {
        'of a bin': exp.ge(exp.binInt('i'), exp.int(8)),
        'of metadata': exp.eq(exp.setName(), exp.str(t.set)),
        'that is no boolean': exp.int(5),
        'in base64': client.expressionToBase64(exp.lt(exp.binInt('i'), exp.int(8))),
      };
      for (const [name, filterExpression] of Object.entries(filters)) {
        await t.step(`scan, ${name}`, () => client.scan('test', t.set).results({ filterExpression }), found);
        await t.step(`query, ${name}`, () => client.query('test', t.set).results({ filterExpression }), found);
      }
    },
  },
  {
    name: 'operations with expressions',
    async run(t) {
      const { client, A } = t;
      const { exp, operations } = A;
      const { read, write } = exp.operations;
      const key = t.key('a');
      await putSample(t, key);
      const bins = (ops) => () => client.operate(key, ops).then((record) => record.bins);
      const next = exp.add(exp.binInt('i'), exp.int(1));
      const { EVAL_NO_FAIL } = exp.expReadFlags;
      await t.step('read', bins([read('next', next, 0)]));
      await t.step('read in base64', bins([read('next', client.expressionToBase64(next), 0)]));
      await t.step('several', bins([read('next', next, 0), read('next', exp.binStr('s'), 0), operations.read('i')]));
      await t.step('read what is unknown', bins([read('none', exp.binInt('none'), 0)]));
      await t.step('read what is unknown, without failure', bins([read('none', exp.binInt('none'), EVAL_NO_FAIL)]));
      await t.step('write and read', bins([write('w', next, 0), operations.read('w'), read('x', exp.binInt('w'), 0)]));
      for (const [name, flags] of Object.entries(exp.expWriteFlags)) {
        await t.step(`write over a bin, ${name}`, bins([write('w', next, flags)]));
        await t.step(`write a new bin, ${name}`, bins([write(`w${flags}`, next, flags)]));
        await t.step(`write nil, ${name}`, bins([write('w', exp.nil(), flags)]));
        await t.step(`write what is unknown, ${name}`, bins([write('w', exp.unknown(), flags)]));
      }
      await t.step('with a filter', () =>
        client.operate(key, [read('next', next, 0)], {}, { filterExpression: exp.bool(false) }),
      );
      await t.step('a missing record', () => client.operate(t.key('none'), [read('next', next, 0)]));
      await t.step('in a batch', () =>
        client.batchRead([
          { key, ops: [read('next', next, 0)] },
          { key: t.key('none'), ops: [read('x', next, 0)] },
        ]),
      );
    },
  },
  {
    name: 'every function',
    async run(t) {
      const { client, A } = t;
      const { exp } = A;
      const key = t.key('a');
      await putSample(t, key);
      for (const call of CALLS) {
        const evaluated = exp.operations.read('r', expressionOf(call, A), exp.expReadFlags.EVAL_NO_FAIL);
        await t.step(
          call,
          () => client.operate(key, [evaluated]).then(({ bins }) => bins.r),
          (value) => (VOLATILE.test(call) ? typeof value : value),
        );
      }
    },
  },
];
