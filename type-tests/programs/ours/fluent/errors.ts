// Chains are promises: they are caught, and end.
import type { AerospikeError } from 'tendril';
import { db, same, type User, users } from '../../fluent/model';

export async function caught(): Promise<void> {
  const user = await db.get(users, 'ann').orThrow().catch((error: AerospikeError) => error.inDoubt);
  same<typeof user, User | boolean>();
  await db.get(users, 'ann').finally(() => {});
  await Promise.all([db.get(users, 'ann'), db.exists(users, 'bob')]);
}
