import { db, users } from '../../fluent/model';

db.batch([db.query(users)]); // TS2322|TS2741|TS2740|TS2739|TS2345: a query is no row
