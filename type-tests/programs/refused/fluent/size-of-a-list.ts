import { db, users } from '../../fluent/model';

db.get(users, 'ann').where((user) => user.tags.size().gt(1)); // TS2339: a list has a length
