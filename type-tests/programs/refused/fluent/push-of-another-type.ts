import { db, users } from '../../fluent/model';

db.update(users, 'ann').change((user) => [user.tags.push(1)]); // TS2345: tags are text
