import { db, users } from '../../fluent/model';

db.update(users, 'ann', { age: 3 }).ifExists(); // TS2339: an update is only of what exists
