// Collections and bytes as a change would leave them.

import { cdt, exp, lists, maps } from 'tendril';
import { KEYS, keyed } from './literals.ts';
import { atom, type Maker, type Pair, type Phrases } from './phrases.ts';

const { LIST, MAP } = exp.type;
const V = exp.loopVarPart.VALUE;

export function changedList(phrases: Phrases, integer: Maker): Pair {
  const list = exp.binList('l');
  const at = phrases.below(5) - 1;
  const value = integer();
  const bounded = { writeFlags: lists.writeFlags.INSERT_BOUNDED };
  const path = `$.l:LIST.[${at}]`;
  return phrases.of([
    () => atom(`$.l.append(${value.text})`, exp.lists.append(list, value.expression)),
    () => atom('$.l.appendItems([1, 2])', exp.lists.appendItems(list, exp.list([1, 2]))),
    () => atom(`${path}.setTo(${value.text})`, exp.lists.set(list, value.expression, exp.int(at), bounded)),
    () => atom(`${path}.insert(${value.text})`, exp.lists.insert(list, value.expression, exp.int(at), bounded)),
    () => atom(`${path}.add(${value.text})`, exp.lists.increment(list, value.expression, exp.int(at), bounded)),
    () => atom(`${path}.remove()`, exp.lists.removeByIndex(list, exp.int(at))),
    () => atom('$.l.[#1:].remove()', exp.lists.removeByRankRangeToEnd(list, exp.int(1))),
    () => atom('$.l:LIST.sort():DROP_DUPS', exp.lists.sort(list, lists.sortFlags.DROP_DUPLICATES)),
    () => atom('$.l:LIST.clear()', exp.lists.clear(list)),
    () => {
      const ctx = new cdt.Context().addAllChildren();
      const change = exp.add(exp.loopVarInt(V), exp.int(at));
      return atom(`$.l:LIST.*.modify(@ + ${at})`, exp.modifyByPath(list, LIST, change, 0, ctx));
    },
  ]);
}

export function changedMap(phrases: Phrases, integer: Maker): Pair {
  const map = exp.binMap('m');
  const key = phrases.pick(KEYS);
  const value = integer();
  const path = `$.m${keyed(key)}`;
  const flags = (writeFlags: number) => ({ writeFlags: writeFlags as typeof maps.writeFlags.CREATE_ONLY });
  const { CREATE_ONLY, UPDATE_ONLY } = maps.writeFlags;
  return phrases.of([
    () => atom(`${path}.setTo(${value.text})`, exp.maps.put(map, value.expression, exp.str(key))),
    () => atom(`${path}.insert(${value.text})`, exp.maps.put(map, value.expression, exp.str(key), flags(CREATE_ONLY))),
    () => atom(`${path}.update(${value.text})`, exp.maps.put(map, value.expression, exp.str(key), flags(UPDATE_ONLY))),
    () => atom(`${path}.add(${value.text})`, exp.maps.increment(map, value.expression, exp.str(key))),
    () => atom(`${path}.remove()`, exp.maps.removeByKey(map, exp.str(key))),
    () => atom("$.m.putItems({b: 2, 'd e': 1})", exp.maps.putItems(map, exp.map({ b: 2, 'd e': 1 } as never))),
    () => atom('$.m:MAP.clear()', exp.maps.clear(map)),
    () => {
      const ctx = new cdt.Context().addAllChildrenWithFilter(exp.lt(exp.loopVarInt(V), exp.int(3)));
      return atom('$.m:MAP.*[?(@ < 3)].remove()', exp.modifyByPath(map, MAP, exp.removeResult(), 0, ctx));
    },
    () =>
      atom(
        `$.n.users.append(${value.text})`,
        exp.lists.append(exp.binMap('n'), value.expression, null, new cdt.Context().addMapKey('users')),
      ),
  ]);
}

export function bytes(phrases: Phrases, integer: Maker): Pair {
  const bin = exp.binBlob('x');
  const size = integer();
  const offset = exp.int(phrases.below(16));
  const o = offset[0]?.intVal;
  return phrases.of([
    () => atom(`$.x.bitGet(offset: ${o}, size: ${size.text})`, exp.bit.get(bin, size.expression, offset)),
    () => atom(`$.x.bitNot(offset: ${o}, size: ${size.text})`, exp.bit.not(bin, size.expression, offset)),
    () =>
      atom(
        `$.x.bitOr(value: x'0f', offset: ${o}, size: ${size.text})`,
        exp.bit.or(bin, exp.bytes(Buffer.from([15])), size.expression, offset),
      ),
    () =>
      atom(
        `$.x.bitLshift(offset: ${o}, size: 8, shift: ${size.text})`,
        exp.bit.lShift(bin, size.expression, exp.int(8), offset),
      ),
    () => atom(`$.h.hllAdd(['a'], indexBits: 8)`, exp.hll.add(exp.binHll('h'), 8, exp.list(['a']))),
    () => atom('$.h.hllCount()', exp.hll.getCount(exp.binHll('h'))),
    () => atom("$.h.hllMayContain(['a', 1])", exp.hll.mayContain(exp.binHll('h'), exp.list(['a', 1]))),
  ]);
}
