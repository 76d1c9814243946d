import { db, users } from '../../fluent/model';

export const name = async () => (await db.get(users, 'ann')).name; // TS2532: there may be none
