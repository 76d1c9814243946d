import { db, users } from '../../fluent/model';

db.get(users, ['a', 7]); // TS2769: all of them
