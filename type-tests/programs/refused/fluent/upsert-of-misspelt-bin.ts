import { db, users } from '../../fluent/model';

db.upsert(users, 'ann', { aeg: 3 }); // TS2353|TS2769|TS2345: misspelt
