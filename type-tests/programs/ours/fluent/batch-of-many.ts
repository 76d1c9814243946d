// Chains on several keys are lists in a batch.
import { db, orders, same, type User, users } from '../../fluent/model';

export async function lists(ids: string[]): Promise<void> {
  const [found, gone] = await db.batch([db.get(users, ids), db.delete(orders, [1, 2])]);
  same<typeof found, (User | undefined)[]>();
  same<typeof gone, boolean[]>();
  const all = await db.batch(ids.map((id) => db.get(users, id).orThrow()));
  same<typeof all, User[]>();
}
