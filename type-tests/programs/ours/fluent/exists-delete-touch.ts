// Whether there is or was a record.
import { db, same, users } from '../../fluent/model';

export async function flags(): Promise<void> {
  const there = await db.exists(users, 'ann');
  same<typeof there, boolean>();
  const gone = await db.delete(users, ['ann', 'bob']).durably();
  same<typeof gone, boolean[]>();
  const renewed = await db.touch(users, 'ann').expiresIn('2h');
  same<typeof renewed, boolean>();
  await db.touch(users, 'ann').expiresAt(new Date());
}
