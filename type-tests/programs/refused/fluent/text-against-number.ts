import { db, users } from '../../fluent/model';

db.get(users, 'ann').where((user) => user.name.gt(3)); // TS2345: a number is no text
