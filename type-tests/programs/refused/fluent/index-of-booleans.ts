import { db, users } from '../../fluent/model';

db.query(users).index('active', { equal: true }); // TS2345: booleans have no index
