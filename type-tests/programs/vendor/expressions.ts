// Expressions as programs written for the vendor build, pass and keep them.
import * as Aerospike from 'tendril';
import type { AerospikeExp, AerospikeRecord, ReadPolicyOptions } from 'tendril';

const { exp, lists, maps } = Aerospike;

function isOpen(status: string): AerospikeExp {
  return exp.and(exp.eq(exp.binStr('status'), exp.str(status)), exp.not(exp.binExists('deleted')));
}

const parts: AerospikeExp[] = [isOpen('open'), exp.gt(exp.binInt('stock'), exp.int(0))];
const filterExpression: AerospikeExp = exp.or(...parts);
const spread: AerospikeExp = [...filterExpression, ...isOpen('new')];
const policy: ReadPolicyOptions = { filterExpression };
const written = new Aerospike.WritePolicy({ filterExpression });
const context = new Aerospike.cdt.Context().addMapKey('k');

export async function run(client: Aerospike.Client, key: Aerospike.Key): Promise<number> {
  const text: string = client.expressionToBase64(filterExpression);
  const record: AerospikeRecord = await client.get(key, { ...policy, filterExpression: text });
  const value = exp.cond(exp.bool(true), exp.pow(exp.float(2), exp.float(3)), exp.unknown());
  await client.operate(
    key,
    [
      exp.operations.read('value', value, exp.expReadFlags.EVAL_NO_FAIL),
      exp.operations.write('w', exp.let(exp.def('x', exp.binInt('i')), exp._var('x')), exp.expWriteFlags.DEFAULT),
      exp.operations.read('n', exp.lists.size(exp.binList('l'), context), exp.expReadFlags.DEFAULT),
    ],
    null,
    written,
  );
  const one = exp.lists.getByIndex(exp.binList('l'), exp.int(0), exp.type.INT, lists.returnType.VALUE);
  const some = exp.maps.getByKeyRange(exp.binMap('m'), exp.str('z'), exp.str('a'), maps.returnType.KEY, context);
  const bits = exp.bit.getInt(exp.binBlob('b'), true, exp.int(8), exp.int(0));
  const many = exp.hll.getCount(exp.hll.add(exp.hll.init(exp.nil(), 8), 8, exp.list(['a'])));
  const path = exp.selectByPath(exp.binMap('m'), exp.type.LIST, exp.pathSelectFlags.MAP_VALUE, context);
  await client.batchRead([{ key, readAllBins: true, policy: { filterExpression } }], { filterExpression: one });
  return [spread, some, bits, many, path].length + record.gen;
}
