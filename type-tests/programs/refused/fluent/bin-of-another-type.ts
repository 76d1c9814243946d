import { db, users, whole } from '../../fluent/model';

db.insert(users, 'ann', { ...whole, age: '3' }); // TS2322|TS2769: text is not a number
