import { db, users } from '../../fluent/model';

db.update(users, 'ann').change((user) => [user.age.push(1)]); // TS2339: a number is no list
