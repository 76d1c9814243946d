import { db, users } from '../../fluent/model';

db.get(users, 'ann').compute((user) => ({ age: user.age })); // TS2322: an integer or a float?
