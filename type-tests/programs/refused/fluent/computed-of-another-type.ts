import { db, users } from '../../fluent/model';

db.update(users, 'ann').change((user, of) => [user.name.set(of.tags.length())]); // TS2345: a number is no text
