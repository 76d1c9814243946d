// What must not compile, each line with the error that it must have.
import {
  AerospikeError,
  type AerospikeRecord,
  type Client,
  exp,
  Key,
  lists,
  operations,
  policy,
  strings,
} from 'tendril';

declare const client: Client;
const key = new Key('test', 'demo', 1);
interface User {
  name: string;
}

client.get('key'); // TS2769: a user key alone is no key
client.get({ set: 'demo', key: 1 }); // TS2769: a key has a namespace
client.get(key, { totalTimeout: '50' }); // TS2769: milliseconds are a number
client.get(key, { totaltimeout: 50 }); // TS2769: misspelt
client.get(key, 50); // TS2769: a policy is an object
client.put(key, 'bins'); // TS2769: bins have names
client.put(key, ['a', 'b']); // TS2769: bins have names
client.put(key, { n: 1 }, { ttl: '60' }); // TS2769: seconds are a number
client.put(key, { n: 1 }, { lifetime: 60 }); // TS2769: there is no such metadata
client.select<User, 'name'>(key, ['nmae']); // TS2322: misspelt
client.operate(key, ['read']); // TS2769: operations are made by functions
client.operate(key, [operations.touch('60')]); // TS2345: seconds are a number
client.infoNode('build', 'node'); // TS2769: a node is an object
client.batchRead([{ bins: ['a'] }]); // TS2769: a row has a key
client.createIndex({ ns: 'test', bin: 'n' }); // TS2769: an index has a name
exp.eq(exp.binInt('n'), 5); // TS2345: a number is not an expression
exp.int('5'); // TS2345: text is no integer
exp.lists.size('l'); // TS2345: a name is not an expression
client.close('now'); // TS2345: no time
client.on('nodeAdded', 'listener'); // TS2769: a listener is a function
client.tendRole = 'owner'; // TS2540: read only
new Key(1, 'demo', 1); // TS2345: a namespace is text
new policy.WritePolicy({ exists: 'CREATE' }); // TS2322: a constant of policy.exists
policy.exists.CREATE = 2; // TS2540: constants are constant
lists.append(1, 'a'); // TS2345: a bin has a name
strings.append('s', 5); // TS2345: a number is no text
exp.string.upper(exp.binStr('s')); // TS2554: the policy stands first
AerospikeError.fromCode({ code: 1 }); // TS2339: internal
client.core; // TS2339: there is none

export async function results(): Promise<void> {
  const { bins }: AerospikeRecord<User> = await client.get<User>(key);
  bins.nmae; // TS2339: misspelt
  const narrowed = await client.select<{ a: number; b: number }, 'a'>(key, ['a']);
  narrowed.bins.b; // TS2339: not selected
  const code: string = (await client.get(key).catch((error: AerospikeError) => error)).code; // TS2339: perhaps a record
  client.get(key, (error: string) => console.log(error, code)); // TS2769: an error is no text
  client.exists(key, (error, exists: string) => console.log(error, exists)); // TS2769: a boolean
}

export async function resultsOfOperations(): Promise<void> {
  const { bins } = await client.operate(key, [lists.size('tags'), operations.read('name')]);
  bins.tags.trim(); // TS2339: a size is a number
  bins.tags + 1; // TS18048: the bin may be missing
}
