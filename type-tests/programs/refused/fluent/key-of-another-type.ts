import { db, users } from '../../fluent/model';

db.get(users, 7); // TS2769: keys of users are text
