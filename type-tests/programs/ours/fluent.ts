// Programs on the fluent layer that compile, and the types that they get.
import { type AerospikeError, type Client, Double, exp, GeoJSON } from 'tendril';
import { type DataSet, dataSet, fluent, type StandardSchema } from 'tendril/fluent';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(..._: Same<A, B> extends true ? [] : [different: A, from: B]): void {}

interface User {
  name: string;
  age: number;
  email?: string;
  active: boolean;
  tags: string[];
  scores: Map<number, number>;
  points: Record<string, number>;
  address: { city: string; zip?: number; geo: { lat: number } };
  photo?: Buffer;
  home?: GeoJSON;
}
interface Order {
  total: number;
  lines: { sku: string; count: number }[];
}

declare const client: Client;
declare const whole: User;
declare const schema: StandardSchema<{ name: string; age?: number }, { name: string; age: number }>;

const users = dataSet<User, string>('test', 'users', { expiresIn: '30d', sendKey: false });
const orders = dataSet<Order, number>('test', 'orders', { expiresIn: { days: 1, hours: 12 } });
const people = dataSet('test', 'people', { schema, checkReads: true });
const db = fluent(client, { profiles: { quick: { all: { totalTimeout: 50 } }, safe: { write: { maxRetries: 0 } } }, profile: 'quick' });

export async function reads(): Promise<void> {
  const one = await db.get(users, 'ann'); // 1
  same<typeof one, User | undefined>();
  const sure = await db.get(users, 'ann').orThrow(); // 2
  same<typeof sure, User>();
  const some = await db.get(users, 'ann').select('name', 'email').orThrow(); // 3
  same<typeof some, Pick<User, 'name' | 'email'>>();
  const many = await db.get(users, ['ann', 'bob']).select('age'); // 4
  same<typeof many, (Pick<User, 'age'> | undefined)[]>();
  const entry = await db.get(users, 'ann').withMetadata().orThrow(); // 5
  same<typeof entry.bins, User>();
  same<typeof entry.generation, number>();
  const settled = await db.get(users, ['ann', 'bob']).settle(); // 6
  same<typeof settled, PromiseSettledResult<User | undefined>[]>();
  const computed = await db // 7
    .get(users, 'ann')
    .compute((user) => ({ tags: user.tags.length(), adult: user.age.ge(18), city: user.address.get('city').text() }))
    .orThrow();
  same<typeof computed.tags, number | null>();
  same<typeof computed.adult, boolean | null>();
  same<typeof computed.city, string | null>();
  const both = await db.get(users, 'ann').select('name').compute((user) => ({ tags: user.tags.length() })).orThrow(); // 8
  same<typeof both.name, string>();
  same<typeof both.tags, number | null>();
  same<boolean, Awaited<ReturnType<typeof exists>>>();
  const limited = db.as('safe').get(users, 'ann').with({ totalTimeout: 20, signal: AbortSignal.timeout(5) }); // 9
  await limited.catch((error: AerospikeError) => error.codeName);
}

async function exists(): Promise<boolean> {
  const there: boolean[] = await db.exists(users, ['ann', 'bob']); // 10
  return there[0] === (await db.exists(users, 'ann')); // 11
}

export async function conditions(): Promise<void> {
  await db.get(users, 'a').where('$.age > ?0 and $.name == ?1', [21, 'Ann']); // 12
  await db.get(users, 'a').where('$.age > ?age', { age: 21 }); // 13
  await db.get(users, 'a').where(exp.ael`$.age > ${21}`); // 14
  await db.get(users, 'a').where((user) => user.age.between(18, 65).and(user.active.isTrue(), user.email.exists())); // 15
  await db.get(users, 'a').where((user) => user.name.matches('^A', { ignoreCase: true }).or(user.tags.includes('vip'))); // 16
  await db.get(users, 'a').where((user) => user.points.get('ann').gt(3).not()); // 17
  await db.get(users, 'a').where((user) => user.scores.has(7).and(user.address.get('geo').get('lat').lt(1.5))); // 18
  await db.get(users, 'a').where((user) => user.age.plus(1).times(2).int().eq(user.points.size())); // 19
  await db.get(users, 'a').where((user) => user.age.float().gt(new Double(2))); // 20
  await db.get(users, 'a').where((user) => user.home.within(GeoJSON.Circle(1, 2, 3))); // 21
  await db.get(users, 'a').where((user) => user.tags.at(-1).eq('new')); // 22
  await db.get(orders, 7).where((order) => order.lines.at(0).get('count').ge(2)); // 23
}

