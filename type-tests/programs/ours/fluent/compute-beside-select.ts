// Computed values stand beside selected bins.
import { db, same, users } from '../../fluent/model';

export async function both(): Promise<void> {
  const user = await db.get(users, 'ann').select('name').compute((bins) => ({ tags: bins.tags.length() })).orThrow();
  same<typeof user.name, string>();
  same<typeof user.tags, number | null>();
}
