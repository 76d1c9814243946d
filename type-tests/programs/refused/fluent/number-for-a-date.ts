import { db, users } from '../../fluent/model';

db.touch(users, 'ann').expiresAt(7); // TS2345: a time is a Date
