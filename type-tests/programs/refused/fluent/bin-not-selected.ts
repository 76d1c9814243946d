import { db, users } from '../../fluent/model';

export const age = async () => (await db.get(users, 'ann').select('name').orThrow()).age; // TS2339: not selected
