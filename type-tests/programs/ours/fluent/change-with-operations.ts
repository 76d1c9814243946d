// Operations of the client stand among changes, with their results.
import { lists, maps } from 'tendril';
import { db, same, users } from '../../fluent/model';

export async function mixed(): Promise<void> {
  const result = await db
    .update(users, 'ann')
    .change((user) => [user.age.add(1), lists.size('tags'), maps.getByRank('points', -1, maps.returnType.KEY)]);
  same<keyof typeof result, 'age' | 'tags' | 'points'>();
}
