import { db, users } from '../../fluent/model';

db.get(users, 'ann').where((user) => user.active.gt(true)); // TS2339: booleans have no order
