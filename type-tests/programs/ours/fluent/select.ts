// What is selected is there, and nothing else.
import { db, same, type User, users } from '../../fluent/model';

export async function some(): Promise<void> {
  const user = await db.get(users, 'ann').select('name', 'email').orThrow();
  same<typeof user, Pick<User, 'name' | 'email'>>();
  const many = await db.get(users, ['ann', 'bob']).select('age');
  same<typeof many, (Pick<User, 'age'> | undefined)[]>();
}
