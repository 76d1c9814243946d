import { db, users } from '../../fluent/model';

db.get(users, 'ann').select('nmae'); // TS2345: misspelt
