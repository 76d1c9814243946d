import { db, users } from '../../fluent/model';

db.get(users, 'ann').with({ timeout: 50 }); // TS2353|TS2345: it is totalTimeout
