import { db, users } from '../../fluent/model';

db.get(users, 'ann').where((user) => user.age.matches('1')); // TS2339: numbers match no regular expression
