import { db, users } from '../../fluent/model';

db.update(users, 'ann').change((user) => [user.name.unset()]); // TS2551|TS2339: every user has a name
