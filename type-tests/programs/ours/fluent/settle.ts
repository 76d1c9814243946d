// What becomes of each record.
import { db, same, type User, users } from '../../fluent/model';

export async function settled(): Promise<void> {
  const one = await db.get(users, 'ann').settle();
  same<typeof one, PromiseSettledResult<User | undefined>>();
  const many = await db.update(users, ['ann', 'bob'], { age: 3 }).settle();
  same<typeof many, PromiseSettledResult<undefined>[]>();
}
