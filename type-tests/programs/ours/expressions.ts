import { type AerospikeExp, Double, exp, lists } from 'tendril';

// What the vendor's types refuse, though it is meant.
const wide: AerospikeExp = exp.and(exp.eq(exp.int(2n ** 60n), exp.int(1)), exp.lt(exp.float(new Double(1)), exp.float(2)));
const share: AerospikeExp = exp.eq(exp.digestModulo(10), exp.int(0));
const typed: AerospikeExp = exp.map(new Map([[1, 'one']]));
const inverted = exp.lists.removeByValue(exp.binList('l'), exp.int(1), null, lists.returnType.INVERTED);
const changed = exp.lists.append(exp.binList('l'), exp.int(1), { order: lists.order.ORDERED });
exp.operations.read('all', exp.and(wide, share, typed, inverted, changed));
