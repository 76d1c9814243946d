import { db, users } from '../../fluent/model';

db.get(users, 'ann').where((user) => user.age); // TS2345: a number is no condition
