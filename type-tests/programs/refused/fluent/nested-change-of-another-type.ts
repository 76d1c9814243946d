import { db, users } from '../../fluent/model';

db.update(users, 'ann').change((user) => [user.points.get('ann').add('5')]); // TS2345: text is not a number
