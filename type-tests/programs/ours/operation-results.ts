// The bins that `operate` returns have types that follow from the operations.
import Aerospike, { bitwise, exp, hll, Key, lists, maps, operations } from 'tendril';

declare const client: Aerospike.Client;
const key = new Key('test', 'demo', 'operation-results');
const { INVERTED, ...listReturns } = lists.returnType;

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(..._: Same<A, B> extends true ? [] : [different: A, from: B]): void {}

interface User {
  name: string;
}

export async function results(name: string): Promise<void> {
  const { bins } = await client.operate(key, [
    operations.touch(60),
    operations.incr('visits', 1),
    operations.read('visits'),
    lists.append('tags', 'a'),
    lists.size('sizes'),
    lists.getByIndexRange('some', 0, 2).andReturn(lists.returnType.VALUE),
    lists.getByValue('ranks', 1, lists.returnType.RANK),
    lists.getByRank('rank', -1, lists.returnType.INDEX),
  ]);
  same<typeof bins.tags, number>();
  same<typeof bins.sizes, number | undefined>();
  same<typeof bins.some, Aerospike.AerospikeBinValue[] | undefined>();
  same<typeof bins.ranks, number[] | undefined>();
  same<typeof bins.rank, number | undefined>();
  // With an operation on a map, bits or a HyperLogLog the server answers all operations, with null for nothing.
  const { bins: all } = await client.operate(key, [
    operations.incr('visits', 1),
    lists.size('sizes'),
    maps.getByKey('known', 'a').andReturn(maps.returnType.EXISTS),
    maps.getByKeyRange('keys', 'a', 'b').andReturn(maps.returnType.KEY),
    maps.put('points', 'ada', 1),
    bitwise.get('bits', 0, 8),
    hll.getCount('visitors'),
  ]);
  same<typeof all.visits, null>();
  same<typeof all.sizes, number | null>();
  same<typeof all.known, boolean | null>();
  same<typeof all.keys, Aerospike.AerospikeBinValue[] | null>();
  same<typeof all.points, number>();
  same<typeof all.bits, Buffer | null>();
  same<typeof all.visitors, number | null>();
  // Of several results the last one stays; an operation that leaves nothing takes none away.
  const twice = await client.operate(key, [
    lists.append('list', 9),
    lists.getByRankRange('list', -2, 2).andReturn(lists.returnType.VALUE),
    lists.sort('list', lists.sortFlags.DEFAULT),
  ]);
  same<typeof twice.bins.list, Aerospike.AerospikeBinValue[] | undefined>();
  // Names that are no literals, lists of any length and bins that no operation names: any value, as ever.
  const unnamed = await client.operate(key, [lists.size(name), operations.read('a')]);
  same<typeof unnamed.bins, Aerospike.AerospikeBins>();
  const list: operations.Operation[] = [lists.size('a')];
  const ofAnyLength = await client.operate(key, list);
  same<typeof ofAnyLength.bins, Aerospike.AerospikeBins>();
  same<(typeof bins)['other'], Aerospike.AerospikeBinValue>();
  // A type that is said counts.
  const said = await client.operate<User>(key, [operations.read('name')]);
  same<typeof said.bins, User>();
  const expected: Aerospike.Record<User> = await client.operate(key, [operations.read('name')]);
  same<typeof expected.bins.name, string>();
  client.operate(key, [lists.size('l')], (error, record) => {
    if (error === null && record !== undefined) same<typeof record.bins.l, number | undefined>();
  });
  const inverted: lists.InvertibleListOp = lists.getByValue('l', 1).andReturn(lists.returnType.VALUE).invertSelection();
  const context = lists.size('l').withContext((path) => path.addMapKey('a'));
  const nested = await client.operate(key, [inverted, context, exp.operations.read('e', exp.int(1), 0)]);
  nested.bins.l;
  listReturns.VALUE + INVERTED;
}
