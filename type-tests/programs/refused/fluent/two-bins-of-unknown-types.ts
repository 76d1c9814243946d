import { db, users } from '../../fluent/model';

db.get(users, 'ann').where((user) => user.age.eq(user.points.get('a'))); // TS2345: an integer or a float?