export async function writes(): Promise<void> {
  same<undefined, Awaited<ReturnType<typeof insert>>>();
  await db.replace(users, 'ann', whole).expiresIn('never'); // 24
  await db.upsert(users, 'ann', { age: 3 }).where('$.age < 3'); // 25
  await db.upsert(users, [{ id: 'a', bins: { age: 1 } }, { id: 'b', bins: { name: 'B' } }]); // 26
  await db.insert(users, [{ id: 'a', bins: whole }]); // 27
  const left = await db.update(users, 'ann', { email: 'a@b.c' }).change((user) => [ // 28
    user.age.add(1),
    user.name.append('!'),
    user.email.unset(),
    user.tags.push('a', 'b'),
    user.points.get('ann').add(5),
    user.scores.get(7).set(1),
    user.address.get('geo').get('lat').set(1.5),
    user.address.assign({ city: 'Rome' }),
    user.photo.append(Buffer.from('x')),
  ]);
  same<typeof left.tags, number>();
  same<typeof left.points, number>();
  same<typeof left.age, undefined>();
  const read = await db.upsert(users, 'ann').change((user) => [user.age.add(1), user.age.read(), user.tags.slice(0, 3)]); // 29
  same<typeof read.age, number | undefined>();
  same<typeof read.tags, string[] | undefined>();
  await db.update(orders, [1, 2]).change((order) => [order.lines.at(0).get('count').add(1)]); // 30
  await db.update(users, 'ann', { age: 4 }).ifGeneration(entryOf(users)); // 31
  const gone: boolean = await db.delete(users, 'ann').durably().ifGeneration(3); // 32
  const renewed: boolean[] = await db.touch(users, ['ann', 'bob']).expiresIn('2h'); // 33
  await db.insert(people, 'ann', { name: 'Ann' }); // 34
  const person = await db.get(people, 'ann').orThrow(); // 35
  same<typeof person, { name: string; age: number }>();
  gone === renewed[0];
}

const insert = async () => db.insert(users, 'ann', whole);
const entryOf = (set: DataSet<User, string>): number => set.namespace.length;

export async function together(): Promise<void> {
  const [user, total, was] = await db.batch([ // 36
    db.get(users, 'ann').select('name'),
    db.update(orders, 7).change((order) => [order.total.add(5), order.total.read()]),
    db.exists(users, 'bob'),
  ]);
  same<typeof user, Pick<User, 'name'> | undefined>();
  same<typeof total.total, number | undefined>();
  same<typeof was, boolean>();
  const [first] = await db.batch([db.delete(users, 'ann')]).with({ totalTimeout: 9 }).settle(); // 37
  if (first.status === 'fulfilled') same<typeof first.value, boolean>();
}

export async function queries(): Promise<void> {
  for await (const { name } of db.query(users).where('$.age > 18').select('name').limit(10)) name.trim(); // 38
  const all: User[] = await db.query(users).index('age', { from: 18, to: 65 }).toArray(); // 39
  const found = await db.query(users).index('tags', { contains: 'new' }).index('points', { hasKey: 'ann' }).first(); // 40
  same<typeof found, User | undefined>();
  const { records, cursor } = await db.query(users).index('home', { within: GeoJSON.Circle(1, 2, 3) }).page(100); // 41
  await db.query(users).after(cursor).partitions(0, 1024).withMetadata().page(100); // 42
  all.length === records.length;
}
