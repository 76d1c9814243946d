// A record with its id, generation and lifetime.
import { db, same, type User, users } from '../../fluent/model';

export async function entry(): Promise<void> {
  const { id, bins, generation, ttl } = await db.get(users, 'ann').withMetadata().orThrow();
  same<typeof bins, User>();
  same<typeof generation, number>();
  same<typeof ttl, number>();
  String(id);
}
