import { db, users } from '../../fluent/model';

db.query(users).index('age', { contains: 3 }); // TS2353|TS2345: a number contains nothing
