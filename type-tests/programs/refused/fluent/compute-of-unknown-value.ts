import { db, users } from '../../fluent/model';

db.get(users, 'ann').compute((user) => ({ city: user.address.get('city') })); // TS2322: of what type?
