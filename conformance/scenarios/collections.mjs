// Operations on lists, maps, bits and HyperLogLogs: every function, with every kind of argument it has, in contexts, with
// policies, several on one bin, on absent bins and records, in batches, and with arguments that are none.

const LIST = [5, 1, 3, 1];
const MAP = { a: 1, b: 2, c: 3, d: 2 };
const NESTED = { list: [[3, 1, 2], { x: [7] }], map: { m: { a: 1, b: 5 }, l: [4, 5] } };
const BITS = Buffer.from([0x01, 0x42, 0x03, 0x04, 0x05]);

/** Each call on a record of its own kind, made anew before. */
async function each(t, bins, calls) {
  for (const [name, makeOps] of Object.entries(calls)) {
    const key = t.key('k');
    await t.client.put(key, bins, null, { exists: t.A.policy.exists.CREATE_OR_REPLACE });
    const record = { bins: (one) => one.bins };
    await t.step(name, () => t.client.operate(key, [makeOps()].flat()), record.bins);
    await t.step(
      `${name}, then`,
      () => t.client.get(key),
      (one) => one.bins,
    );
  }
}

/** Every return type of a selection. */
const returning = (types, make) =>
  Object.fromEntries(Object.entries(types).map(([name, type]) => [`returns ${name}`, () => make(type)]));

