// Queries are loops, lists, first ones and counts.
import { db, same, type User, users } from '../../fluent/model';

export async function queries(): Promise<void> {
  for await (const { name } of db.query(users).where('$.age > 18').select('name').limit(10)) name.trim();
  const all = await db.query(users).index('age', { from: 18, to: 65 }).toArray();
  same<typeof all, User[]>();
  const found = await db.query(users).index('tags', { contains: 'new' }).index('points', { hasKey: 'ann' }).first();
  same<typeof found, User | undefined>();
  const count = await db.query(users).count();
  same<typeof count, number>();
}
