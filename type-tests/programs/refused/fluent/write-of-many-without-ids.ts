import { db, users, whole } from '../../fluent/model';

db.insert(users, [whole]); // TS2740|TS2739|TS2769|TS2322|TS2741: which keys?
