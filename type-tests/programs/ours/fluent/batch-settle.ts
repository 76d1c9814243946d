// What becomes of each, with limits of their own.
import { db, same, type User, users } from '../../fluent/model';

export async function outcomes(): Promise<void> {
  const [first, second] = await db
    .batch([db.delete(users, 'ann'), db.get(users, ['bob', 'cid']).select('age')])
    .with({ totalTimeout: 9 })
    .settle();
  if (first.status === 'fulfilled') same<typeof first.value, boolean>();
  same<typeof second, PromiseSettledResult<Pick<User, 'age'> | undefined>[]>();
}
