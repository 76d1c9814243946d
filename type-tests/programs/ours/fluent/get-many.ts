// A list of keys is a list of records.
import { db, same, type User, users } from '../../fluent/model';

export async function many(): Promise<void> {
  const found = await db.get(users, ['ann', 'bob']);
  same<typeof found, (User | undefined)[]>();
}
