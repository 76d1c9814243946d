// Operations on what lies within lists and maps.
import { each, NESTED } from './each.mjs';

export const contexts = {
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
        l.append('n', 2).withContext(path().addMapKeyCreate('a', m.order.KEY_ORDERED).addListIndexCreate(0, 0, false)),
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
};
