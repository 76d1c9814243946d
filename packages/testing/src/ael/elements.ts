// What is read from within lists, maps and bytes: one element, how many there are, which of them a condition selects.

import { type AerospikeExp, cdt, exp, lists, maps } from 'tendril';
import { KEYS, keyed, quoted } from './literals.ts';
import { atom, type Pair, type Phrases } from './phrases.ts';

const L = lists.returnType;
const M = maps.returnType;
const { INT, AUTO, LIST, MAP } = exp.type;
const V = exp.loopVarPart.VALUE;
const K = exp.loopVarPart.KEY;

export function element(phrases: Phrases): Pair {
  const at = phrases.below(8) - 3;
  const key = phrases.pick(KEYS);
  const list = exp.binList('l');
  const map = exp.binMap('m');
  return phrases.of([
    () => atom(`$.l.[${at}]:INT`, exp.lists.getByIndex(list, exp.int(at), INT, L.VALUE)),
    () => atom(`$.l.[#${at}]:INT`, exp.lists.getByRank(list, exp.int(at), INT, L.VALUE)),
    () => atom(`$.m${keyed(key)}:INT`, exp.maps.getByKey(map, exp.str(key), INT, M.VALUE)),
    () => atom(`$.m.{${at}}:INT`, exp.maps.getByIndex(map, exp.int(at), INT, M.VALUE)),
    () => atom(`$.m.{#${at}}:INT`, exp.maps.getByRank(map, exp.int(at), INT, M.VALUE)),
    () => {
      const ctx = new cdt.Context().addMapKey('users').addListIndex(at);
      const expression = exp.maps.getByKey(exp.binMap('n'), exp.str('age'), INT, M.VALUE, ctx);
      return atom(`$.n.users.[${at}].age:INT`, expression);
    },
  ]);
}

export function count(phrases: Phrases): Pair {
  const start = phrases.below(4);
  const count = phrases.below(4);
  const value = phrases.below(12) - 2;
  const list = exp.binList('l');
  const map = exp.binMap('m');
  const ints = [value, value + 1 + phrases.below(3)] as const;
  const mark = phrases.chance(0.25) ? '!' : '';
  const inverted = mark === '' ? 0 : L.INVERTED;
  const [listCount, mapCount] = [(L.COUNT | inverted) as typeof L.COUNT, (M.COUNT | inverted) as typeof M.COUNT];
  const [a, b] = [phrases.pick(KEYS), phrases.pick(KEYS)];
  const size = { list: exp.lists.size(list), map: exp.maps.size(map) };
  return phrases.of([
    () => atom('$.l:LIST.count()', size.list),
    () => atom('$.m:MAP.count()', size.map),
    () =>
      atom(
        `$.l.[${mark}${start}:${start + count}].count()`,
        exp.lists.getByIndexRange(list, exp.int(start), exp.int(count), listCount),
      ),
    () => atom(`$.l.[${mark}#${start}:].count()`, exp.lists.getByRankRangeToEnd(list, exp.int(start), listCount)),
    () =>
      atom(
        `$.l.[${mark}=${ints.join(':')}].count()`,
        exp.lists.getByValueRange(list, exp.int(ints[0]), exp.int(ints[1]), listCount),
      ),
    () => atom(`$.l.[${mark}=${value},].count()`, exp.lists.getByValueList(list, exp.list([value]), listCount)),
    () =>
      atom(
        `$.l.[${mark}#${-start}:${count - start}~${value}].count()`,
        exp.lists.getByRelRankRange(list, exp.int(value), exp.int(-start), exp.int(count + 1), listCount),
      ),
    () =>
      atom(`$.m.{${mark}@${quoted(a)},${quoted(b)}}.count()`, exp.maps.getByKeyList(map, exp.list([a, b]), mapCount)),
    () => atom(`$.m.{${mark}@${quoted(a)}:}.count()`, exp.maps.getByKeyRange(map, exp.inf(), exp.str(a), mapCount)),
    () =>
      atom(
        `$.m.{${mark}=${ints.join(':')}}.count()`,
        exp.maps.getByValueRange(map, exp.int(ints[1]), exp.int(ints[0]), mapCount),
      ),
    () =>
      atom(
        `$.m.{${-start}:${count - start}~${quoted(a)}}.count()`,
        exp.maps.getByKeyRelIndexRange(map, exp.int(count + 1), exp.int(-start), exp.str(a), M.COUNT),
      ),
    () => {
      const ctx = new cdt.Context().addAllChildrenWithFilter(exp.eq(exp.loopVarStr(K), exp.str(a)));
      const values = exp.selectByPath(map, LIST, exp.pathSelectFlags.VALUE, ctx);
      return atom(`$.m:MAP.*[?(@key == ${quoted(a)})].count()`, exp.lists.size(values));
    },
    () => {
      const ctx = new cdt.Context().addMapKey('users').addAllChildren();
      const tree = exp.selectByPath(exp.binMap('n'), LIST, exp.pathSelectFlags.VALUE, ctx);
      return atom('$.n.users.*.count()', exp.lists.size(tree));
    },
  ]);
}

