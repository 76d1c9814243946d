import { db, users } from '../../fluent/model';

db.update(users, 'ann').expiresIn('5 years'); // TS2345: no duration
