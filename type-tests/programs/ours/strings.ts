// Operations on text: the bins that `operate` returns have types that follow from them, and expressions take plain values
// or expressions.
import Aerospike, { errorDetailVerbosity, exp, Key, lists, operations, policy, strings, subcode } from 'tendril';

declare const client: Aerospike.Client;
const key = new Key('test', 'demo', 'strings');

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(..._: Same<A, B> extends true ? [] : [different: A, from: B]): void {}

export async function results(): Promise<void> {
  const { bins } = await client.operate(key, [
    strings.strlen('length'),
    strings.substr('part', 0, 5),
    strings.contains('has', 'a'),
    strings.split('parts', ','),
    strings.toBlob('bytes'),
    strings.toInteger('whole'),
    strings.toDouble('float'),
    strings.toString('text').withContext((path) => path.addListIndex(0)),
    strings.upper('upper').withPolicy({ writeFlags: strings.writeFlags.NO_FAIL }),
    // Every operation is answered where one of them is on text.
    lists.join('joined', ','),
    operations.incr('n', 1),
  ]);
  same<typeof bins.length, number | null>();
  same<typeof bins.part, string | null>();
  same<typeof bins.has, boolean | null>();
  same<typeof bins.parts, string[] | null>();
  same<typeof bins.bytes, Buffer | null>();
  same<typeof bins.whole, number | bigint | null>();
  same<typeof bins.float, number | null>();
  same<typeof bins.text, string | null>();
  same<typeof bins.upper, null>();
  same<typeof bins.joined, string | null>();
  same<typeof bins.n, null>();
  const alone = await client.operate(key, [lists.join('joined')]);
  same<typeof alone.bins.joined, string | undefined>();
}

export function expressions(): Aerospike.AerospikeExp {
  const { string } = exp;
  const name = exp.binStr('name');
  const flags: strings.regexFlags = strings.regexFlags.GLOBAL;
  return exp.and(
    string.contains('a', string.lower(null, name)),
    string.contains(exp.binStr('other'), name),
    exp.eq(string.substr(0, 2, name), string.substr(exp.int(1), name)),
    exp.eq(string.regexReplace({ flags: 0 }, 'a', 'b', flags, name), exp.lists.joinSeparator(exp.binList('l'), ',')),
  );
}

export async function failures(): Promise<void> {
  const onlyNew: policy.StringPolicy = new policy.StringPolicy({ writeFlags: strings.writeFlags.CREATE_ONLY });
  const operation: strings.StringOperation = strings.append('s', 'a').withPolicy(onlyNew);
  const rules = new policy.OperatePolicy({ errorDetailVerbosity: errorDetailVerbosity.TRACE });
  try {
    await client.operate(key, [operation], {}, rules);
  } catch (error) {
    if (!(error instanceof Aerospike.AerospikeError)) throw error;
    const why: number = error.subcode;
    const trace: Aerospike.ExpressionTrace | undefined = error.trace;
    console.log(why === subcode.PARAM_STRING_PARAMETERS, trace?.path?.join('.'));
  }
}
