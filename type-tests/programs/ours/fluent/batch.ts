// Chains of any kinds together, each with its own value.
import { db, orders, same, type User, users } from '../../fluent/model';

export async function together(): Promise<void> {
  const [user, total, was] = await db.batch([
    db.get(users, 'ann').select('name'),
    db.update(orders, 7).change((order) => [order.total.add(5), order.total.read()]),
    db.exists(users, 'bob'),
  ]);
  same<typeof user, Pick<User, 'name'> | undefined>();
  same<typeof total.total, number | undefined>();
  same<typeof was, boolean>();
}