export const collections = [
  {
    name: 'lists',
    async run(t) {
      const { lists: l, ListPolicy } = t.A;
      const { VALUE, INDEX, RANK, COUNT } = l.returnType;
      await each(
        t,
        { l: LIST },
        {
          append: () => l.append('l', 9),
          'append text': () => l.append('l', 'x'),
          'append null': () => l.append('l', null),
          'append nothing': () => l.append('l'),
          'append a map': () => l.append('l', { b: 1, a: [2] }),
          'append a Map': () =>
            l.append(
              'l',
              new Map([
                [2, 'x'],
                [1, 'y'],
                ['z', null],
              ]),
            ),
          'append a double': () => l.append('l', new t.A.Double(2)),
          'append GeoJSON': () => l.append('l', new t.A.GeoJSON({ type: 'Point', coordinates: [1, 2] })),
          'append bytes': () => l.append('l', Buffer.from([1, 2])),
          'append a boolean': () => l.append('l', true),
          'append a large integer': () => l.append('l', 2 ** 53),
          'append with a policy': () =>
            l.append('l', 1, { writeFlags: l.writeFlags.ADD_UNIQUE | l.writeFlags.NO_FAIL }),
          'append what is there': () => l.append('l', 1, new ListPolicy({ writeFlags: l.writeFlags.ADD_UNIQUE })),
          'append with an empty policy': () => l.append('l', 1, {}),
          'append with a null policy': () => l.append('l', 1, null),
          'append items': () => l.appendItems('l', [9, 'a', null]),
          'append no items': () => l.appendItems('l', []),
          'append items with a policy': () => l.appendItems('l', [9, 1], { order: 0, writeFlags: 1 | 4 | 8 }),
          insert: () => l.insert('l', 1, 'x'),
          'insert beyond the end': () => l.insert('l', 6, 'x'),
          'insert bounded': () => l.insert('l', 6, 'x', { writeFlags: l.writeFlags.INSERT_BOUNDED }),
          'insert items': () => l.insertItems('l', -1, [7, 8]),
          'insert items with a policy': () => l.insertItems('l', 0, [7, 1], { writeFlags: 1 | 4 | 8 }),
          pop: () => l.pop('l', -1),
          'pop beyond the end': () => l.pop('l', 9),
          'pop a range': () => l.popRange('l', 1, 2),
          'pop to the end': () => l.popRange('l', 1),
          remove: () => l.remove('l', 0),
          'remove a range': () => l.removeRange('l', 1, 2),
          'remove to the end': () => l.removeRange('l', 2),
          clear: () => l.clear('l'),
          set: () => l.set('l', 0, 2.5),
          'set with a policy': () => l.set('l', 0, 3, { writeFlags: 1 | 4 }),
          trim: () => l.trim('l', 1, 2),
          get: () => l.get('l', 1),
          'get a fraction': () => l.get('l', 1.9),
          'get a negative fraction': () => l.get('l', -1.9),
          'get a range': () => l.getRange('l', 1, 2),
          'get to the end': () => l.getRange('l', -2),
          'get with a null count': () => l.getRange('l', 1, null),
          increment: () => l.increment('l', 1, 10),
          'increment by 1': () => l.increment('l', 1),
          'increment by a fraction': () => l.increment('l', 1, 1.5),
          'increment with a policy': () => l.increment('l', 1, 10, { order: 0, writeFlags: 4 }),
          size: () => l.size('l'),
          'set the order': () => l.setOrder('l', l.order.ORDERED),
          sort: () => l.sort('l', l.sortFlags.DEFAULT),
          'sort without duplicates': () => l.sort('l', l.sortFlags.DROP_DUPLICATES),
          create: () => l.create('n', l.order.ORDERED),
          'create with an index': () => l.create('n', l.order.UNORDERED, false, true),
          'create, and append to it': () => [l.create('n', l.order.ORDERED), l.append('n', 3), l.append('n', 1)],
          'get by index': () => l.getByIndex('l', -1, VALUE),
          'get by index range': () => l.getByIndexRange('l', 1, 2, VALUE),
          'get by index range to the end': () => l.getByIndexRange('l', 1, undefined, VALUE),
          'get by index range, else': () => l.getByIndexRange('l', 1, 2, VALUE).invertSelection(),
          'get by value': () => l.getByValue('l', 1, INDEX),
          'get by value list': () => l.getByValueList('l', [1, 5, 4], COUNT),
          'get by value list, else': () => l.getByValueList('l', [1, 5, 4], VALUE).invertSelection(),
          'get by value range': () => l.getByValueRange('l', 1, 4, VALUE),
          'get by value range from the start': () => l.getByValueRange('l', null, 4, VALUE),
          'get by value range to the end': () => l.getByValueRange('l', 3, null, VALUE),
          'get by value range, whole': () => l.getByValueRange('l', undefined, undefined, VALUE),
          'get by relative rank': () => l.getByValueRelRankRange('l', 2, 0, 1, VALUE),
          'get by relative rank to the end': () => l.getByValueRelRankRange('l', 2, -1, undefined, VALUE),
          'get by rank': () => l.getByRank('l', -1, INDEX),
          'get by rank range': () => l.getByRankRange('l', -2, 2, INDEX),
          'remove by index': () => l.removeByIndex('l', 1, VALUE),
          'remove by index range': () => l.removeByIndexRange('l', 1, 2, COUNT),
          'remove by index range to the end': () => l.removeByIndexRange('l', 1, undefined, VALUE),
          'remove by value': () => l.removeByValue('l', 1, INDEX),
          'remove by value list': () => l.removeByValueList('l', [1, 4], COUNT),
          'remove by value range': () => l.removeByValueRange('l', 1, 4, COUNT),
          'remove by relative rank': () => l.removeByValueRelRankRange('l', 2, 0, 1, VALUE),
          'remove by rank': () => l.removeByRank('l', -1, VALUE),
          'remove by rank range': () => l.removeByRankRange('l', 0, 2, COUNT),
          'remove, returning nothing': () => l.removeByIndex('l', 1),
          'and return': () => l.getByIndex('l', 0).andReturn(RANK),
          'invert what selects one': () => l.getByIndex('l', 0).invertSelection(),
          ...returning(l.returnType, (type) => l.getByIndexRange('l', 1, 2, type)),
        },
      );
    },
  },
  {
    name: 'maps',
    async run(t) {
      const { maps: m, MapPolicy } = t.A;
      const { KEY, VALUE, KEY_VALUE, COUNT, INDEX, RANK, INVERTED } = m.returnType;
      await each(
        t,
        { m: MAP },
        {
          'set a policy': () => m.setPolicy('m', new MapPolicy({ order: m.order.KEY_VALUE_ORDERED })),
          'set no policy': () => m.setPolicy('m'),
          create: () => m.create('n', m.order.KEY_ORDERED),
          'create with an index': () => m.create('n', m.order.KEY_ORDERED, true),
          put: () => m.put('m', 'e', 4),
          'put an integer key': () => m.put('m', 7, 4),
          'put a key of bytes': () => m.put('m', Buffer.from([1]), 4),
          'put nothing': () => m.put('m', 'e'),
          'put null': () => m.put('m', 'e', null),
          'put a map': () => m.put('m', 'e', { b: 1, a: [2] }),
          'put with flags': () => m.put('m', 'a', 4, { order: 1, writeFlags: m.writeFlags.CREATE_ONLY }),
          'put with no flags': () =>
            m.put('m', 'a', 4, { order: 1, writeFlags: 0, writeMode: m.writeMode.CREATE_ONLY }),
          'put, updating': () => m.put('m', 'a', 4, { order: 1, writeMode: m.writeMode.UPDATE }),
          'put, updating only': () => m.put('m', 'a', 4, { order: 1, writeMode: m.writeMode.UPDATE_ONLY }),
          'put, creating only': () => m.put('m', 'z', 4, { order: 1, writeMode: m.writeMode.CREATE_ONLY }),
          'put, creating what is there': () => m.put('m', 'a', 4, { writeMode: m.writeMode.CREATE_ONLY }),
          'put items': () => m.putItems('m', { x: 1, a: 9 }),
          'put no items': () => m.putItems('m', {}),
          'put items of a Map': () =>
            m.putItems(
              'm',
              new Map([
                [3, 'x'],
                ['y', 1],
              ]),
            ),
          'put items with flags': () => m.putItems('m', { x: 1, a: 9 }, { order: 1, writeFlags: 1 | 4 | 8 }),
          'put items, updating only': () => m.putItems('m', { a: 9 }, { writeMode: m.writeMode.UPDATE_ONLY }),
          'put items, creating only': () => m.putItems('m', { x: 9 }, { order: 1, writeMode: m.writeMode.CREATE_ONLY }),
          increment: () => m.increment('m', 'a', 5),
          'increment by 1': () => m.increment('m', 'a'),
          'increment with a policy': () => m.increment('m', 'z', 5, { order: 1 }),
          decrement: () => m.decrement('m', 'a', 5),
          clear: () => m.clear('m'),
          size: () => m.size('m'),
          'get by key': () => m.getByKey('m', 'b', VALUE),
          'get by an absent key': () => m.getByKey('m', 'zz', VALUE),
          'get key and value': () => m.getByKey('m', 'b', KEY_VALUE),
          'get key and value of an absent key': () => m.getByKey('m', 'zz', KEY_VALUE),
          'get by key list': () => m.getByKeyList('m', ['d', 'a', 'zz'], KEY_VALUE),
          'get by key range': () => m.getByKeyRange('m', 'b', 'd', KEY),
          'get by key range to the end': () => m.getByKeyRange('m', 'b', null, KEY),
          'get by relative index': () => m.getByKeyRelIndexRange('m', 'b', -1, 2, KEY),
          'get by relative index to the end': () => m.getByKeyRelIndexRange('m', 'b', 1, undefined, KEY),
          'get by value': () => m.getByValue('m', 2, KEY),
          'get by value list': () => m.getByValueList('m', [1, 3], m.returnType.UNORDERED_MAP),
          'get by value range': () => m.getByValueRange('m', 2, 4, m.returnType.ORDERED_MAP),
          'get by value range, whole': () => m.getByValueRange('m', null, null, COUNT),
          'get by relative rank': () => m.getByValueRelRankRange('m', 2, 0, 1, VALUE),
          'get by relative rank to the end': () => m.getByValueRelRankRange('m', 2, 0, undefined, VALUE),
          'get by index': () => m.getByIndex('m', -1, KEY),
          'get by index range': () => m.getByIndexRange('m', 1, 2, KEY_VALUE),
          'get by index range to the end': () => m.getByIndexRange('m', 1, undefined, KEY_VALUE),
          'get by rank': () => m.getByRank('m', 0, KEY),
          'get by rank range': () => m.getByRankRange('m', -2, 2, KEY_VALUE),
          'get by rank range, else': () => m.getByRankRange('m', -2, 2, VALUE | INVERTED),
          'remove by key': () => m.removeByKey('m', 'a', VALUE),
          'remove by key list': () => m.removeByKeyList('m', ['a', 'q'], COUNT),
          'remove by key range': () => m.removeByKeyRange('m', 'b', 'd', COUNT),
          'remove by relative index': () => m.removeByKeyRelIndexRange('m', 'b', 0, 1, KEY),
          'remove by value': () => m.removeByValue('m', 2, KEY),
          'remove by value list': () => m.removeByValueList('m', [1, 3], KEY),
          'remove by value range': () => m.removeByValueRange('m', 1, 3, KEY),
          'remove by relative rank': () => m.removeByValueRelRankRange('m', 2, 0, undefined, KEY),
          'remove by index': () => m.removeByIndex('m', 0, INDEX),
          'remove by index range': () => m.removeByIndexRange('m', 1, 2, KEY),
          'remove by rank': () => m.removeByRank('m', 0, RANK),
          'remove by rank range': () => m.removeByRankRange('m', 0, 2),
          'and return': () => m.getByKey('m', 'a').andReturn(INDEX),
          ...returning(m.returnType, (type) => m.getByIndexRange('m', 1, 2, type)),
        },
      );
    },
  },
  {
    name: 'contexts',
    async run(t) {
      const { lists: l, maps: m, cdt } = t.A;
      const path = () => new cdt.Context();
      const { VALUE } = l.returnType;
      await each(t, NESTED, {
        'list index': () => l.append('list', 9).withContext(path().addListIndex(0)),
        'list index, by a function': () => l.append('list', 9).withContext((context) => context.addListIndex(0)),
        'list rank': () => l.size('list').withContext(path().addListRank(0)),
        'list value': () => l.size('list').withContext(path().addListValue([3, 1, 2])),
        'list value that is absent': () => l.size('list').withContext(path().addListValue([1])),
        'map index': () => l.size('map').withContext(path().addMapIndex(0)),
        'map rank': () => m.size('map').withContext(path().addMapRank(-1)),
        'map key': () => m.increment('map', 'a', 4).withContext(path().addMapKey('m')),
        'map value': () => l.size('map').withContext(path().addMapValue([4, 5])),
        'two steps': () => l.append('list', 8).withContext(path().addListIndex(1).addMapKey('x')),
        'too deep': () => l.append('list', 8).withContext(path().addListIndex(0).addListIndex(0)),
        'made on the way': () =>
          l
            .append('n', 2)
            .withContext(path().addMapKeyCreate('a', m.order.KEY_ORDERED).addListIndexCreate(0, 0, false)),
        'made on the way, unordered': () => m.put('n', 'x', 2).withContext(path().addMapKeyCreate('a')),
        'made on the way, ordered': () =>
          l.append('n', 2).withContext(path().addListIndexCreate(0, l.order.ORDERED, false)),
        'made on the way, padded': () => l.append('list', 2).withContext(path().addListIndexCreate(4, 0, true)),
        'a list made inside': () => l.create('list', l.order.ORDERED, false).withContext(path().addListIndex(2)),
        'a list made inside, padded': () => l.create('list', 0, true, false, path().addListIndex(4)),
        'a list with an index inside': () => l.create('list', 1, false, true, path().addListIndex(2)),
        'a map made inside': () => m.create('map', m.order.KEY_ORDERED).withContext(path().addMapKey('n')),
        'a map ordered by value inside': () => m.create('map', 3, true, path().addMapKey('n')),
        'the order of a list inside': () => l.setOrder('list', 1).withContext(path().addListIndex(0)),
        'the policy of a map inside': () => m.setPolicy('map', { order: 3 }).withContext(path().addMapKey('m')),
        'a selection inside': () =>
          l.getByValueList('list', [1, 2], VALUE).withContext(path().addListIndex(0)).invertSelection(),
        'no context': () => l.append('list', 8).withContext(5),
      });
      const context = path().addListIndex(1).addMapKey('k').addMapKeyCreate('z', 1).addListValue('x').addMapRank(-1);
      await t.step('as text', () => t.client.contextToBase64(context));
      await t.step('from text', () => t.client.contextFromBase64(t.client.contextToBase64(context)).items);
      for (const index of [2 ** 31, -(2 ** 31) - 1]) {
        await t.step(`list index ${index}`, () => path().addListIndex(index));
        await t.step(`map rank ${index}`, () => path().addMapRank(index));
      }
      await t.step('type of a path', () => [
        cdt.Context.getContextType(path().addListIndex(0), 5),
        cdt.Context.getContextType(path().addMapKey('a'), 4),
        cdt.Context.getContextType(null, 7),
      ]);
    },
  },
  {
    name: 'bits',
    async run(t) {
      const { bitwise: b } = t.A;
      await each(
        t,
        { b: BITS },
        {
          resize: () => b.resize('b', 7),
          'resize from the front': () => b.resize('b', 7, b.resizeFlags.FROM_FRONT),
          insert: () => b.insert('b', 1, Buffer.from([0xff])),
          remove: () => b.remove('b', 1, 2),
          set: () => b.set('b', 13, 3, Buffer.from([0xe0])),
          'set an integer': () => b.set('b', 1, 8, 127),
          'set a negative integer': () => b.set('b', 1, 8, -1),
          or: () => b.or('b', 17, 6, Buffer.from([0xa8])),
          xor: () => b.xor('b', 17, 6, Buffer.from([0xac])),
          and: () => b.and('b', 23, 9, Buffer.from([0x3c, 0x80])),
          not: () => b.not('b', 25, 6),
          'shift left': () => b.lshift('b', 32, 8, 3),
          'shift right': () => b.rshift('b', 0, 9, 1),
          add: () => b.add('b', 24, 16, 128, false),
          'add a negative': () => b.add('b', 24, 16, -1, true),
          'add too much': () => b.add('b', 24, 8, 255, false),
          'add too much, wrapping': () => b.add('b', 24, 8, 255, false).onOverflow(b.overflow.WRAP),
          'add too much, at most': () => b.add('b', 24, 8, 255, false).onOverflow(b.overflow.SATURATE),
          subtract: () => b.subtract('b', 24, 16, 128, false),
          get: () => b.get('b', 9, 5),
          'scan from the right': () => b.rscan('b', 32, 8, true),
          'get an integer': () => b.getInt('b', 8, 16, false),
          'get a signed integer': () => b.getInt('b', 8, 16, true),
          'with a policy': () => b.set('b', 60, 8, Buffer.from([1])).withPolicy({ writeFlags: b.writeFlags.NO_FAIL }),
          'set text': () => b.set('b', 0, 8, 'x'),
        },
      );
      await each(
        t,
        { b: Buffer.from([0xff, 0xff, 0xff, 0x00, 0x80]) },
        {
          'scan from the left': () => b.lscan('b', 24, 16, true),
        },
      );
    },
  },
  {
    name: 'HyperLogLogs',
    async run(t) {
      const { hll: h, HyperLogLog } = t.A;
      const other = Buffer.from('00040000000000000000000000000c4000000000000000', 'hex');
      await each(
        t,
        { x: 1 },
        {
          init: () => h.init('h', 8),
          'init with minhash': () => h.init('h', 4, 4),
          add: () => [h.add('h', ['a', 'b', 'c', 1, 2.5], 4), h.getCount('h')],
          'add with minhash': () => h.add('h', ['a', 'b'], 4, 4),
          'add without bits': () => h.add('h', ['a']),
          'add with a policy': () => h.add('h', ['a'], 4).withPolicy({ writeFlags: h.writeFlags.CREATE_ONLY }),
          union: () => [h.init('h', 4), h.setUnion('h', [other]), h.getCount('h')],
          'union with a policy': () => [
            h.init('h', 8),
            h.setUnion('h', [other]).withPolicy({ writeFlags: h.writeFlags.ALLOW_FOLD }),
            h.describe('h'),
          ],
          refresh: () => [h.add('h', ['a'], 8), h.refreshCount('h')],
          fold: () => [h.add('h', ['a'], 8), h.fold('h', 4), h.describe('h')],
          'union of others': () => [h.add('h', ['a'], 4), h.getUnion('h', [other])],
          'union of wrapped others': () => [h.add('h', ['a'], 4), h.getUnion('h', [new HyperLogLog(other)])],
          'union count': () => [h.add('h', ['a'], 4), h.getUnionCount('h', [other])],
          intersection: () => [h.add('h', ['a'], 4), h.getIntersectCount('h', [other])],
          similarity: () => [h.add('h', ['a'], 4), h.getSimilarity('h', [other])],
          'written as a bin': () => [t.A.operations.write('h', new HyperLogLog(other)), h.getCount('h')],
        },
      );
    },
  },
  {
    name: 'several operations',
    async run(t) {
      const { lists: l, maps: m, operations: op, bitwise: b } = t.A;
      await each(
        t,
        { l: LIST, m: MAP, i: 1, b: BITS },
        {
          'on one list': () => [l.append('l', 9), l.size('l'), l.getRange('l', -2)],
          'on one list, the last without a result': () => [l.size('l'), l.clear('l')],
          'on one map': () => [m.put('m', 'z', 9), m.size('m'), m.getByKey('m', 'z', m.returnType.VALUE)],
          'on one map, the last without a result': () => [m.size('m'), m.clear('m')],
          'on one map, the last of no result': () => [m.size('m'), m.removeByKey('m', 'a')],
          'on a list and a scalar': () => [l.append('l', 9), op.incr('i', 4), op.read('i')],
          'on a map and a scalar': () => [m.put('m', 'z', 9), op.incr('i', 4), op.read('i')],
          'a write and a map': () => [op.write('i', 2), m.size('m')],
          'a map and all bins': () => [m.size('m'), op.read('')],
          'a list, then its bin': () => [l.append('l', 9), op.read('l')],
          'a map, then its bin': () => [m.clear('m'), op.read('m')],
          'a bit and a list': () => [b.set('b', 0, 1, Buffer.from([0x80])), b.get('b', 0, 8), l.size('l')],
          'an absent list': () => [l.size('zz'), l.size('l')],
          'an absent map': () => [m.size('zz'), m.size('m')],
          'one that fails': () => [l.append('l', 9), m.size('l')],
          'on a bin of another type': () => l.append('i', 9),
        },
      );
      const key = t.key('absent');
      await t.step('read an absent record', () => t.client.operate(key, [l.size('l')]));
      await t.step('remove from an absent record', () => t.client.operate(key, [l.clear('l')]));
      await t.step('append to an absent record', () => t.client.operate(key, [l.append('l', 1)]));
      await t.step('respond to all', () =>
        t.client.operate(key, [l.append('l', 2), l.clear('l')], null, { respondAllOps: true }),
      );
    },
  },
  {
    name: 'in batches',
    async run(t) {
      const { client, A } = t;
      const { lists: l, maps: m } = A;
      const keys = ['a', 'b', 'c'].map((name) => t.key(name));
      const outcomes = (rows) => rows.map(({ status, record }) => [status, record?.bins]);
      await t.step(
        'write',
        () =>
          client.batchWrite(
            keys.map((key) => ({
              type: A.batchType.BATCH_WRITE,
              key,
              ops: [l.append('l', 1), l.append('l', 2), m.put('m', 'x', 1), m.size('m'), l.clear('l')],
            })),
          ),
        outcomes,
      );
      const ops = [l.size('l'), m.getByKey('m', 'x', m.returnType.VALUE), m.size('zz')];
      // Two rows of one node: a node's only row travels as a command, which is answered otherwise.
      await t.step('read', () => client.batchRead([0, 0].map((at) => ({ key: keys[at], ops }))), outcomes);
      await t.step('read one', () => client.batchRead([{ key: keys[0], ops }]), outcomes);
      await t.step(
        'read one with writes',
        () => client.batchRead([{ key: keys[0], ops: [l.append('l', 1)] }]),
        outcomes,
      );
    },
  },
  {
    name: 'bad input',
    async run(t) {
      const { client, A } = t;
      const { lists: l, maps: m, bitwise: b, hll: h, cdt } = A;
      await client.put(t.key('k'), { l: LIST, m: MAP, b: BITS });
      const calls = {
        'no bin': () => l.append(undefined, 1),
        'a bin that is a number': () => l.append(5, 1),
        'index that is text': () => l.get('l', '1'),
        'index that is null': () => l.get('l', null),
        'index that is missing': () => l.get('l'),
        'count that is text': () => l.getRange('l', 0, '1'),
        'items that are no array': () => l.appendItems('l', 5),
        'values that are no array': () => l.getByValueList('l', 5),
        'policy that is text': () => l.append('l', 1, 'x'),
        'policy with an order that is text': () => l.append('l', 1, { order: 'x' }),
        'return type that is text': () => l.getByIndex('l', 0, 'x'),
        'return type that does not exist': () => l.getByIndex('l', 0, 99),
        'order that is missing': () => l.setOrder('l'),
        'flags that are missing': () => l.sort('l'),
        'map key that is an object': () => m.put('m', {}, 1),
        'map key that is null': () => m.put('m', null, 1),
        'map key that is a fraction': () => m.put('m', 1.5, 1),
        'map items that are text': () => m.putItems('m', 'x'),
        'map items that are an array': () => m.putItems('m', [1]),
        'map policy that is text': () => m.put('m', 'a', 1, 'x'),
        'map policy that is null': () => m.put('m', 'a', 1, null),
        'map keys that are text': () => m.getByKeyList('m', 'x'),
        'bits without a size': () => b.get('b', 0),
        'bytes that are text': () => b.or('b', 0, 8, 'x'),
        'a sign that is missing': () => b.getInt('b', 0, 8),
        'HyperLogLog values that are no array': () => h.add('h', 'x', 4),
        'HyperLogLog bits that are text': () => h.init('h', 'x'),
        'context without steps': () => l.size('l').withContext(new cdt.Context()),
        'map context that is a number': () => m.size('m').withContext(5),
      };
      for (const [name, make] of Object.entries(calls)) {
        await t.step(name, () => client.operate(t.key('k'), [make()]));
      }
    },
  },
];