export function bits(phrases: Phrases): Pair {
  const [offset, size] = [exp.int(phrases.below(16)), exp.int(1 + phrases.below(16))];
  const [o, s] = [offset[0]?.intVal, size[0]?.intVal];
  const bin = exp.binBlob('x');
  return phrases.of([
    () => atom(`$.x.bitCount(offset: ${o}, size: ${s})`, exp.bit.count(bin, size, offset)),
    () => atom(`$.x.bitGetInt(size: ${s}, offset: ${o})`, exp.bit.getInt(bin, false, size, offset)),
    () => atom(`$.x.bitGetInt(offset: ${o}, size: ${s}, signed: true)`, exp.bit.getInt(bin, true, size, offset)),
  ]);
}

export function pathExists(phrases: Phrases): Pair {
  const key = phrases.pick(KEYS);
  return phrases.of([
    () => atom(`$.m${keyed(key)}.exists()`, exp.maps.getByKey(exp.binMap('m'), exp.str(key), AUTO, M.EXISTS)),
    () => {
      const at = phrases.below(6) - 2;
      return atom(`$.l.[${at}].exists()`, exp.lists.getByIndex(exp.binList('l'), exp.int(at), AUTO, L.EXISTS));
    },
    () => {
      const least = phrases.below(12) - 2;
      const ctx = new cdt.Context().addAllChildrenWithFilter(exp.gt(exp.loopVarInt(V), exp.int(least)));
      const values = exp.selectByPath(exp.binList('l'), LIST, exp.pathSelectFlags.VALUE, ctx);
      return atom(`$.l:LIST.*[?(@ > ${least})].exists()`, exp.gt(exp.lists.size(values), exp.int(0)));
    },
  ]);
}

export function selection(phrases: Phrases): Pair {
  const least = phrases.below(12) - 2;
  const filter = (): InstanceType<typeof cdt.Context> =>
    new cdt.Context().addAllChildrenWithFilter(exp.ge(exp.loopVarInt(V), exp.int(least)));
  const map = exp.binMap('m');
  const { MAP_KEY, MAP_KEY_VALUE, MATCHING_TREE, VALUE } = exp.pathSelectFlags;
  return phrases.of([
    () => atom(`$.m:MAP.*[?(@ >= ${least})]`, exp.selectByPath(map, LIST, VALUE, filter())),
    () => atom(`$.m:MAP.*[?(@ >= ${least})].getKeys()`, exp.selectByPath(map, LIST, MAP_KEY, filter())),
    () => atom(`$.m:MAP.*[?(@ >= ${least})].getKeyValues()`, exp.selectByPath(map, LIST, MAP_KEY_VALUE, filter())),
    () => atom(`$.m:MAP.*[?(@ >= ${least})].getTree()`, exp.selectByPath(map, MAP, MATCHING_TREE, filter())),
    () => atom('$.n.users.*.name', exp.selectByPath(exp.binMap('n'), LIST, VALUE, namesOfUsers())),
    () => atom('$.m.{@a:c}.getKeys()', exp.maps.getByKeyRange(map, exp.str('c'), exp.str('a'), M.KEY)),
    () => atom('$.m.{0:2}.getMaps():UNORDERED', exp.maps.getByIndexRange(map, exp.int(2), exp.int(0), M.UNORDERED_MAP)),
    () => atom('$.m.{#-2:}.getMaps()', exp.maps.getByRankRangeToEnd(map, exp.int(-2), M.ORDERED_MAP)),
    () => atom('$.l.[=3].getIndexes():REVERSE', indexesOfThree()),
  ]);
}

function namesOfUsers(): InstanceType<typeof cdt.Context> {
  return new cdt.Context().addMapKey('users').addAllChildren().addMapKey('name');
}

/** A call that `exp.lists` has no function for: that of the nearest one, with another code and another kind of answer. */
function indexesOfThree(): AerospikeExp {
  const REVERSE_INDEX = 2;
  const GET_ALL_BY_VALUE = 20;
  const nearest = exp.lists.getByIndex(exp.binList('l'), exp.int(3), INT, REVERSE_INDEX as typeof L.INDEX);
  return nearest.map((entry, i) => (i === 4 ? { ...entry, intVal: GET_ALL_BY_VALUE } : entry));
}
