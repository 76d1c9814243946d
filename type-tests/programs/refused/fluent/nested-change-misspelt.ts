import { db, users } from '../../fluent/model';

db.update(users, 'ann').change((user) => [user.address.get('geo').get('lon').set(1)]); // TS2345: misspelt
