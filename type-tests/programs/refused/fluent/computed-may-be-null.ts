import { db, users } from '../../fluent/model';

export const tags = async () => {
  const { length } = await db.get(users, 'ann').compute((user) => ({ length: user.tags.length() })).orThrow();
  return length + 1; // TS18047|TS2531: it may be null
};
