import { db, users } from '../../fluent/model';

db.insert(users, 'ann', { name: 'Ann' }); // TS2739|TS2345|TS2769|TS2740: bins are missing
