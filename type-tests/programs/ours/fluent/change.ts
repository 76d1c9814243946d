// Changes leave what their types say, by bin.
import { db, same, users } from '../../fluent/model';

export async function left(): Promise<void> {
  const result = await db
    .update(users, 'ann', { email: 'a@b.c' })
    .change((user) => [user.age.add(1), user.name.append('!'), user.email.unset(), user.tags.push('a', 'b')]);
  same<typeof result.tags, number>();
  same<typeof result.age, undefined>();
  const read = await db.upsert(users, 'ann').change((user) => [user.age.read(), user.tags.slice(0, 3)]);
  same<typeof read.age, number | undefined>();
  same<typeof read.tags, string[] | undefined>();
}
