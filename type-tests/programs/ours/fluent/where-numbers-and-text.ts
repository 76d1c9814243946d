// Conditions of numbers, text and booleans.
import { Double } from 'tendril';
import { db, users } from '../../fluent/model';

db.get(users, 'a').where((user) => user.age.between(18, 65).and(user.active.isTrue(), user.email.exists()));
db.get(users, 'a').where((user) => user.name.matches('^A', { ignoreCase: true }).or(user.name.oneOf('Bob', 'Cid')));
db.get(users, 'a').where((user) => user.age.float().gt(new Double(2)).not());
