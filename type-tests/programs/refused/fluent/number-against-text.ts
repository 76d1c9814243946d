import { db, users } from '../../fluent/model';

db.get(users, 'ann').where((user) => user.age.eq('21')); // TS2345: text is not a number
