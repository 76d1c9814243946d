// What must not compile on the fluent layer, each line with the error that it must have.
import type { Client } from 'tendril';
import { dataSet, fluent } from 'tendril/fluent';

interface User {
  name: string;
  age: number;
  email?: string;
  active: boolean;
  tags: string[];
  points: Record<string, number>;
  address: { city: string; geo: { lat: number } };
}

declare const client: Client;
declare const whole: User;
const users = dataSet<User, string>('test', 'users');
const db = fluent(client, { profiles: { quick: {} } });

export async function refused(): Promise<void> {
  db.get(users, 7); // TS2769: keys of users are text
  db.get(users, ['a', 7]); // TS2769: all of them
  db.get('users', 'ann'); // TS2769: a name is no data set
  db.get(users, 'ann').select('nmae'); // TS2345: misspelt
  (await db.get(users, 'ann')).name; // TS2532: there may be none
  (await db.get(users, 'ann').select('name').orThrow()).age; // TS2339: not selected
  db.get(users, 'ann').compute((user) => ({ age: user.age })); // TS2322: an integer or a float?
  db.get(users, 'ann').compute((user) => ({ city: user.address.get('city') })); // TS2322: of what type?
  db.get(users, 'ann').where((user) => user.nmae.exists()); // TS2339: misspelt
  db.get(users, 'ann').where((user) => user.age.eq('21')); // TS2345: text is no number
  db.get(users, 'ann').where((user) => user.name.gt(3)); // TS2345: a number is no text
  db.get(users, 'ann').where((user) => user.age.matches('1')); // TS2339: numbers match no regular expression
  db.get(users, 'ann').where((user) => user.age); // TS2345: a number is no condition
  db.get(users, 'ann').where((user) => user.active.gt(true)); // TS2339: booleans have no order
  db.get(users, 'ann').where((user) => user.tags.includes(7)); // TS2345: tags are text
  db.get(users, 'ann').where((user) => user.tags.size()); // TS2339: a list has a length
  db.get(users, 'ann').where((user) => user.address.get('town').eq('Rome')); // TS2345: misspelt
  db.get(users, 'ann').where((user) => user.age.eq(user.points.get('a'))); // TS2345: an integer or a float?
  db.get(users, 'ann').with({ timeout: 50 }); // TS2353: it is totalTimeout
  db.insert(users, 'ann', { name: 'Ann' }); // TS2739|TS2345: bins are missing
  db.insert(users, 'ann', { ...whole, age: '3' }); // TS2322: text is no number
  db.upsert(users, 'ann', { aeg: 3 }); // TS2353: misspelt
  db.update(users, 'ann').change((user) => [user.age.push(1)]); // TS2339: a number is no list
  db.update(users, 'ann').change((user) => [user.tags.push(1)]); // TS2345: tags are text
  db.update(users, 'ann').change((user) => [user.name.unset()]); // TS2551: every user has a name
  db.update(users, 'ann').change((user) => [user.points.get('ann').add('5')]); // TS2345: text is no number
  db.update(users, 'ann').change((user) => [user.address.get('geo').get('lon').set(1)]); // TS2345: misspelt
  db.update(users, 'ann').expiresIn('5 years'); // TS2345: no duration
  db.as('quikc'); // TS2345: no such profile
  db.query(users).index('age', { contains: 3 }); // TS2353: a number contains nothing
  db.query(users).index('active', { equal: true }); // TS2345: booleans have no index
  db.batch([db.get(users, ['a', 'b'])]); // TS2322: a chain on several keys is no row
}
