// There may be no record.
import { db, same, type User, users } from '../../fluent/model';

export async function one(): Promise<void> {
  const user = await db.get(users, 'ann');
  same<typeof user, User | undefined>();
}
