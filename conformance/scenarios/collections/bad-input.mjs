// Arguments of operations that are none.
import { BITS, LIST, MAP } from './each.mjs';

export const badInput = {
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
};
