// There is one, or it throws.
import { db, same, type User, users } from '../../fluent/model';

export async function sure(): Promise<string> {
  const user = await db.get(users, 'ann').orThrow();
  same<typeof user, User>();
  return user.name;
}
