import { db, users } from '../../fluent/model';

db.get(users, 'ann').where((user) => user.nmae.exists()); // TS2339: misspelt
