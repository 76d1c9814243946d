import { db, users } from '../../fluent/model';

db.get(users, 'ann').where((user) => user.tags.includes(7)); // TS2345: tags are text
